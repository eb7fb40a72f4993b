/**
 * Who we are at GitHub: the login behind the token.
 * Law: a person cannot be taken for us. Logins with `[bot]` cannot be chosen by anybody.
 */
import { asCount, asObject, asText, type Json } from '../model/json.ts';
import type { Client } from './client.ts';
import { GitHubError } from './error.ts';

export interface Identity {
  /** Whether this `user` of a comment, review or issue is us. */
  wrote(user: Json | null): boolean;
}

/** Whose token a job has unless somebody gives it another. */
const ACTIONS = 'github-actions[bot]';

/** A job's token may not read `/user`; the viewer of GraphQL is there for every kind of token. */
export async function whoAmI(client: Client): Promise<Identity> {
  try {
    const to = 'say whose token this is';
    const answer = await client.graphql('query { viewer { login databaseId } }', {}, to);
    const viewer = asObject(answer['viewer']);
    return identity(asText(viewer?.['login']) ?? ACTIONS, asCount(viewer?.['databaseId']));
  } catch (error) {
    if (!(error instanceof GitHubError) || error.kind === 'unavailable') throw error;
    return identity(ACTIONS, null);
  }
}

export function identity(login: string, id: number | null): Identity {
  const bot = login.endsWith('[bot]') ? login : `${login}[bot]`;
  return {
    wrote: (user) => {
      const name = asText(user?.['login']);
      // GraphQL may leave `[bot]` out, where REST does not.
      if (name === bot) return asText(user?.['type']) === 'Bot';
      return name === login && id !== null && asCount(user?.['id']) === id;
    },
  };
}
