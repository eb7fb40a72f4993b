/**
 * The driver through people: 8x8 with `smsVia: console`, an inventory over HTTP, and an operator who works in a model of
 * Admin Console with the runbook as an issue has it.
 * Law: between the commands and the console there is the rendered Markdown, and nothing else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { observe } from '../../src/commands/observe.ts';
import { CONSOLE } from '../../src/providers/eight-by-eight/capabilities.ts';
import { AdminConsole } from './console-model.ts';
import { BRAND_ID, DESCRIPTIONS, type Key, type Office } from './office.ts';
import { workThrough } from './operator.ts';
import {
  type Account,
  type Desk,
  type Driver,
  HOUR,
  openDesk,
  type Seen,
  type SeenNumber,
  TAX_ID,
} from './providers.ts';
import { startInventory } from './providers-api.ts';

const OPERATOR = 'jane';

interface Staff {
  /** Who works at the same time, from the same issue. */
  readonly people?: readonly string[];
  /** Clicks until somebody calls. Of every second visit nothing is written down then. */
  readonly patience?: number;
}
const MINUTE = 60_000;

export const consoleDriver = throughConsole('console', {});

/** What can go wrong between people. */
export const otherStaff: readonly Driver[] = [
  throughConsole('console, called away after each click', { patience: 1 }),
  throughConsole('console, two people at once', { people: [OPERATOR, 'ann'] }),
];

function throughConsole(name: string, staff: Staff): Driver {
  return { name, capabilities: CONSOLE, begin: (office, watch) => begin(office, watch, staff) };
}

async function begin(
  office: Office,
  watch: (seen: Seen) => void,
  { people = [OPERATOR], patience }: Staff,
): Promise<Account> {
  const inventory = await startInventory(office);
  const console: AdminConsole = new AdminConsole(office, BRAND_ID, () =>
    watch(seenIn(console, office)),
  );
  const desk = openDesk('  provider: 8x8\n  smsVia: console\n', {
    CAMPAIGNCTL_API_URL: inventory.url,
    CAMPAIGNCTL_API_KEY: inventory.apiKey,
  });
  /** One clock for both. */
  const pass = (ms: number): void => {
    inventory.control.advance(ms);
    console.advance(ms);
  };
  const at = (): string => `${inventory.control.clock().now.slice(0, 19)}Z`;
  const tell = (news: Partial<Parameters<typeof observe>[0]>) =>
    desk.run((io) =>
      observe(
        { path: desk.folder, format: 'text', leaseWait: 0, by: OPERATOR, at: at(), ...news },
        io,
      ),
    );
  let toReject: { readonly campaign: Key; readonly reason: string } | null = null;
  let visits = 0;
  await firstLook(console, office, desk, tell);

  return {
    printed: desk.printed,
    desire: desk.desire,
    plan: desk.plan,
    seen: () => seenIn(console, office),
    others({ failOnce, reject, grant, turnOff, days = 0 }) {
      if (turnOff !== undefined) console.disable([turnOff]);
      pass(days * 24 * HOUR);
      if (failOnce !== undefined) console.failNext(failOnce);
      toReject = reject ?? null;
      if (grant !== undefined) console.grant(idOf(console, grant.campaign), grant.limit);
    },
    async work() {
      const file = join(desk.folder, '.campaignctl', 'issue.md');
      const ran = await desk.apply({ runbook: [file] });
      if (![0, 4].includes(ran.code)) {
        throw new Error(`apply ended with ${ran.code}\n${ran.out}${ran.err}`);
      }
      const issue = readFileSync(file, 'utf8');
      const worked = people.map((name) => {
        const desk = { name, console, secrets: { ACME_EIN: TAX_ID }, wait: pass };
        return {
          name,
          ...workThrough(issue, patience === undefined ? desk : { ...desk, patience }),
        };
      });
      pass(MINUTE);
      for (const { name, markdown, calledAway } of worked) {
        if (calledAway) visits += 1;
        if (markdown === issue || (calledAway && visits % 2 === 0)) continue;
        writeFileSync(file, markdown);
        const told = await tell({ runbook: [file], by: name });
        if (![0, 4].includes(told.code)) {
          throw new Error(`observe ended with ${told.code}\n${told.out}${told.err}\n${markdown}`);
        }
      }
    },
    async wait() {
      pass(HOUR);
      for (const { id, status } of console.campaigns) {
        if (status !== 'In progress') continue;
        const isRejected = toReject !== null && id === idOf(console, toReject.campaign);
        console.decide(id, isRejected ? (toReject?.reason ?? null) : null);
        if (isRejected) toReject = null;
      }
      pass(3 * HOUR);
    },
    changes: () => console.clicks,
    async close() {
      desk.close();
      await inventory.close();
    },
  };
}

