/**
 * `provider: 8x8`: the inventory through the Administration API or from a Users export, and SMS as `smsVia` says.
 * Law: each registry gets its own key, from the environment; the key of 8x8 is sent to nobody else.
 */
import type { Desired } from '../model/desired.ts';
import { ProviderError } from '../model/port.ts';
import {
  API_URL,
  type EightByEightConnection,
  eightByEight,
  isOnThisMachine,
  rulesOf,
} from '../providers/eight-by-eight.ts';
import type { Connection, Opened, Opening } from './connect.ts';
import type { Io } from './io.ts';

export function eightByEightOpening(desired: Desired): Opening {
  return {
    rules: rulesOf(desired.account.smsVia),
    async open(connection, onDelay, io): Promise<Opened> {
      const provider = eightByEight({
        account: desired.account.name,
        lookAgainAfterDays: desired.policy.lookAgainAfterDays,
        inventory: await inventoryFrom(connection, io),
        sms: smsFrom(connection, io),
        readOnly: connection.readOnly,
        onDelay,
        ...(connection.beforeWrite === undefined ? {} : { beforeWrite: connection.beforeWrite }),
      });
      return { provider, close: async () => {} };
    },
    troubleOf: () => null,
  };
}

async function inventoryFrom(
  { root, desired }: Connection,
  io: Io,
): Promise<EightByEightConnection['inventory']> {
  const apiKey = io.env['CAMPAIGNCTL_API_KEY'];
  if (apiKey) return { url: addressIn(io.env) ?? API_URL, apiKey };
  const { exportedUsers } = await import('./users-export.ts');
  const exported = exportedUsers(root, desired.account);
  if (exported !== null) return { exported };
  const message =
    'No API key is set: set CAMPAIGNCTL_API_KEY. Without one, name a CSV file of the users under `usersExport`.';
  throw new ProviderError(message, { kind: 'access' });
}

/** Another address of the Administration API, such as a proxy. */
function addressIn(env: Io['env']): string | null {
  const url = env['CAMPAIGNCTL_API_URL'];
  if (!url) return null;
  const isPrivate = url.startsWith('https://') || isOnThisMachine(url);
  if (isPrivate && !url.includes('@') && URL.canParse(url)) return url;
  const message =
    'CAMPAIGNCTL_API_URL is not an address that a key may be sent to: it has to start with https:// and hold no password.';
  throw new ProviderError(message, { kind: 'access' });
}

function smsFrom({ desired, observed }: Connection, io: Io): EightByEightConnection['sms'] {
  const { smsVia } = desired.account;
  if (smsVia === 'console') return { via: 'console', observed };
  const apiKey = io.env['CAMPAIGNCTL_SMS_API_KEY'];
  if (apiKey) return { via: 'gateway', url: smsVia, apiKey };
  const message = `No key for the registry at ${new URL(smsVia).host} is set: set CAMPAIGNCTL_SMS_API_KEY. The key of 8x8 is not sent there.`;
  throw new ProviderError(message, { kind: 'access' });
}
