/**
 * What the log has to say about a plan: money that was spent already, and whether there is a log to remember it.
 * Law: the log can block a registration; it can never cause one.
 */
import type { Means } from '../model/capabilities.ts';
import { referenceOf } from '../model/kinds.ts';
import type { LogFacts, Submission } from '../model/log.ts';
import type { Change, Refusal } from '../model/plan.ts';
import { calledInLog, type Gap, type Part, type Snapshot } from '../model/snapshot.ts';
import { type Context, plainTextComparer } from './context.ts';

/** Registrations and resubmissions that may not be sent, each with what a person can do about it. */
export function refuseByLog(
  context: Context,
  changes: readonly Change[],
  log: LogFacts,
): readonly Refusal[] {
  const submits = changes.filter(({ action }) => action === 'register' || action === 'resubmit');
  return submits.flatMap(
    (made) =>
      refuseAgain(context, made, log) ??
      refuseBesideClaim(context, made, log) ??
      refuseUnlogged(context, made, log),
  );
}

/** What somebody has claimed to register may be the same under another key: its block is gone, or its key has another one. */
function refuseBesideClaim(context: Context, made: Change, log: LogFacts): Refusal[] | null {
  const { desired, snapshot } = context;
  const [kind, key] = made.address.split('/');
  if (made.action !== 'register' || (kind !== 'brand' && kind !== 'campaign')) return null;
  const blocks = kind === 'brand' ? desired.brands : desired.campaigns;
  const live = kind === 'brand' ? snapshot.brands : snapshot.campaigns;
  const prefix = referenceOf(desired.account.name, kind, '');
  const known = new Set([
    ...blocks.flatMap(({ key, formerly }) => [key, ...formerly].map((each) => prefix + each)),
    ...live.map(({ referenceId }) => referenceId),
  ]);
  const claims = [...log.submissions].filter(
    ([reference, { claimedBy, certain, content }]) =>
      claimedBy !== null && !certain && content !== null && reference.startsWith(prefix),
  );
  const stray = claims.find(([reference]) => !known.has(reference));
  const block = blocks.find((one) => one.key === key);
  const [text, called] =
    kind === 'brand' ? ['legalName', 'legal name'] : ['description', 'description'];
  const isSame = plainTextComparer();
  const alike = claims.find(([, { content }]) => isSame(content?.[text], block?.content[text]));
  const found = stray ?? (block?.allow['look-alike'] === undefined ? alike : undefined);
  if (found === undefined) return null;
  const [reference, { at, claimedBy, write }] = found;
  const claimed = reference.slice(prefix.length);
  const own = made.address.replace('/', ' ');
  const which =
    stray === undefined
      ? `with the ${called} that ${own} has. If ${own} is that one, renamed: give the block that has the key ${claimed} now another key, and write the old name here. If these are two, say why under \`allow\`: look-alike.`
      : `and no file has that block any more. If ${own} is the same one, write its old name.`;
  const message = `The registration of ${kind} ${claimed} was claimed on ${dayOf(at)} by ${claimedBy}, ${which} If nothing came of the claim: campaignctl resolve ${write.slice(0, 8)} --no-effect --reason "why"`;
  return [{ ...refusal('already-submitted', made, message), line: `formerly: ${claimed}` }];
}

/** It was sent before. A registry that shows no trace of it may be wrong, or late, or another one. */
function refuseAgain(context: Context, made: Change, log: LogFacts): Refusal[] | null {
  const before = keysOf(context, made).flatMap((key) => log.submissions.get(key) ?? [])[0];
  if (before === undefined) return null;
  // Who has claimed it carries it out; a second claim is refused when it is made.
  const isOpenClaim = before.claimedBy !== null && !before.certain;
  const isManual = meansOf(context, made) === 'manual';
  if (isOpenClaim && isManual) return [];
  const what = nameOf(made);
  const day = dayOf(before.at);
  if (isManual && before.certain) {
    const by = before.claimedBy === null ? '' : ` by ${before.claimedBy}`;
    if (made.action === 'resubmit') return [sentWithReason(context, made, before, `${day}${by}`)];
    const message = `The log in ${log.label} says that ${what} was submitted on ${day}${by}, and observed.yaml does not have it. It is not offered again on a guess. Look at Admin Console. If it is there, tell what it shows: campaignctl observe --shows ${made.address}=STATUS. If it is not: campaignctl resolve ${before.write.slice(0, 8)} --no-effect --reason "why"`;
    return [refusal('already-submitted', made, message)];
  }
  const message = isOpenClaim
    ? `${capital(what)} was claimed on ${day} by ${before.claimedBy}, who may have carried it out by hand. It is not sent on a guess.`
    : before.certain
      ? `The log in ${log.label} says that ${what} was submitted on ${day} and accepted, and the registry shows no trace of it. It is not submitted again on a guess.`
      : `${capital(what)} was sent on ${day}, and its answer was lost. The registry shows no trace of it, but it may still have been charged. It is not sent again on a guess.`;
  const command = `campaignctl resolve ${before.write.slice(0, 8)}`;
  return [
    refusal('already-submitted', made, `${message} Ask support, then tell the outcome: ${command}`),
  ];
}

