/**
 * The rules as text: all of them in their groups, or one with why it is one and how it is mended.
 */
import type { Severity } from '../model/diagnostic.ts';
import type { ToldGroup, ToldRule } from '../model/told-rule.ts';
import { hang, padEnd, type Rich, widthOf } from './layout.ts';
import { labelled } from './plan/summary.ts';
import { count, type Style, styleOf, type TextOptions } from './style.ts';

export function renderRules(groups: readonly ToldGroup[], options: TextOptions): string {
  const style = styleOf(options);
  const total = groups.reduce((sum, { rules }) => sum + rules.length, 0);
  const lines = [
    ...groups.flatMap((group) => [...groupLines(group, style), '']),
    ...hang(
      '',
      `${count(total, 'rule')}. \`campaignctl rules ID\` tells why one is a rule, and how it is mended.`,
      style.width,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const SEVERITY_WIDTH = 9;
/** A longer id pushes its own sentence to the right. */
const ID_WIDTH = 26;

function groupLines({ title, about, rules }: ToldGroup, style: Style): string[] {
  const { paint, width } = style;
  const widest = Math.min(ID_WIDTH, Math.max(...rules.map(({ id }) => widthOf(id))));
  const isWide = width >= 72;
  return [
    ...hang('', [{ text: title, paint: paint.strong }], width),
    ...hang('', [{ text: withoutLinks(about), paint: paint.faint }], width),
    ...rules.flatMap((rule) => {
      const head: Rich = [
        '  ',
        { text: padEnd(rule.severity, SEVERITY_WIDTH), paint: paintOf(rule.severity, style) },
        isWide ? padEnd(rule.id, widest) : rule.id,
      ];
      return isWide
        ? hang([...head, '  '], rule.title, width)
        : [...hang('', head, width), ...hang('      ', rule.title, width)];
    }),
  ];
}

function paintOf(severity: Severity, { paint }: Style) {
  switch (severity) {
    case 'error':
      return paint.bad;
    case 'warning':
      return paint.warn;
    case 'info':
      return paint.faint;
  }
}

/** One rule, as a page. */
export function renderRule(rule: ToldRule, { title }: ToldGroup, options: TextOptions): string {
  const style = styleOf(options);
  const { id, severity, silenceable, why, mend, sources } = rule;
  const at = { style };
  const lines = [
    ...hang(
      '',
      [
        { text: id, paint: style.paint.strong },
        '  ',
        { text: severity, paint: paintOf(severity, style) },
        silenceable ? ', can be silenced' : '',
      ],
      style.width,
    ),
    '',
    ...hang('', rule.title, style.width),
    '',
    ...labelled('Why', why, at),
    ...labelled('To mend', mend, at),
    ...(silenceable ? labelled('Silence', `allow: { ${id}: "the reason" }`, at) : []),
    ...labelled('Group', title, at),
    ...sources.flatMap((source) => labelled('Source', `${source.title}: ${source.url}`, at)),
  ];
  return `${lines.join('\n')}\n`;
}

/** `[text](address)` → `text`: the addresses stand with the rules. */
function withoutLinks(markdown: string): string {
  return markdown.replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');
}
