/**
 * What a pull request is shown of its plan: annotations, the summary of the job, a page, one comment, suggestions.
 * Law: what the job itself can show comes first; GitHub is written to last, and its refusal takes nothing back.
 */
import { writeFileSync } from 'node:fs';
import { keepComment, type Mark } from '../../github/comments.ts';
import { GitHubError } from '../../github/error.ts';
import { type PullEvent, writeOutputs } from '../../github/job.ts';
import type { TouchedFile } from '../../github/pulls.ts';
import { type Suggestion, suggest } from '../../github/reviews.ts';
import { type Diagnostic, mendedLine } from '../../model/diagnostic.ts';
import type { ExitCode } from '../../model/exit.ts';
import type { Plan } from '../../model/plan.ts';
import { partsOf } from '../../model/plan-parts.ts';
import { renderFindingsMarkdown } from '../../report/findings-markdown.ts';
import { renderAnnotations, renderPlanAnnotations } from '../../report/github.ts';
import { code, prose } from '../../report/markdown/escape.ts';
import { renderPlanHtml } from '../../report/plan-html.ts';
import { renderPlanned, renderUnplannable } from '../../report/pull-comment.ts';
import { isAsInHead } from './checkout.ts';
import type { Inner } from './inner.ts';
import { NO_PLAN, pageArtifactName, planArtifactName } from './names.ts';
import { marked } from './pulls.ts';
import { annotate, attempt, planText, type Session, summarize } from './session.ts';

export interface Shown {
  readonly inner: Inner;
  readonly files: readonly TouchedFile[] | null;
  readonly kept: boolean;
  readonly file: string;
}

export async function showPull(session: Session, pull: PullEvent, shown: Shown): Promise<void> {
  const { job, io, base, account } = session;
  const { inner, files, kept, file } = shown;
  const whole = { label: 'the whole plan', url: job.runUrl };
  const { result } = inner;
  switch (result.kind) {
    case 'plan': {
      const named = withBaseNamed(result.plan, pull.baseRef);
      io.stdout(renderPlanAnnotations(named, base));
      io.stderr(planText(session, named));
      const how = { base, kept, ...pastOf(session, pull) };
      summarize(session, renderPlanned(named, { ...how, budget: 900_000 }));
      const page = file.replace(/\.plan\.json$/, '.html');
      writeFileSync(page, session.shown(renderPlanHtml(named, { base })));
      writeOutputs(io.env, {
        ...planOutputs(result.plan, inner.code),
        'plan-file': kept ? file : '',
        'html-file': page,
        'artifact-name': (kept ? planArtifactName : pageArtifactName)(result.plan.account, pull),
      });
      const body = (budget: number) => renderPlanned(named, { ...how, whole, budget });
      await comment(session, pull, body);
      await suggestFixes(session, pull, result.plan.diagnostics, files);
      return;
    }
    case 'findings': {
      const { diagnostics } = result;
      io.stdout(renderAnnotations(diagnostics, base));
      summarize(session, renderFindingsMarkdown(diagnostics, { base, budget: 900_000 }));
      writeOutputs(io.env, noPlanOutputs(session, pull, shown));
      const head = account === null ? '' : `${code(account)}\n\n`;
      const body = (budget: number) =>
        `${head}${renderFindingsMarkdown(diagnostics, { base, whole, budget: budget - 300 })}\n${MEND}\n`;
      await comment(session, pull, body);
      await suggestFixes(session, pull, diagnostics, files);
      return;
    }
    case 'error': {
      annotate(session, 'error', result.message);
      const text = renderUnplannable(account, result.message, job.runUrl);
      summarize(session, text);
      writeOutputs(io.env, noPlanOutputs(session, pull, shown));
      await comment(session, pull, () => text);
      return;
    }
    default:
      writeOutputs(io.env, { 'exit-code': String(inner.code), changes: '0' });
  }
}

const MEND =
  'Nothing can be planned before that. Mend it and push again; where an exact fix is known, it is suggested on its line.';

