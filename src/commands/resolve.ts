/**
 * `campaignctl resolve`: a person says what became of a request whose answer was lost.
 * Law: only a person may say that something paid had no effect; what was said, by whom and why stays in the log.
 */
import { resolve as resolvePath } from 'node:path';
import type { Journal } from '../apply/log/journal.ts';
import {
  effectOfWrite,
  isClaim,
  mustNotRepeat,
  openWrites,
  type Write,
  writesOf,
} from '../apply/log/writes.ts';
import { loadConfig } from '../config/load.ts';
import { EXIT, type ExitCode } from '../model/exit.ts';
import { clean } from '../report/clean.ts';
import { hang } from '../report/layout.ts';
import { sentence, usd } from '../report/style.ts';
import type { Io } from './io.ts';
import { nameOfWrite } from './progress.ts';
import { holding, type StateOptions, timeOf, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface ResolveOptions extends StateOptions {
  readonly path: string;
  /** Id of a write, or the beginning of one; left out: those that are open are listed. */
  readonly write?: string;
  readonly tookEffect?: boolean;
  readonly noEffect?: boolean;
  /** Provider id of what was made. */
  readonly id?: string;
  readonly newLog?: boolean;
  readonly reason?: string;
  /** ms */
  readonly leaseWait: number;
}

export async function resolve(options: ResolveOptions, io: Io): Promise<ExitCode> {
  const { path, state, write, newLog, leaseWait } = options;
  const loaded = await loadConfig(resolvePath(io.cwd, path));
  const { root, desired } = loaded;
  if (desired === null) return showFindings(loaded, 'text', io);
  const objection = objectionTo(options);
  if (objection !== null) {
    io.stderr(`${objection}\n`);
    return EXIT.invalid;
  }
  const account = desired.account.name;
  return withState({ state, account, root, format: 'text' }, io, async ({ store }) => {
    if (write === undefined && newLog !== true) {
      const { entries } = await store.read();
      io.stdout(listText(openWrites(entries), io));
      return EXIT.ok;
    }
    const hold = { account, root, command: 'resolve', leaseWait, format: 'text' } as const;
    return holding(store, hold, io, (journal) =>
      newLog === true ? beginLog(journal, options, io) : decide(journal, options, io),
    );
  });
}

/** What is missing or too much on the command line; null: nothing. */
function objectionTo({ write, tookEffect, noEffect, newLog, reason, id }: ResolveOptions) {
  const isDecision = tookEffect === true || noEffect === true;
  if (newLog === true) {
    if (write !== undefined || isDecision) return 'Use --new-log alone, with --reason.';
    return hasText(reason) ? null : NEEDS_REASON;
  }
  if (write === undefined) {
    return isDecision || id !== undefined || reason !== undefined
      ? 'Name the request: `campaignctl resolve` lists those without an answer.'
      : null;
  }
  if (tookEffect === noEffect) {
    return 'Say what became of it: --took-effect, or --no-effect with --reason.';
  }
  if (noEffect === true && !hasText(reason)) return NEEDS_REASON;
  return null;
}

const NEEDS_REASON =
  'Say why, for those who read the log later: --reason "support case 104233: nothing arrived".';

function hasText(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

async function decide(
  journal: Journal,
  { write = '', tookEffect, id, reason }: ResolveOptions,
  io: Io,
): Promise<ExitCode> {
  const writes = writesOf(journal.entries());
  const found = writes.filter((one) => one.id.startsWith(write));
  const [one] = found;
  if (one === undefined || found.length > 1) {
    const many =
      found.length > 1 ? 'begins the ids of several requests' : 'is no request in the log';
    io.stderr(`${clean(write)} ${many}. \`campaignctl resolve\` lists those without an answer.\n`);
    return EXIT.invalid;
  }
  const effect = effectOfWrite(one);
  if (effect !== 'open' && !(effect === 'there' && mustNotRepeat(one))) {
    io.stderr(`${sentence(nameOfWrite(one))} has an answer already; there is nothing to decide.\n`);
    return EXIT.invalid;
  }
  const isThere = tookEffect === true;
  await journal.say({
    kind: 'settled',
    write: one.id,
    effect: isThere ? 'there' : 'none',
    id: id ?? null,
    by: 'person',
    who: journal.holder.who,
    reason: reason ?? 'A person looked.',
  });
  const name = sentence(clean(nameOfWrite(one)));
  const next = isClaim(one) ? BY_HAND : BY_REQUEST;
  const words = isThere ? `counts as done. ${next.there}` : `counts as never done. ${next.none}`;
  io.stdout(`${name} ${words}\n`);
  return EXIT.ok;
}

const BY_REQUEST = {
  there: 'It is never sent again.',
  none: 'The next plan may send it again, and it is paid then.',
};
const BY_HAND = {
  there: 'It is never offered again. Tell what Admin Console shows: campaignctl observe --shows.',
  none: 'The next runbook offers it to everybody again, and it is paid then.',
};

async function beginLog(
  journal: Journal,
  { reason = '' }: ResolveOptions,
  io: Io,
): Promise<ExitCode> {
  await journal.say({ kind: 'begun', by: journal.holder.who, reason });
  io.stdout('The log begins here. What was sent before is not in it.\n');
  return EXIT.ok;
}

const HOW =
  'The next apply looks them up by itself. Where it finds no trace of a registration, a person decides:';
const HOW_CLAIMED =
  'A claim ends when its step is told as done: campaignctl observe. If nothing came of it, and Admin Console shows no trace of it:';
const HOW_TOLD =
  'If it was carried out and its step is in no runbook any more, tell what Admin Console shows with campaignctl observe --shows, then:';

function listText(open: readonly Write[], { columns }: Io): string {
  if (open.length === 0) return 'No request is without an answer.\n';
  const line = (write: Write) => {
    const { intent, result } = write;
    const fee = intent.change.fee?.usd ?? 0;
    const paid = fee > 0 ? `, ${usd(fee)}` : '';
    const said = result?.outcome === 'unknown' ? ` ${clean(result.message)}` : '';
    const by = isClaim(write) ? `claimed by ${clean(intent.claimedBy ?? '')}` : 'sent';
    const when = timeOf(Date.parse(intent.at));
    const text = `${sentence(clean(nameOfWrite(write)))}${paid}, ${by} ${when}.${said}`;
    return [write.id, ...hang('  ', text, columns)];
  };
  const claims = open.filter(isClaim);
  const requests = open.filter((write) => !isClaim(write));
  const noEffect = (why: string) => `  campaignctl resolve ID --no-effect --reason "${why}"`;
  const section = (title: string, writes: readonly Write[], how: readonly string[]) =>
    writes.length === 0 ? [] : [[title, ...writes.flatMap(line), '', ...how].join('\n')];
  const sections = [
    ...section('Requests without an answer', requests, [
      ...hang('', HOW, columns),
      '  campaignctl resolve ID --took-effect [--id C7GH42I]',
      noEffect('what support said'),
    ]),
    ...section('Claimed, and not told as done', claims, [
      ...hang('', HOW_CLAIMED, columns),
      noEffect('why'),
      ...hang('', HOW_TOLD, columns),
      '  campaignctl resolve ID --took-effect',
    ]),
  ];
  return `${sections.join('\n\n')}\n`;
}
