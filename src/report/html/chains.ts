/**
 * What waits for what, drawn as steps one below the other.
 * Law: it repeats changes that stand above, with all their dangers; so a long list of chains may be folded.
 */
import type { Change, Plan } from '../../model/plan.ts';
import { plainOf } from '../layout.ts';
import { type Ask, type Chain, chainsOf, type Deed, type Link, type Wait } from '../plan/chains.ts';
import { risks } from '../plan/changes.ts';
import { grouped } from '../plan/page.ts';
import { changeWait } from '../plan/summary.ts';
import { deed, isNumber } from '../plan/words.ts';
import { count, day, sentence } from '../style.ts';
import { fold, name, prose, subject } from './inline.ts';
import { html, type Markup, type Part } from './markup.ts';
import { toneOf, type View } from './view.ts';

/** Chains that a pull request has a part in; where nothing is compared, all. */
export function chains(view: View): Part {
  const all: View = { ...view, plan: view.whole, changes: byId(view.whole) };
  const own = new Set(view.plan.changes);
  const made = chainsOf(view.whole).filter(({ steps }) =>
    steps.some((links) => links.some((link) => link.kind === 'change' && own.has(link.change))),
  );
  if (made.length === 0) return null;
  const [shown, rest] = [made.slice(0, MOST), made.slice(MOST)];
  const draw = (some: readonly Chain[]) =>
    html`<div class="chains">
${some.map((chain) => drawn(chain, own, all))}</div>
`;
  return html`${draw(shown)}${rest.length === 0 ? null : fold(`And ${count(rest.length, 'more chain')}; the changes in them stand above`, draw(rest))}`;
}

const MOST = 20;

function byId({ changes }: Plan): Map<string, Change> {
  return new Map(changes.map((change) => [change.id, change]));
}

/** Steps of one chain, and groups within a step, before a fold. */
const MOST_STEPS = 24;

function drawn({ steps }: Chain, own: ReadonlySet<Change>, view: View): Markup {
  const draw = (some: Chain['steps'], first: number) =>
    html`<ol class="chain"${first === 1 ? null : html` start="${first}" style="counter-reset: step ${first - 1}"`}>
${some.map((links) => html`<li>\n${together(links, own, view)}</li>\n`)}</ol>
`;
  const rest = steps.slice(MOST_STEPS);
  const more =
    rest.length === 0
      ? null
      : fold(`And ${count(rest.length, 'more step')}`, draw(rest, MOST_STEPS + 1));
  return html`<div class="box">
${draw(steps.slice(0, MOST_STEPS), 1)}${more}</div>
`;
}

/** People to whom the same happens are told together. */
function together(links: readonly Link[], own: ReadonlySet<Change>, view: View): Part {
  const groups = grouped(links, (link) => (link.kind === 'change' ? keyOf(link, own, view) : ''));
  const parts = [...groups].flatMap(([key, group]): readonly Part[] =>
    key === '' ? group.map((link) => single(link, view)) : [deeds(group, own, view)],
  );
  const rest = parts.slice(MOST_STEPS);
  const more = rest.length === 0 ? null : fold(`And ${rest.length} more`, rest);
  return html`${parts.slice(0, MOST_STEPS)}${more}`;
}

function keyOf(link: Deed, own: ReadonlySet<Change>, view: View): string {
  const { change, half } = link;
  const who = isNumber(change) ? '' : change.address;
  return JSON.stringify([
    who,
    whatOf(link),
    half,
    afterOf(link),
    dangersOf(link, view),
    own.has(change),
  ]);
}

function single(link: Link, view: View): Part {
  switch (link.kind) {
    case 'change':
      return null;
    case 'wait':
      return waitStep(link, view);
    case 'ask':
      return askStep(link);
  }
}

function deeds(links: readonly Link[], own: ReadonlySet<Change>, view: View): Markup {
  const made = links.filter((link) => link.kind === 'change');
  const [first] = made;
  if (first === undefined) return html``;
  const people = isNumber(first.change) ? html`${names(made, view)}: ` : null;
  const after = afterOf(first);
  const dangers = dangersOf(first, view).map(
    ({ text, tone }) => html` <strong class="badge ${tone}">${text}</strong>`,
  );
  const old = own.has(first.change) ? null : html` <span class="faint">(not new)</span>`;
  return html`<p>${people}${whatOf(first)}${dangers}${old}${after === '' ? null : html` <span class="after">${prose(after)}</span>`}</p>
`;
}

const MOST_NAMES = 6;

function names(links: readonly Deed[], view: View): Part {
  const some = links.slice(0, links.length > MOST_NAMES + 1 ? MOST_NAMES : links.length);
  const left = links.length - some.length;
  return html`${some.map(({ change }, at) => {
    const between = at === 0 ? '' : at === links.length - 1 ? ' and ' : ', ';
    return html`${between}${subject(change, view)}`;
  })}${left > 0 ? ` and ${left} more` : ''}`;
}

function whatOf({ change, half }: Deed): string {
  const what = deed(change, 'alone');
  if (half === 'on-again') {
    return change.campaign === null ? 'on again' : `on again in ${change.campaign}`;
  }
  return isNumber(change) ? what : sentence(what);
}

function afterOf({ change: { when }, half }: Deed): string {
  return when.kind === 'after' && half !== 'on-again' ? when.text : '';
}

function dangersOf({ change, half }: Deed, view: View): { text: string; tone: string }[] {
  if (half === 'on-again') return [];
  return risks(change, view).map((danger) => ({ text: plainOf(danger), tone: toneOf(danger) }));
}

/** Carriers, support or the registry are next. */
function waitStep(wait: Wait, view: View): Markup {
  const words = changeWait(wait.waits, view) ?? '';
  // Nobody has promised when somebody sends it again.
  const time = words.startsWith('for ') ? timeOf(wait, view.plan) : null;
  const since = wait.since === null ? '' : `, since ${day(wait.since)}`;
  return html`<p class="outside">Wait ${words}${since} <span class="faint">${time === null ? prose(wait.text) : `this takes ${time}`}</span></p>
`;
}

/** How long it takes, where somebody has said so. */
function timeOf({ for: reason }: Wait, { times }: Plan): string | null {
  switch (reason) {
    case 'brand-verification':
      return times.brand;
    case 'campaign-approval':
      return times.campaign;
    case 'number-on':
      return times.numberOn;
    case 'campaign-review':
    case 'number-off':
    case 'place':
    case 'limit-raise':
      return null;
  }
}

function askStep({ raise: { campaign, limit, wanted } }: Ask): Markup {
  return html`<p class="outside">By hand: ask support to raise ${name(campaign)} from ${limit} to ${wanted}</p>
`;
}
