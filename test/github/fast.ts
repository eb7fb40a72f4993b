/** A client of the tests' GitHub that waits as the real one does, a thousand times shorter. */
import Bottleneck from 'bottleneck';
import { type Client, createClient, type Pace } from '../../src/github/client.ts';
import { identity } from '../../src/github/identity.ts';
import { type GitHubServer, TOKEN } from './server.ts';
import { BOT } from './world.ts';

export const ME = identity(BOT.login, BOT.id);

export function fastPace(): Pace {
  const group = () => new Bottleneck.Group({ maxConcurrent: 1, minTime: 0 });
  return { groups: { write: group(), notifications: group() }, second: 1 };
}

export function clientOf({ url, world }: GitHubServer, token = TOKEN): Client {
  return createClient({ apiUrl: url, token, repository: world.state.repository, pace: fastPace() });
}
