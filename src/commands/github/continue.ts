/**
 * `campaignctl github continue`: carries on with what was approved before, and tells the pull requests that it is from.
 */
import { approvalsOf, openAddresses } from '../../apply/log/approvals.ts';
import type { ExitCode } from '../../model/exit.ts';
import type { Io } from '../io.ts';
import { accountOf, type GitHubApplyOptions, readLog, unmasked } from './account.ts';
import { codeIfOutrun } from './collect.ts';
import { ended } from './hand.ts';
import { applyInner } from './inner.ts';
import { tellFollowed } from './pulls.ts';
import { type Doors, fail, inJob } from './session.ts';

export function githubContinue(
  options: GitHubApplyOptions,
  io: Io,
  doors: Doors = {},
): Promise<ExitCode> {
  return inJob(unmasked(options), io, doors, async (session) => {
    const account = await accountOf(session, options);
    if (typeof account === 'number') return account;
    const before = await readLog(session, account);
    if (!before.ok) return fail(session, before.message, before.code);
    const outrun = await codeIfOutrun(session, before.entries);
    if (outrun !== null) return outrun;
    const inner = await applyInner(session.io, options, { continue: true });
    const own = openAddresses(approvalsOf(before.entries));
    const publish = options.publish === true;
    const { code, told } = await ended(session, account, inner, { own, isPast: false, publish });
    if (told !== null) {
      await tellFollowed(session, account.name, { before: before.entries, ...told });
    }
    return code;
  });
}
