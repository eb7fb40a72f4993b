/**
 * The scripted session: every endpoint and every status that can be provoked, asked for by plain `fetch` and then by
 * the provider adapter, through the recording proxy.
 * Law: the script asks; it judges nothing. What the answers ought to be is the business of the documents.
 */
import { randomUUID } from 'node:crypto';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import type { Exchange } from './wire.ts';
import { driveAdapter, readByName } from './wire-adapter.ts';
import { startRecorder } from './wire-record.ts';
import { BRAND, MESSAGES, READ_PATHS, SEED, WRITES } from './wire-world.ts';

const DAY = 86_400_000;

/** One server, the recorder in front of it, and a client of the recorder. */
interface Stage {
  readonly sandbox: Sandbox;
  readonly url: string;
  ask(method: string, target: string, more?: Asking): Promise<Record<string, unknown>>;
}

interface Asking {
  readonly body?: unknown;
  readonly ifMatch?: string;
  /** Default: the right one; null: none. */
  readonly key?: string | null;
  /** Default: that of the resource. */
  readonly media?: string;
}

/** Runs the whole session and returns what went over the wire. */
export async function recordSession(): Promise<readonly Exchange[]> {
  const calm = { rateLimit: false, operationMs: 0 };
  return [
    ...(await onStage(calm, readPublished)),
    ...(await onStage(calm, writeContract)),
    ...(await onStage(calm, ({ url, sandbox }) => driveAdapter(url, sandbox))),
    ...(await onStage({ ...calm, extensionsInList: false }, ({ url, sandbox }) =>
      readByName(url, sandbox),
    )),
    ...(await onStage({ ...calm, versions: false }, withoutVersions)),
    ...(await onStage({ ...calm, operationMs: 120 }, pollOperations)),
    ...(await onStage({ ...calm, forbidden: ['phone-numbers', 'operations', 'sms'] }, askAll)),
    ...(await onStage({ operationMs: 60_000 }, exceedLimits)),
    ...(await onStage(calm, sufferFaults)),
  ];
}

async function onStage(
  options: Partial<SandboxOptions>,
  play: (stage: Stage) => Promise<void>,
): Promise<readonly Exchange[]> {
  const sandbox = await startSandbox({ stateDir: null, seed: SEED, ...options });
  const recorder = await startRecorder(sandbox.url);
  try {
    await play({ sandbox, url: recorder.url, ask: asker(recorder.url, sandbox.apiKey) });
    return recorder.exchanges;
  } finally {
    await recorder.close();
    await sandbox.close();
  }
}