/** Reviewers know the branch by its name. */
function withBaseNamed(plan: Plan, label: string): Plan {
  return plan.base === null ? plan : { ...plan, base: { ...plan.base, label } };
}

/** Only the default branch is applied; where GitHub does not tell which one that is, it is taken for that. */
function pastOf({ job: { defaultBranch } }: Session, { baseRef }: PullEvent) {
  if (defaultBranch === null || defaultBranch === baseRef) return {};
  return { past: { into: baseRef, applied: defaultBranch } };
}

function planOutputs(whole: Plan, exit: ExitCode): Record<string, string> {
  const { changes, held, waiting, people, fees } = partsOf(whole).own;
  const refused = changes.filter((change) => change.refused).length;
  const waits = changes.filter(({ when }) => when.kind === 'waiting').length + waiting.length;
  return {
    'exit-code': String(exit),
    changes: String(changes.length - refused),
    'fees-usd': String(fees.now + fees.unconfirmed),
    outages: String(people.losses.length),
    refused: String(refused),
    held: String(held.length),
    waits: String(waits),
  };
}

/** The comment shows no plan any more, so apply is to find none either. */
function noPlanOutputs(
  { account }: Session,
  pull: PullEvent,
  { inner, file }: Shown,
): Record<string, string> {
  const outputs = { 'exit-code': String(inner.code), changes: '0' };
  if (account === null) return outputs;
  writeFileSync(file, NO_PLAN);
  return { ...outputs, 'no-plan-file': file, 'artifact-name': planArtifactName(account, pull) };
}

/** GitHub takes 65,536 characters; a smaller one where it does not want even our usual size. */
const BUDGETS = [60_000, 30_000, 10_000];

async function comment(
  session: Session,
  pull: PullEvent,
  body: (budget: number) => string,
): Promise<void> {
  const { account } = session;
  if (account === null) {
    annotate(session, 'warning', 'No file tells the name of the account, so there is no comment.');
    return;
  }
  const mark = plannedMark(session, pull, account);
  await attempt(session, async (client) => {
    const me = await session.me();
    for (const budget of BUDGETS) {
      try {
        const text = marked(session, mark, body(budget - 500));
        return await keepComment(client, pull.number, account, text, me);
      } catch (error) {
        const isTooLong = error instanceof GitHubError && error.kind === 'invalid';
        if (!isTooLong || budget === BUDGETS.at(-1)) throw error;
      }
    }
  });
}

export function plannedMark({ job }: Session, { headSha }: PullEvent, account: string): Mark {
  return { account, head: headSha, state: 'planned', run: job.runUrl };
}

async function suggestFixes(
  session: Session,
  pull: PullEvent,
  diagnostics: readonly Diagnostic[],
  files: readonly TouchedFile[] | null,
): Promise<void> {
  const fixes: Suggestion[] = [];
  const same = new Map<string, boolean>();
  for (const diagnostic of diagnostics) {
    const one = suggestionOf(session, diagnostic);
    if (one === null) continue;
    const { path } = one;
    if (!same.has(path)) {
      same.set(path, await isAsInHead(session.job.workspace, pull, path, session.io));
    }
    if (same.get(path) === true) fixes.push(one);
  }
  if (fixes.length === 0 || files === null) return;
  await attempt(session, async (client) => {
    const { left } = await suggest(client, pull, fixes, files, await session.me());
    if (left > 0) {
      annotate(
        session,
        'notice',
        `${left} more exact fixes come as suggestions with the next push.`,
      );
    }
  });
}

/** null: no exact fix is known, or it would show a number that is masked here. */
function suggestionOf({ base, shown }: Session, diagnostic: Diagnostic): Suggestion | null {
  const mended = mendedLine(diagnostic);
  const { place, source, message, rule } = diagnostic;
  if (mended === null || place === null || source === undefined) return null;
  if (shown(mended) !== mended) return null;
  return {
    path: base + place.file,
    first: place.line,
    last: place.line,
    before: [source],
    after: [mended],
    text: shown(`${code(rule)}: ${prose(message)}`),
  };
}
