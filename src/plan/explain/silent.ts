/**
 * Many numbers at once: how many can text, and the others under their reason, told once.
 */
import type { E164 } from '../../model/desired.ts';
import type { SilentGroup, SilentNumber, Texting } from '../../model/explain.ts';
import { type Known, personOf } from './known.ts';
import { nextStep } from './number.ts';
import { judge } from './verdict.ts';

export interface Surveyed {
  readonly texting: Texting;
  readonly silent: readonly SilentGroup[];
}

/**
 * `besides`: told where they cannot text, and not counted. Groups come in the order in which each comes first, those with
 * the same reason together.
 */
export function survey(
  known: Known,
  counted: readonly E164[],
  besides: readonly E164[] = [],
): Surveyed {
  const texting = { yes: 0, no: 0, unknown: 0 };
  const groups = new Map<string, SilentGroup & { readonly numbers: SilentNumber[] }>();
  for (const [at, number] of [...counted, ...besides].entries()) {
    const judged = judge(known, number);
    const verdict = textsMeanwhile(known, number) ? 'yes' : judged.canText;
    if (at < counted.length) texting[verdict] += 1;
    if (verdict === 'yes' || judged.canText === 'yes' || judged.reason === null) continue;
    const step = nextStep(known, number, judged);
    const next = step === null ? null : { kind: step.kind, text: step.text };
    const key = JSON.stringify([judged.canText, judged.reason, next]);
    const group = groups.get(key) ?? {
      canText: judged.canText,
      reason: judged.reason,
      next,
      numbers: [],
    };
    groups.set(key, group);
    group.numbers.push({
      number,
      person: personOf(known, number),
      campaign: known.written.get(number)?.block?.key ?? null,
      since: judged.since,
    });
  }
  return { texting, silent: byReason([...groups.values()]) };
}

/** Who switches numbers texts from the other one until then. */
function textsMeanwhile(known: Known, number: E164): boolean {
  const change = known.changes
    .get(`number/${number}`)
    ?.find(({ action, to }) => action === 'switch' && to?.number === number);
  const other = change?.from?.number;
  return other !== undefined && judge(known, other).canText === 'yes';
}

function byReason(groups: readonly SilentGroup[]): readonly SilentGroup[] {
  const keyOf = ({ canText, reason }: SilentGroup) => JSON.stringify([canText, reason]);
  const keys = [...new Set(groups.map(keyOf))];
  return keys.flatMap((key) => groups.filter((group) => keyOf(group) === key));
}