/** People told that it was sent in with this reason, and it is seen rejected: a look from before, or one more rejection. */
function sentWithReason(
  { snapshot }: Context,
  made: Change,
  { write }: Submission,
  when: string,
): Refusal {
  const name = made.address.replace('/', ' ');
  const message = `The log says that ${name} was sent in again with this reason on ${when}, and observed.yaml has it as rejected. If Admin Console shows another state, tell it: campaignctl observe --shows ${made.address}=STATUS. If carriers have rejected it once more, mend what they name and write a new reason. If it was never sent in with this one: campaignctl resolve ${write.slice(0, 8)} --no-effect --reason "why"`;
  const line = `resubmit: "${dayOf(snapshot.readAt)} what was mended"`;
  return { ...refusal('already-submitted', made, message), line };
}

/** Where the registry does not reject a second object with our reference, only a log keeps us from paying twice. */
function refuseUnlogged(context: Context, made: Change, log: LogFacts): Refusal[] {
  const { capabilities, snapshot, desired } = context;
  if (capabilities.createGuard === 'enforced' || made.risk !== 'paid') return [];
  const what = nameOf(made);
  if (!log.durable) {
    const message = `${capital(what)} costs money, and ${capabilities.label} is not relied on to refuse a second one. The log in ${log.label} may be gone at the next run. Keep the log in a git branch or in PostgreSQL (--state).`;
    return [refusal('log-not-durable', made, message)];
  }
  const prefixes = (['brand', 'campaign'] as const).map((kind) =>
    referenceOf(desired.account.name, kind, ''),
  );
  const strange = [...snapshot.brands, ...snapshot.campaigns].filter(
    ({ referenceId }) =>
      referenceId !== null &&
      !log.known.has(referenceId) &&
      prefixes.some((prefix) => referenceId.startsWith(prefix)),
  ).length;
  // What people wrote down has our references because of its place in the file: they prove nothing.
  if (log.begun || strange === 0 || snapshot.seen !== null) return [];
  const message = `The log in ${log.label} does not know ${strange} live ${strange === 1 ? 'object' : 'objects'} of this account. Was a log lost? What it knew of requests without an answer would be lost too. If it is right, say so: campaignctl resolve --new-log --reason "why"`;
  return [refusal('log-incomplete', made, message)];
}

function meansOf({ capabilities }: Context, { address }: Change): Means {
  return address.startsWith('brand/') ? capabilities.brands : capabilities.campaigns;
}

/** What the submission would be called in the log, under each key its block has had. */
function keysOf(context: Context, made: Change): readonly string[] {
  const { desired } = context;
  const [kind = '', key = ''] = made.address.split('/');
  if (kind !== 'brand' && kind !== 'campaign') return [];
  const blocks = kind === 'brand' ? desired.brands : desired.campaigns;
  const block = blocks.find((other) => other.key === key);
  if (made.action === 'resubmit') {
    const keys = [key, ...(block?.formerly ?? [])];
    const reason = desired.campaigns.find((other) => other.key === key)?.resubmit ?? '';
    const names = calledInLog(made.from?.id, context.snapshot);
    return [...names.map((name) => `${name} ${reason}`), ...keys.map((each) => `${kind}/${each}`)];
  }
  return [key, ...(block?.formerly ?? [])].map((each) =>
    referenceOf(desired.account.name, kind, each),
  );
}

function refusal(rule: string, made: Change, message: string): Refusal {
  return { rule, message, line: null, support: null, changes: [made.id], place: made.place };
}

function nameOf({ action, address }: Change): string {
  const name = address.replace('/', ' ');
  return action === 'resubmit' ? `the resubmission of ${name}` : `the registration of ${name}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

const NAMES: Readonly<Partial<Record<Part, string>>> = {
  users: 'The list of users',
  inventory: 'The list of phone numbers',
  brands: 'The list of brands',
  campaigns: 'The list of campaigns',
};

/** A list that is suddenly empty is not believed: not knowing is not absence. */
export function suddenGaps(snapshot: Snapshot, log: LogFacts): readonly Gap[] {
  const counts = {
    users: snapshot.users.length,
    inventory: snapshot.numbers.length,
    brands: snapshot.brands.length,
    campaigns: snapshot.campaigns.length,
  };
  return Object.entries(counts).flatMap(([name, count]): Gap[] => {
    const part = name as keyof typeof counts;
    const before = log.lastRead.get(part);
    const isKnown = snapshot.gaps.some((gap) => gap.part === part);
    if (count > 0 || isKnown || before === undefined || before.entries === 0) return [];
    const reason = `${NAMES[part] ?? part} is empty, but held ${before.entries} on ${dayOf(before.at)}. If that is right: campaignctl resolve --new-log --reason "why".`;
    return [{ part, reason }];
  });
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}