type Tell = (news: Partial<Parameters<typeof observe>[0]>) => ReturnType<Desk['run']>;

/** What an admin writes down on the first day: every brand and campaign, then the whole SMS page. */
async function firstLook(
  console: AdminConsole,
  office: Office,
  desk: Desk,
  tell: Tell,
): Promise<void> {
  const said = async (news: Parameters<Tell>[0]): Promise<void> => {
    const { code, out, err } = await tell(news);
    if (code !== 0)
      throw new Error(`observe ${JSON.stringify(news)} ended with ${code}\n${out}${err}`);
  };
  if (console.brand !== null) {
    await said({ shows: ['brand/old-brand=verified'], id: console.brand.id });
  }
  for (const { id, limit, rejected } of office.campaigns) {
    const shows = [`campaign/${id.toLowerCase()}=${rejected ? 'rejected' : 'approved'}`];
    await said({ shows, id, ...(limit === undefined ? {} : { limit }) });
  }
  const page = join(desk.folder, 'page.txt');
  writeFileSync(page, console.copied());
  const seen = console.rows.length === 0 ? { emptyPage: true } : { page, whole: true };
  await said({ forms: true, ...seen });
}

function idOf({ campaigns }: AdminConsole, key: Key): string {
  const found = campaigns.find(
    ({ form }) => form.get('Campaign Description')?.[0] === DESCRIPTIONS[key],
  );
  if (found === undefined) throw new Error(`Admin Console has no campaign ${key}`);
  return found.id;
}

const STATES: Readonly<Record<string, SeenNumber['state']>> = {
  Enabled: 'on',
  Disabled: 'off',
  '': 'off',
  'Enabling Failed': 'off',
  'Disabling Failed': 'failed',
  Pending: 'turning-on',
};

function seenIn(console: AdminConsole, office: Office): Seen {
  const about = new Map(
    console.campaigns.map(({ id, form }) => [id, form.get('Campaign Description')?.[0] ?? '']),
  );
  const numbers = new Map<string, SeenNumber>(
    office.people.flatMap((person) =>
      person.numbers.map((number) => [number, { state: 'off', campaign: null }] as const),
    ),
  );
  for (const { number, status, campaign } of console.rows) {
    numbers.set(number, { state: STATES[status] ?? 'off', campaign: about.get(campaign) ?? null });
  }
  return {
    numbers,
    campaigns: console.campaigns.map(({ id, status, limit, form }) => ({
      id,
      limit,
      description: about.get(id) ?? '',
      status: status.toLowerCase(),
      texts: {
        useCase: (form.get('Use case')?.[0] ?? '').toLowerCase().replaceAll(' ', '-'),
        callToAction: form.get('Call to Action')?.[0] ?? '',
        samples: form.get('Sample Message') ?? [],
      },
    })),
    submitted: console.submissions.map(({ kind, form }) => ({
      kind,
      of: form.get(kind === 'brand' ? 'Legal Company Name' : 'Campaign Description')?.[0] ?? '',
    })),
  };
}
