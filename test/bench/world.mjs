/**
 * Registries that match an account: as a snapshot in memory, and as the seed of a sandbox.
 * Both hold everything that the account lists, each number switched on for the user of its line.
 */

const SINCE = '2026-05-02T08:00:00.000Z';
const LIMIT = 48;

/** Snapshot for which there is nothing to do. */
export function snapshotOf({ account, brands, campaigns }) {
  const common = { status: 'approved', since: SINCE, reason: null, version: '1' };
  return {
    provider: 'sandbox',
    readAt: '2026-07-24T09:30:00.000Z',
    brands: brands.map(({ key, content }) => ({
      ...common,
      id: `B-${key}`,
      referenceId: `${account.name}/brand/${key}`,
      status: 'verified',
      content,
    })),
    campaigns: campaigns.map(({ key, brand, content, numbers }) => ({
      ...common,
      id: `C-${key}`,
      referenceId: `${account.name}/campaign/${key}`,
      brandId: `B-${brand}`,
      reviewSince: null,
      lastResubmit: null,
      limit: Math.max(LIMIT, numbers.length),
      content,
    })),
    numbers: campaigns.flatMap(({ key, numbers }) =>
      numbers.map(({ number, user }) => ({
        number,
        inventory: 'assigned',
        category: 'local',
        country: 'US',
        ownerId: `U-${user}`,
        extension: 'UC',
        portsTo: null,
        sms: { ...common, status: 'on', campaignId: `C-${key}` },
      })),
    ),
    users: campaigns.flatMap(({ numbers }) =>
      numbers.map(({ user }) => ({
        id: `U-${user}`,
        userName: user,
        name: user.split('@')[0],
        active: true,
        hasUc: true,
        numbersTold: true,
        createdAt: '2024-03-01T09:00:00Z',
      })),
    ),
    gaps: [],
    usersExport: null,
    seen: null,
  };
}

/**
 * Seed of a sandbox. `on`: SMS is on everywhere, so that there is nothing to do; else it is off everywhere.
 * A campaign with `fee.accepted` is not registered yet.
 */
export function seedOf({ account, brands, campaigns }, { on, contentToWire }) {
  const registered = campaigns.filter(({ feeAccepted }) => feeAccepted === null);
  const idOf = new Map(
    registered.map(({ key }, i) => [key, `C${i.toString(36).toUpperCase().padStart(6, '0')}`]),
  );
  return {
    brands: brands.map(({ key, content }) => ({
      id: `B-${key}`,
      referenceId: `${account.name}/brand/${key}`,
      since: SINCE,
      ...contentToWire('brand', content),
    })),
    campaigns: registered.map(({ key, brand, content, numbers }) => ({
      id: idOf.get(key),
      referenceId: `${account.name}/campaign/${key}`,
      brand: `B-${brand}`,
      since: SINCE,
      numberLimit: Math.max(LIMIT, numbers.length),
      ...contentToWire('campaign', content),
    })),
    users: campaigns.flatMap(({ key, numbers }) =>
      numbers.map(({ number, user }) => ({
        userName: user,
        numbers: [number],
        ...(on ? { sms: { status: 'ON', campaign: idOf.get(key), since: SINCE } } : {}),
      })),
    ),
  };
}
