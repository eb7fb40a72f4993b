/**
 * What a person may do in the repository.
 * Law: not knowing is not permission: where GitHub does not tell, it throws.
 */
import type { Client } from './client.ts';
import { GitHubError } from './error.ts';

export async function mayWrite(client: Client, login: string): Promise<boolean> {
  try {
    const answer = await client.send('GET', {
      path: '/collaborators/{username}/permission',
      parameters: { username: login },
      to: `say what ${login} may do here`,
    });
    // `maintain` is told as `write`, `triage` as `read`.
    return ['admin', 'write'].includes(String(answer['permission']));
  } catch (error) {
    if (error instanceof GitHubError && error.kind === 'missing') return false;
    throw error;
  }
}
