/** An office in console mode for tests of `observe`: a copy of the example, its looks of just now, and what is told of it. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type ApplyOptions, apply } from '../../src/commands/apply.ts';
import { type ObserveOptions, observe } from '../../src/commands/observe.ts';
import { type ResolveOptions, resolve } from '../../src/commands/resolve.ts';
import { ioDouble } from '../crash/io-double.ts';
import { folder } from './config-folder.ts';

const CONSOLE = fileURLToPath(new URL('../../examples/console', import.meta.url));

export const RECALL = `version: 1
campaigns:
  recall:
    allow: { active-campaigns: "case 104233: two are fine" }
    brand: acme
    useCase: customer-care
    description: Invitations to the next check-up, and answers to patients who ask about it.
    callToAction: Patients tick the SMS box on https://acme-dental.example/contact
    privacyPolicy: https://acme-dental.example/privacy
    optIn: { keywords: [START], message: "Acme Dental: you are subscribed. Msg & data rates may apply. Reply HELP for help, STOP to opt out." }
    optOut: { keywords: [STOP], message: "Acme Dental: you are unsubscribed and get no more texts." }
    help: { keywords: [HELP], message: "Acme Dental: call 408 555 0100 or write to help@acme-dental.example." }
    samples: ["Acme Dental: your next check-up is due. Reply STOP to opt out."]
    fee: { accepted: 89 }
`;

/** A copy of the example in which everything was seen just now, and its steps are approved. */
export async function office(files: Readonly<Record<string, string>> = {}) {
  const root = folder({});
  cpSync(CONSOLE, root, { recursive: true });
  const observed = join(root, 'observed.yaml');
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  writeFileSync(
    observed,
    readFileSync(observed, 'utf8').replace(/at: 2026-07-20T[\d:]+Z/g, `at: ${now}`),
  );
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const options = { path: '.', format: 'text', leaseWait: 0, wait: 0, yes: true } as const;
  const { io, err } = ioDouble({}, root);
  await apply(options as ApplyOptions, io);
  expect(err()).toBe('');
  return root;
}

export async function look(cwd: string, options: Partial<ObserveOptions>) {
  const { io, out, err } = ioDouble({}, cwd);
  const code = await observe({ path: '.', format: 'text', leaseWait: 0, ...options }, io);
  return { code, out: out().replace(/\s+/g, ' '), err: err() };
}

export async function claimsIn(cwd: string, options: Partial<ResolveOptions> = {}) {
  const { io, out } = ioDouble({}, cwd);
  await resolve({ path: '.', leaseWait: 0, ...options }, io);
  return out().replace(/\s+/g, ' ');
}

/** Id of the step that registers `recall`. */
export async function stepOf(cwd: string): Promise<string> {
  const { out } = await look(cwd, {});
  return /Register campaign recall of brand acme ([0-9a-f]{8})/.exec(out)?.[1] ?? '';
}

/** As the files are after a claim; the new steps are approved. */
export async function edit(root: string, ...swaps: readonly (readonly [string, string])[]) {
  const text = swaps.reduce((now, [from, to]) => now.replaceAll(from, to), RECALL);
  writeFileSync(join(root, 'recall.yaml'), text);
  const { io, out } = ioDouble({}, root);
  await apply({ path: '.', format: 'text', leaseWait: 0, wait: 0, yes: true } as ApplyOptions, io);
  return out().replace(/\s+/g, ' ');
}
