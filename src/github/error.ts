/**
 * What GitHub did not do, and why.
 * Law: the message is for people and holds no token.
 */

/**
 * refused: the token may not (a fork's is read-only) · missing: it is not there, or not for us · invalid: GitHub does not
 * take what was sent · conflict: somebody else was there first · limited: too many requests · unavailable: no answer, or one that is no use.
 */
export type GitHubErrorKind =
  | 'refused'
  | 'missing'
  | 'invalid'
  | 'conflict'
  | 'limited'
  | 'unavailable';

export class GitHubError extends Error {
  readonly kind: GitHubErrorKind;
  /** null: no answer came. */
  readonly status: number | null;

  constructor(message: string, kind: GitHubErrorKind, status: number | null) {
    super(message);
    this.name = 'GitHubError';
    this.kind = kind;
    this.status = status;
  }
}

export function kindOf(status: number | null, message: string): GitHubErrorKind {
  switch (status) {
    case 401:
      return 'refused';
    case 403:
      return /rate limit/i.test(message) ? 'limited' : 'refused';
    case 404:
    case 410:
      return 'missing';
    case 409:
      return 'conflict';
    case 422:
      return 'invalid';
    case 429:
      return 'limited';
    default:
      return 'unavailable';
  }
}

export function without(secret: string, text: string): string {
  return secret === '' ? text : text.replaceAll(secret, '•••');
}
