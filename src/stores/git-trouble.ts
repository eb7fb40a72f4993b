/**
 * What git says when it cannot reach a remote or is refused, as a sentence for people.
 * Law: only what passes by itself is tried again; nothing of a URL but its public part is repeated.
 */
import { StoreError } from '../model/store.ts';
import type { GitAnswer } from './git-run.ts';
import { withoutSecrets } from './redact.ts';

export interface GitTrouble {
  readonly kind: StoreError['kind'];
  /** Whether trying again may help. */
  readonly passing: boolean;
  readonly advice: string;
}

const TABLE: readonly (readonly [RegExp, GitTrouble])[] = [
  [
    // Two pushes met at one ref; the one that lost finds out when it looks.
    /cannot lock ref|failed to update ref|incorrect old value|stale info|fetch first|non-fast-forward|unable to lock/i,
    { kind: 'access', passing: true, advice: 'Run the command again' },
  ],
  [
    /dubious ownership/i,
    {
      kind: 'access',
      passing: false,
      advice: 'Run the command as the owner of the repository, or list it in safe.directory',
    },
  ],
  [
    /transport .* not allowed|unable to find remote helper|mismatched algorithms|is not a valid|unknown option|usage: git/i,
    { kind: 'invalid', passing: false, advice: 'Name another remote, or install a later git' },
  ],
  [
    /authentication failed|could not read (?:username|password)|permission denied|access denied|host key verification|HTTP 40[13]|error: 40[13]|not authorized|unauthorized|forbidden|protected branch|hook declined|insufficient permission|unpacker error|remote rejected|deny|denied|prohibited/i,
    {
      kind: 'access',
      passing: false,
      advice: 'Give this user or job the right to read that repository and to push to that branch',
    },
  ],
  [
    /does not appear to be a git repository|repository .*not found|repository not exported|not found|no such (?:file|remote)|could not resolve host(?!.*temporar)/i,
    {
      kind: 'unreachable',
      passing: false,
      advice: 'Check the address, and that this user may see the repository',
    },
  ],
];

const OTHERWISE: GitTrouble = {
  kind: 'unreachable',
  passing: true,
  advice: 'Check the network and run the command again',
};

export function troubleOf({ err, out }: GitAnswer): GitTrouble {
  const words = `${err}\n${out.toString('utf8')}`;
  return TABLE.find(([pattern]) => pattern.test(words))?.[1] ?? OTHERWISE;
}

/** `what` was tried: `be read`, `be written`. */
export function gitError(answer: GitAnswer, label: string, what: string): StoreError {
  const { kind, advice } = troubleOf(answer);
  return new StoreError(
    kind,
    `The log in ${label} could not ${what}: ${wordsOf(answer)}. ${advice}.`,
  );
}

/** The lines that say why, at most two of them. */
export function wordsOf({ err, code }: GitAnswer): string {
  const lines = err
    .split('\n')
    .map((line) => /^\s*(?:fatal|error|remote|ERROR): *(.*)/.exec(line)?.[1] ?? '')
    .map((line) => withoutSecrets(line).replace(/[.:\s]+$/, ''))
    .filter((line) => line !== '');
  if (lines.length > 0) return `git says "${lines.slice(0, 2).join('; ').slice(0, 300)}"`;
  return code === null ? 'git got no answer in time' : `git ended with ${code}`;
}