function asker(url: string, apiKey: string): Stage['ask'] {
  return async (method, target, { body, ifMatch, key = apiKey, media = mediaOf(target) } = {}) => {
    const response = await fetch(`${url}${target}`, {
      method,
      headers: {
        'X-Request-Id': randomUUID(),
        ...(key === null ? {} : { 'x-api-key': key }),
        ...(body === undefined ? { Accept: media } : { 'Content-Type': media }),
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: Record<string, unknown> = JSON.parse(await response.text());
    return answer;
  };
}

function mediaOf(target: string): string {
  const resource = /^\/(?:sms\/)?([a-z-]+)/.exec(target)?.[1]?.replace('-', '') ?? '';
  return `application/vnd.${target.startsWith('/sms/') ? 'sms' : ''}${resource}.v1+json`;
}

async function readPublished({ ask }: Stage): Promise<void> {
  for (const list of ['/users', '/phone-numbers']) {
    const first = await ask('GET', `${list}?pageSize=2`);
    const scroll = `scrollId=${member(first, 'pagination', 'nextScrollId')}`;
    await ask('GET', `${list}?${scroll}`);
    await ask('GET', `${list}?${scroll}&pageSize=2`);
    await ask('GET', `${list}?scrollId=none`);
    await ask('GET', `${list}?pageSize=0`);
    await ask('GET', `${list}?filter=nothing`);
    await ask('GET', `${list}?filter=nothing==1`);
    await ask('GET', `${list}?sort=nothing`);
    await ask('GET', list, { media: 'text/html' });
  }
  const users = await ask('GET', '/users?filter=basicInfo.status==ACTIVE&sort=-basicInfo.lastName');
  await ask('GET', `/users/${member(users, 'data', '0', 'basicInfo', 'userId')}`);
  await ask('GET', '/users/none');
  await ask('GET', '/phone-numbers?filter=status==PORTING;country==US&sort=phoneNumber');
  await ask('GET', '/phone-numbers/%2B14085550101');
  await ask('GET', '/phone-numbers/%2B18005550199');
  await ask('GET', '/phone-numbers/%2B14085550108');
  await ask('GET', '/phone-numbers/%2B14085550999');
  await ask('GET', '/phone-numbers/4085550101');
  await ask('GET', '/operations/none');
  for (const path of [...READ_PATHS, '/users/none']) {
    await ask('GET', path, { key: null });
    await ask('GET', path, { key: 'wrong' });
  }
}

async function writeContract({ ask, sandbox: { control } }: Stage): Promise<void> {
  const follow = async (operation: Record<string, unknown>) => {
    await ask('GET', `/operations/${operation['operationId']}`);
  };
  const brand = { referenceId: 'acme/brand/labs', ...BRAND, taxId: '123456789' };
  await follow(await ask('POST', '/sms/brands', { body: brand }));
  await ask('POST', '/sms/brands', { body: brand });
  await ask('POST', '/sms/brands', { body: { ...brand, legalForm: 'CLUB' } });
  await ask('POST', '/sms/brands', { body: brand, media: 'application/json' });
  const found = await ask('GET', '/sms/brands?filter=referenceId==acme/brand/labs');
  const brandId = String(member(found, 'data', '0', 'brandId'));
  await ask('GET', `/sms/brands/${brandId}`);
  await ask('GET', '/sms/brands/none');
  await ask('PUT', `/sms/brands/${brandId}`, { body: { brandName: 'Acme' } });
  control.advance(DAY);
  const again = await ask('PUT', '/sms/brands/B7HAND1', { body: BRAND, ifMatch: '"1"' });
  await follow(again);
  await ask('PUT', `/sms/brands/${brandId}`, { body: { brandName: 'Acme' }, ifMatch: '"99"' });
  await ask('PUT', `/sms/brands/${brandId}`, { body: { legalName: 'Other Inc' } });
  await ask('PUT', '/sms/brands/none', { body: { brandName: 'Acme' } });
  await ask('PUT', `/sms/brands/${brandId}`, { body: {}, ifMatch: 'one' });

  const campaign = { referenceId: 'acme/campaign/front-desk', brandId: 'B7ACME1', ...MESSAGES };
  await follow(await ask('POST', '/sms/campaigns', { body: campaign }));
  await ask('POST', '/sms/campaigns', { body: campaign });
  await ask('POST', '/sms/campaigns', { body: { ...campaign, surplus: 1 } });
  const list = await ask('GET', '/sms/campaigns?filter=referenceId==acme/campaign/front-desk');
  const id = String(member(list, 'data', '0', 'campaignId'));
  await ask('PUT', `/sms/campaigns/${id}`, { body: { helpMessage: 'Call us.' } });
  control.reject(id, 'No privacy policy');
  await ask('GET', `/sms/campaigns/${id}`);
  const resubmissions = `/sms/campaigns/${id}/resubmissions`;
  await ask('POST', resubmissions, { body: { reason: '' } });
  await follow(
    await ask('POST', resubmissions, { body: { reason: 'page is live', termsUrl: null } }),
  );
  await ask('POST', resubmissions, { body: { reason: 'page is live' } });
  await ask('GET', `/sms/campaigns/${id}`);
  control.approve(id);
  await follow(
    await ask('PUT', `/sms/campaigns/${id}`, { body: { description: 'Reminders and recalls.' } }),
  );
  await ask('PUT', `/sms/campaigns/${id}`, { body: { useCase: 'MARKETING' } });
  await ask('PUT', `/sms/campaigns/${id}`, { body: { samples: ['One.'] }, ifMatch: '"99"' });
  await ask('PUT', '/sms/campaigns/none', { body: { samples: ['One.'] } });
  await ask('GET', '/sms/campaigns/none');
  await ask('GET', `/sms/campaigns/${id}`);

  await moveNumbers(ask, control, id, follow);
  const deactivation = '/sms/campaigns/C7HAND1/deactivation';
  const body = { reason: 'replaced by front-desk' };
  await ask('POST', '/sms/campaigns/C7GH42I/deactivation', { body });
  await ask('POST', deactivation, { body: {} });
  await ask('POST', deactivation, { body, ifMatch: '"99"' });
  await follow(await ask('POST', deactivation, { body, ifMatch: '"1"' }));
  await ask('POST', '/sms/campaigns/none/deactivation', { body });
  await ask('POST', '/sms/campaigns/none/resubmissions', { body: { reason: 'live' } });
  for (const of of ['brands', 'campaigns', 'numbers', 'invoices']) {
    const first = await ask('GET', `/sms/${of}?pageSize=1`);
    const scrollId = member(first, 'pagination', 'nextScrollId') ?? 'none';
    await ask('GET', `/sms/${of}?scrollId=${scrollId}`);
    await ask('GET', `/sms/${of}?scrollId=${scrollId}&pageSize=1`);
    await ask('GET', `/sms/${of}?scrollId=none`);
    await ask('GET', `/sms/${of}?pageSize=1001`);
  }
  for (const path of READ_PATHS.slice(4)) await ask('GET', path, { key: null });
  for (const [method, path, body] of WRITES) await ask(method, path, { body, key: 'wrong' });
}

async function moveNumbers(
  ask: Stage['ask'],
  control: Sandbox['control'],
  campaignId: string,
  follow: (operation: Record<string, unknown>) => Promise<void>,
): Promise<void> {
  const assign = (...numbers: readonly string[]) => ({
    body: { items: numbers.map((phoneNumber) => ({ phoneNumber, campaignId })) },
  });
  const remove = (...numbers: readonly string[]) => ({
    body: { items: numbers.map((phoneNumber) => ({ phoneNumber })) },
  });
  // Accepted, then every reason to reject an item that this world has.
  const batch = assign(
    '+14085550103',
    '+14085550103',
    '+14085550101',
    '+14085550104',
    '+14085550106',
    '+18005550199',
    '+14085550999',
  );
  await follow(await ask('POST', '/sms/numbers/assignments', batch));
  const items = [
    { phoneNumber: '+14085550120', campaignId: 'C7FULL1', version: 1 },
    { phoneNumber: '+14085550121', campaignId: 'C7FULL1' },
    { phoneNumber: '+14085550122', campaignId: 'C7HAND1' },
    { phoneNumber: '+14085550123', campaignId: 'C7GH42I', version: 99 },
    { phoneNumber: '+14085550103', campaignId },
  ];
  await follow(await ask('POST', '/sms/numbers/assignments', { body: { items } }));
  await ask('POST', '/sms/numbers/assignments', { body: { items: [] } });
  await ask('GET', '/sms/numbers/%2B14085550103');
  control.fail('+14085550120');
  control.advance(2 * DAY);
  await ask('GET', '/sms/numbers/%2B14085550120');
  const off = remove('+14085550101', '+14085550105', '+14085550120');
  await follow(await ask('POST', '/sms/numbers/removals', off));
  await ask('POST', '/sms/numbers/removals', { body: { items: [{}] } });
  await ask('GET', '/sms/numbers?filter=status==PENDING_OFF');
  await ask('GET', '/sms/numbers?filter=nothing==1');
  await ask('GET', '/sms/numbers/%2B14085550999');
  await ask('GET', '/sms/numbers/4085550101');
}

async function withoutVersions({ ask }: Stage): Promise<void> {
  for (const path of READ_PATHS.slice(4)) await ask('GET', path);
  await ask('PUT', '/sms/campaigns/C7GH42I', { body: { samples: ['One.'] }, ifMatch: '"99"' });
}

async function pollOperations({ ask, sandbox: { control } }: Stage): Promise<void> {
  const body = { samples: ['One.'] };
  for (const faults of [[], [ending('FAILED')], [ending('UNKNOWN')]]) {
    control.setFaults(faults);
    const { operationId } = await ask('PUT', '/sms/campaigns/C7GH42I', { body });
    for (let waited = 0; waited < 200; waited += 50) {
      await ask('GET', `/operations/${operationId}`);
      await new Promise((resolve) => void setTimeout(resolve, 50));
    }
  }
}

function ending(status: 'FAILED' | 'UNKNOWN'): FaultRule {
  return { match: { method: 'PUT' }, do: { kind: 'operation', status } };
}

/** Everything that a document declares 403 for. */
async function askAll({ ask }: Stage): Promise<void> {
  for (const path of READ_PATHS.slice(1)) await ask('GET', path);
  for (const [method, path, body] of WRITES) await ask(method, path, { body });
}

async function exceedLimits({ ask }: Stage): Promise<void> {
  // Ten operations in flight, the eleventh write is refused; then the burst limit stops everything else.
  for (let i = 0; i <= 10; i += 1) {
    await ask('PUT', '/sms/campaigns/C7GH42I', { body: { samples: [`Sample ${i}.`] } });
  }
  for (let i = 0; i < 10; i += 1) await ask('GET', '/users');
  for (const path of [...READ_PATHS, '/users/none']) await ask('GET', path);
  for (const [method, path, body] of WRITES) await ask(method, path, { body });
}

async function sufferFaults({ ask, sandbox: { control } }: Stage): Promise<void> {
  for (const status of [408, 500, 503] as const) {
    control.setFaults([{ do: { kind: 'status', status } }]);
    // No document declares 408 on users.
    const paths = status === 408 ? READ_PATHS.slice(1) : [...READ_PATHS, '/users/none'];
    for (const path of paths) await ask('GET', path);
    for (const [method, path, body] of WRITES) await ask(method, path, { body });
  }
}

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      at !== null && typeof at === 'object' ? (at as Record<string, unknown>)[key] : undefined,
    value,
  );
}
