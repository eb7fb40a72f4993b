/**
 * What people saw in Admin Console ages: nobody looks continuously.
 * Law: nothing is paid and nothing is ended on the strength of a look that is too old. The clock is that of the snapshot.
 */
import type { Change, Refusal } from '../model/plan.ts';
import { starts } from '../model/plan-parts.ts';
import type { SeenAt, SeenFacts } from '../model/snapshot.ts';
import type { Context } from './context.ts';

const DAY_MS = 86_400_000;

/** Paid and irreversible changes that would start, where somebody has to look first. */
export function refuseOldLooks(context: Context, changes: readonly Change[]): readonly Refusal[] {
  const { seen, readAt } = context.snapshot;
  if (seen === null) return [];
  return changes.flatMap((made): Refusal[] => {
    if (!starts(made)) return [];
    if (made.risk !== 'paid' && made.risk !== 'irreversible') return [];
    const old = looksFor(made, seen).filter(({ at }) => isOld(at, readAt, seen));
    if (old.length === 0) return [];
    const what = made.risk === 'paid' ? 'It costs money' : 'It cannot be undone';
    const told = old.map(({ name, at }) => `${name} ${whenSeen(at)}`).join(', and ');
    return [
      {
        rule: 'look-again',
        message: `${what}, and ${told}. After ${seen.lookAgainAfterDays} days somebody has to look again: compare Admin Console with observed.yaml, then run campaignctl observe ${optionsFor(old)}.`,
        line: null,
        support: null,
        changes: [made.id],
        place: made.place,
      },
    ];
  });
}

interface LookAt {
  readonly name: string;
  readonly option: string;
  /** null: never. */
  readonly at: SeenAt | null;
}

/** What has to have been looked at for it. */
function looksFor(made: Change, seen: SeenFacts): readonly LookAt[] {
  const forms: LookAt = { name: 'brands and campaigns were', option: '--forms', at: seen.forms };
  if (made.action === 'register') return [forms];
  const object = seen.objects.find(({ id }) => id === made.from?.id);
  const own: LookAt = {
    name: `${made.address.replace('/', ' ')} was`,
    option: `--shows ${made.address}=STATUS`,
    at: object ?? null,
  };
  const page: LookAt = { name: 'the SMS page was', option: '--page FILE', at: seen.page };
  return made.action === 'deactivate' ? [own, page] : [own];
}

function isOld(at: SeenAt | null, now: string, seen: SeenFacts): boolean {
  return at === null || Date.parse(now) - Date.parse(at.at) > seen.lookAgainAfterDays * DAY_MS;
}

function whenSeen(at: SeenAt | null): string {
  return at === null ? 'never seen' : `last seen on ${at.at.slice(0, 10)} by ${at.by}`;
}

function optionsFor(old: readonly LookAt[]): string {
  return [...new Set(old.map(({ option }) => option))].join(' ');
}
