/**
 * `campaignctl github continue`: carries on with what was approved before, and tells the pull requests that it is from.
 */
import { approvalsOf, openAddresses } from '../../apply/log/approvals.ts';
import type { ExitCode } from '../../model/exit.ts';
import type { Io } from '../io.ts';
import { accountOf, codeFor, type GitHubApplyOptions, readLog, showResult } from './account.ts';
import { codeIfOutrun } from './collect.ts';
import { applyInner } from './inner.ts';
import { tellFollowed } from './pulls.ts';
import { type Doors, fail, inJob } from './session.ts';

export function githubContinue(
  options: GitHubApplyOptions,
  io: Io,
  doors: Doors = {},
): Promise<ExitCode> {
  return inJob(options, io, doors, async (session) => {
    const account = await accountOf(session, options);
    if (typeof account === 'number') return account;
    const before = await readLog(session, account);
    if (!before.ok) return fail(session, before.message, before.code);
    const outrun = await codeIfOutrun(session, before.entries);
    if (outrun !== null) return outrun;
    const inner = await applyInner(session.io, options, { continue: true });
    const code = codeFor(session, inner, openAddresses(approvalsOf(before.entries)));
    showResult(session, inner, code);
    if (inner.result.kind !== 'report') return code;
    const after = await readLog(session, account);
    if (after.ok) {
      const { report } = inner.result;
      const ran = { before: before.entries, after: after.entries, report };
      await tellFollowed(session, account.name, ran);
    }
    return code;
  });
}
