/**
 * What people saw in Admin Console ages: nobody looks continuously.
 * Law: nothing is paid and nothing is ended on the strength of a look that is too old. The clock is that of the snapshot.
 */
import type { Change, Refusal } from '../model/plan.ts';
import type { SeenAt, SeenFacts } from '../model/snapshot.ts';
import type { Context } from './context.ts';

const DAY_MS = 86_400_000;

/** Paid and irreversible changes that would start, where somebody has to look first. */
export function refuseOldLooks(context: Context, changes: readonly Change[]): readonly Refusal[] {
  const { seen, readAt } = context.snapshot;
  if (seen === null) return [];
  return changes.flatMap((made): Refusal[] => {
    if (made.when.kind !== 'now' && made.when.kind !== 'after') return [];
    if (made.risk !== 'paid' && made.risk !== 'irreversible') return [];
    const looks = looksFor(made, seen);
    const ahead = looks.filter(({ at }) => isAhead(at, readAt));
    if (ahead.length > 0) return [refusal(made, aheadWords(made, ahead, readAt))];
    const old = looks.filter(({ at }) => isOld(at, readAt, seen));
    if (old.length === 0) return [];
    const told = old.map(({ name, at }) => `${name} ${whenSeen(at)}`).join(', and ');
    return [
      refusal(
        made,
        `${whatIt(made)}, and ${told}. After ${seen.lookAgainAfterDays} days somebody has to look again: compare Admin Console with observed.yaml, then run campaignctl observe ${optionsFor(old)}.`,
      ),
    ];
  });
}

function refusal(made: Change, message: string): Refusal {
  const { id, place } = made;
  return { rule: 'look-again', message, line: null, support: null, changes: [id], place };
}

function whatIt({ risk }: Change): string {
  return risk === 'paid' ? 'It costs money' : 'It cannot be undone';
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

/** Clocks of two machines differ by minutes; what is later than that was written by a wrong one, or by hand. */
function isAhead(at: SeenAt | null, now: string): boolean {
  return at !== null && Date.parse(at.at) - Date.parse(now) > DAY_MS;
}

function aheadWords(made: Change, ahead: readonly LookAt[], now: string): string {
  const told = ahead.map(({ name, at }) => `${name} ${whenSeen(at)}`).join(', and ');
  return `${whatIt(made)}, and ${told}, which is later than this plan of ${now.slice(0, 10)}. Mend that time in observed.yaml, then look again and run campaignctl observe ${optionsFor(ahead)}.`;
}

function whenSeen(at: SeenAt | null): string {
  return at === null ? 'never seen' : `last seen on ${at.at.slice(0, 10)} by ${at.by}`;
}

function optionsFor(old: readonly LookAt[]): string {
  return [...new Set(old.map(({ option }) => option))].join(' ');
}
