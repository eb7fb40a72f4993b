/**
 * What every part of the HTML page draws with: the page of the text report, in colours that become classes, and where
 * on this page each change stands.
 */
import type { Change, Plan } from '../../model/plan.ts';
import { type Paint, type Rich, spansOf } from '../layout.ts';
import { type Page, pageOf } from '../plan/page.ts';
import { safe } from '../plan/safe.ts';
import type { Palette } from '../style.ts';
import { html, type Markup } from './markup.ts';

export interface View extends Page {
  /** Where a change stands on the page. */
  readonly anchors: ReadonlyMap<Change, string>;
  /** The plan as it was given, its own part and the rest together, made safe to show. */
  readonly whole: Plan;
}

export function viewOf(plan: Plan, base: string): View {
  const whole = safe(plan);
  const anchors = new Map(whole.changes.map((change, at) => [change, `change-${at + 1}`]));
  return { ...drawn(pageOf(whole, { ...AS_TEXT, base })), anchors, whole };
}

/** The same for what the lines of a pull request did not cause; null where nothing is compared. */
export function viewBefore(view: View): View | null {
  if (view.against === null) return null;
  const { anchors, whole } = view;
  return { ...drawn(pageOf(view.against.before, { ...AS_TEXT, base: view.base })), anchors, whole };
}

const AS_TEXT = { color: false, columns: 100 };

function drawn(page: Page): Page {
  return { ...page, style: { ...page.style, paint: CLASSES } };
}

/** Each colour a function of its own, by which a span is known. It changes nothing: the class does. */
function named(): Paint {
  return (text) => text;
}

const CLASSES: Palette = {
  strong: named(),
  faint: named(),
  good: named(),
  warn: named(),
  bad: named(),
  paste: named(),
  added: named(),
  removed: named(),
  changed: named(),
  addedWord: named(),
  removedWord: named(),
};

const NAMES: ReadonlyMap<Paint | undefined, string> = new Map(
  Object.entries(CLASSES).map(([name, paint]: [string, Paint]) => [paint, name]),
);

/** A text of the text report. */
export function rich(text: Rich): Markup {
  return html`${spansOf(text).map(({ text: piece, paint }) => {
    const name = NAMES.get(paint);
    return name === undefined ? piece : html`<span class="${name}">${piece}</span>`;
  })}`;
}

/** The class of the first colour in it: how serious it is. */
export function toneOf(text: Rich): string {
  return spansOf(text).flatMap(({ paint }) => NAMES.get(paint) ?? [])[0] ?? '';
}
