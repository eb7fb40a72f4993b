/** The check of a gateway: the sandbox keeps the contract, and what it is made to break is found. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';
import { pass, startProxy } from '../crash/proxy.ts';
import { checkGateway } from './gateway-check.ts';
import { parseDocument } from './wire-document.ts';
import { SEED } from './wire-world.ts';

const contract = parseDocument(
  'sms-registry.openapi.yaml',
  readFileSync(new URL('../../schema/sms-registry.openapi.yaml', import.meta.url), 'utf8'),
);

async function check(
  options: Partial<SandboxOptions> = {},
  change: ((text: string, target: string) => string) | null = null,
) {
  const sandbox = await startSandbox({ stateDir: null, seed: SEED, rateLimit: false, ...options });
  const proxy = await startProxy(sandbox.url);
  onTestFinished(async () => {
    await proxy.close();
    await sandbox.close();
  });
  if (change !== null) {
    proxy.watch(async ({ target }, { forward, give }) => {
      const { status, headers, body } = await forward();
      const { 'content-length': _, ...rest } = headers;
      give({ status, headers: rest, body: Buffer.from(change(body.toString('utf8'), target)) });
    });
  } else proxy.watch(pass);
  const verdict = await checkGateway(proxy.url, sandbox.apiKey, contract, null);
  const lines = verdict.text.split('\n');
  return {
    ...verdict,
    arrivals: proxy.arrivals,
    brokenLines: lines.filter((line) => line.startsWith('BROKEN')),
    unseen: lines.filter((line) => line.startsWith('not seen')),
  };
}

describe('the check of a gateway', () => {
  it('finds nothing in the sandbox, and writes nothing', async () => {
    const { brokenLines, text, arrivals } = await check();
    expect(brokenLines).toEqual([]);
    expect(text).toMatch(
      /check:gateway: \d+ requests, 0 broken, \d+ not seen\. Nothing was written\.\n$/,
    );
    expect(new Set(arrivals.map(({ method }) => method))).toEqual(new Set(['GET']));
  });

  it('finds nothing where there are no versions', async () => {
    expect((await check({ versions: false })).brokenLines).toEqual([]);
  });

  it('says what there was nothing to see for', async () => {
    const { brokenLines, unseen } = await check({ seed: { users: [] } });
    expect(brokenLines).toEqual([]);
    expect(unseen.length).toBeGreaterThan(5);
  });

  it.each([
    ['a wrong total', 'wrongTotal', '`total` is what all pages show together'],
    ['a page cut short', 'truncatePage', '`total` is what all pages show together'],
  ] as const)('finds %s', async (_, kind, law) => {
    const { brokenLines } = await check({
      faults: [{ match: { path: '/sms/numbers' }, do: { kind } }],
    });
    expect(brokenLines.join('\n')).toContain(law);
  });

  it.each([
    [
      'a reference of two',
      (text: string) => text.replaceAll('"referenceId":null', '"referenceId":"acme/brand/acme"'),
      'no two brands have the same reference',
    ],
    [
      'a filter that is ignored',
      (text: string, target: string) =>
        target.includes('nobody') ? text.replace('"data":[]', '"data":[{"brandId":"B1"}]') : text,
      'a reference that nothing has finds nothing',
    ],
    [
      'a status that no document has',
      (text: string) => text.replaceAll('"status":"SUSPENDED"', '"status":"PAUSED"'),
      'must be equal to one of the allowed values',
    ],
    [
      'a number in a campaign that is not there',
      (text: string, target: string) =>
        target.startsWith('/sms/numbers') ? text.replaceAll('C7GH42I', 'C0NONE1') : text,
      'each that is in a campaign names one in the list',
    ],
    [
      'more numbers than a campaign may have',
      (text: string) => text.replaceAll('"numberLimit":48', '"numberLimit":0'),
      'no campaign has more than its limit',
    ],
  ])('finds %s', async (_, change, law) => {
    expect((await check({}, change)).brokenLines.join('\n')).toContain(law);
  });
});
