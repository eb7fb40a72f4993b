/**
 * Whether phone numbers are masked in what this process prints.
 * Law: the command line decides; without a word there, what anybody on the internet will read is masked.
 */
import { readFileSync } from 'node:fs';
import { asObject } from '../model/json.ts';
import { maskNumbers } from '../report/mask.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What is done to every text before it is printed. */
export function shownAs(argv: readonly string[], env: Env): (text: string) => string {
  return wantsMask(argv, env) ? maskNumbers : (text) => text;
}

/** Read from the bare command line, so that also mistakes in it, and crashes, are told as it says. */
export function wantsMask(argv: readonly string[], env: Env): boolean {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  const last = options.findLast(
    (word) => word === '--mask-numbers' || word === '--no-mask-numbers',
  );
  return last === undefined ? isPublicPullRequest(env) : last === '--mask-numbers';
}

/** A pull request of a public repository on GitHub: everybody reads its log and its comments. */
function isPublicPullRequest(env: Env): boolean {
  if (env['GITHUB_ACTIONS'] !== 'true') return false;
  const event = env['GITHUB_EVENT_NAME'];
  if (event !== 'pull_request' && event !== 'pull_request_target') return false;
  // What is not known to be private counts as public.
  return isPrivate(env['GITHUB_EVENT_PATH'] ?? '') !== true;
}

/** null: the file does not tell, or cannot be read. */
function isPrivate(path: string): boolean | null {
  try {
    const told: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const value = asObject(asObject(told)?.['repository'])?.['private'];
    return typeof value === 'boolean' ? value : null;
  } catch {
    return null;
  }
}
