/**
 * `campaignctl rules`: what can be found wrong, why that matters, and how it is mended. Offline: reads nothing.
 */
import { TOLD_GROUPS } from '../config/rules-told.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { nearestFew } from '../model/nearest.ts';
import { RULES_FORMAT } from '../model/told-rule.ts';
import { toJson } from '../report/json.ts';
import { renderRule, renderRules } from '../report/rules.ts';
import type { Io } from './io.ts';
import { tellFailure } from './output.ts';

export interface RulesOptions {
  /** Left out: all of them. */
  readonly id?: string;
  readonly format: 'text' | 'json';
}

const MOST_SUGGESTIONS = 3;

export function rules({ id, format }: RulesOptions, io: Io): ExitCode {
  const all = TOLD_GROUPS.flatMap((group) => group.rules.map((rule) => ({ group, rule })));
  const asked = id?.trim().toLowerCase();
  const chosen = asked === undefined ? all : all.filter(({ rule }) => rule.id === asked);
  const [first] = chosen;
  if (first === undefined) return unknownRule(id ?? '', format, io);
  if (format === 'json') {
    const told = chosen.map(({ rule, group }) => ({ ...rule, group: group.title }));
    io.stdout(toJson({ format: RULES_FORMAT, rules: told }));
  } else {
    io.stdout(
      asked === undefined ? renderRules(TOLD_GROUPS, io) : renderRule(first.rule, first.group, io),
    );
  }
  return EXIT.ok;
}

function unknownRule(id: string, format: RulesOptions['format'], io: Io): ExitCode {
  const ids = TOLD_GROUPS.flatMap((group) => group.rules.map((rule) => rule.id));
  const near = nearestFew(id, ids, MOST_SUGGESTIONS);
  const holding = ids.filter((one) => id !== '' && one.includes(id.toLowerCase()));
  const [meant = null, ...others] = near.length > 0 ? near : holding.slice(0, MOST_SUGGESTIONS);
  const hint =
    meant === null
      ? '`campaignctl rules` lists them all.'
      : `Did you mean ${[meant, ...others].join(', or ')}?`;
  tellFailure(`There is no rule ${id}.\n${hint}`, format, io);
  return EXIT.invalid;
}
