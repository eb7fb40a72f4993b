/**
 * `campaignctl explain`: can it text, and if not, why, and what comes next. Changes nothing; its transport can only GET.
 */
import { resolve } from 'node:path';
import { feesOf } from '../apply/log/fees.ts';
import { loadConfig } from '../config/load.ts';
import { EXIT, type ExitCode, strongest } from '../model/exit.ts';
import type { Answer, Explanation, NumberStanding } from '../model/explain.ts';
import type { Fees, LiveFees } from '../model/fees.ts';
import type { LogEntry } from '../model/log.ts';
import { explain as explainIt } from '../plan/explain.ts';
import { clean } from '../report/clean.ts';
import { renderExplanation } from '../report/explain.ts';
import { toJson } from '../report/json.ts';
import { withProvider } from './connect.ts';
import type { Io } from './io.ts';
import { placedIn, whileReading } from './output.ts';
import { readPlan } from './plan.ts';
import { logFacts, type StateOptions, withState } from './state.ts';
import { showFindings } from './validate.ts';

export interface ExplainOptions extends StateOptions {
  /** Left out: the account as a whole. */
  readonly asked?: string;
  readonly path: string;
  readonly format: 'text' | 'json';
  readonly detailedExitcode?: boolean;
}

export async function explain(options: ExplainOptions, io: Io): Promise<ExitCode> {
  const { asked, path, format, state, detailedExitcode = false } = options;
  const loaded = await loadConfig(resolve(io.cwd, path));
  const { root, desired: written, observed, diagnostics } = loaded;
  if (written === null) return showFindings(loaded, format, io);

  const { name: account } = written.account;
  const connection = { root, desired: written, observed, readOnly: true, format };
  return withState({ state, account, root, format }, io, async (state) => {
    const { entries, notes } = await state.store.read();
    for (const note of notes) io.stderr(`${clean(note)}\n`);
    return withProvider(connection, io, async (provider) => {
      const reading = readPlan(written, diagnostics, provider, logFacts(state, entries));
      const { plan, desired, snapshot } = await whileReading(io, reading);
      const { capabilities } = provider;
      const fees = paidBy(entries, { account, provider: plan.provider, store: state.store.label });
      const input = { plan, desired, snapshot, capabilities, fees };
      const explanation = explainIt(input, asked ?? null);
      const isText = format === 'text';
      const shown = isText
        ? renderExplanation(explanation, plan, placedIn(root, io))
        : toJson(explanation);
      // An answer that is none is no result.
      if (isText && explanation.answer.kind === 'nothing') io.stderr(shown);
      else io.stdout(shown);
      return exitCodeOf(explanation, detailedExitcode);
    });
  });
}

const LOG_ALONE: LiveFees = {
  readAt: null,
  brands: null,
  campaigns: null,
  invoices: null,
  missing: [],
};

/** What was paid as the log knows it, without asking anybody. */
function paidBy(
  entries: readonly LogEntry[],
  of: Pick<Fees, 'account' | 'provider' | 'store'>,
): Fees {
  return feesOf(entries, LOG_ALONE, { ...of, bound: new Map() });
}

function exitCodeOf({ gaps, answer }: Explanation, detailed: boolean): ExitCode {
  const codes: ExitCode[] = [EXIT.ok];
  if (gaps.length > 0) codes.push(EXIT.unread);
  if (isNothing(answer)) codes.push(EXIT.invalid);
  if (detailed && isSilent(answer)) codes.push(EXIT.changes);
  return strongest(codes);
}

/** What was asked for is certainly nowhere. */
function isNothing(answer: Answer): boolean {
  if (answer.kind === 'nothing') return answer.certain;
  if (answer.kind !== 'numbers') return false;
  return answer.numbers.every(({ inAccount, written }) => inAccount === false && written === null);
}

/** Somebody it is about cannot text. Where lines ask for some of the numbers, those count. */
function isSilent(answer: Answer): boolean {
  switch (answer.kind) {
    case 'account':
      return answer.texting.no > 0 || answer.attention.length > 0;
    case 'campaign':
      return answer.texting.no > 0 || answer.attention.length > 0;
    case 'numbers':
      return anySilent(answer.numbers);
    case 'people':
      return anySilent(answer.people.flatMap(({ numbers }) => numbers));
    case 'nothing':
      return false;
  }
}

function anySilent(numbers: readonly NumberStanding[]): boolean {
  const listed = numbers.filter(({ written }) => written !== null && written.campaign !== null);
  return (listed.length > 0 ? listed : numbers).some(({ canText }) => canText === 'no');
}
