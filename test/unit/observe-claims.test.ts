/** Claims of `observe`: whose they are, and that what is claimed or sent in is offered to nobody else by another name. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { claimsIn, edit, look, office, RECALL, stepOf } from './observe-command.world.ts';

/** Id of the first step of a runbook whose title begins so. */
function stepIn(runbook: string, title: string): string {
  return new RegExp(`${title}.*? ([0-9a-f]{8})(?: |$)`).exec(runbook)?.[1] ?? '';
}

const AGAIN = ['    fee:', '    resubmit: the page is live\n    fee:'] as const;

/** The campaign was sent in by hand and rejected, nobody knows its id, and Ann has claimed to send it in again. */
async function claimedAgain() {
  const root = await office({ 'recall.yaml': RECALL });
  await look(root, { shows: ['campaign/recall=rejected'], by: 'ann' });
  const step = stepIn(await edit(root, AGAIN), 'Send campaign recall.*? to carriers again');
  const { out } = await look(root, { claim: [step], by: 'ann' });
  expect(out).toContain('Claimed by ann: campaign recall.');
  return { root, write: /campaignctl resolve ([0-9a-f]{8})/.exec(out)?.[1] ?? '' };
}

/** As if all that was told so far had been told on another machine. */
function elsewhere(root: string) {
  const folder = join(root, '.campaignctl', 'log');
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (!statSync(file).isFile()) continue;
    const host = JSON.stringify(hostname());
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`"host":${host}`, '"host":"desk-7"'));
  }
}

it('keeps the claim of a resubmission when its id is told and its block bound by it under another key', async () => {
  const { root } = await claimedAgain();
  await look(root, { shows: ['campaign/recall'], id: 'CREC001', by: 'ann' });
  const runbook = await edit(root, AGAIN, ['  recall:\n', '  recalls:\n    id: CREC001\n']);
  const step = stepIn(runbook, 'Send campaign recalls.*? to carriers again');
  const { code, out } = await look(root, { claim: [step], by: 'bob' });
  expect(code).toBe(4);
  expect(out).toContain('ann has claimed it');
});

it('stops no other registration by the claim of a resubmission', async () => {
  const { root } = await claimedAgain();
  writeFileSync(
    join(root, 'bills.yaml'),
    RECALL.replace('  recall:', '  bills:')
      .replace('Invitations to the next check-up', 'Bills')
      .replace('    brand:', '    useCase: account-notification\n    brand:')
      .replace('    useCase: customer-care\n', ''),
  );
  expect(await edit(root, AGAIN)).toContain('Register campaign bills of brand acme');
});

it('asks for a new reason where what was sent in with this one is rejected again, also once its id is told', async () => {
  const { root, write } = await claimedAgain();
  await claimsIn(root, { write, tookEffect: true });
  await look(root, { shows: ['campaign/recall=pending'], id: 'CREC001', by: 'ann' });
  await look(root, { shows: ['campaign/recall=rejected'], by: 'ann' });
  const plan = await edit(root, AGAIN);
  expect(plan).not.toContain('Send campaign recall');
  expect(plan).toContain('mend what they name and write a new reason');
  const anew = await edit(root, [AGAIN[0], AGAIN[1].replace('live', 'mended')]);
  expect(anew).toContain('Send campaign recall');
});

it('gives what is claimed to nobody else where its block was renamed and its key reused', async () => {
  const root = await office({ 'recall.yaml': RECALL });
  await look(root, { claim: [await stepOf(root)], by: 'ann' });
  const block = RECALL.slice(RECALL.indexOf('  recall:'));
  const other = block
    .replace('Invitations to the next check-up', 'Bills')
    .replace(/"case[^"]*"/, '"case 104234: two are fine"');
  const runbook = await edit(
    root,
    ['  recall:\n', '  recalls:\n'],
    ['fee: { accepted: 89 }\n', `fee: { accepted: 89 }\n${other}`],
  );
  expect(runbook).not.toContain('Register campaign recalls of');
  expect(runbook).toContain('give the block that has the key recall now another key');
});

it('tells two people of one login name apart by their machines, or by the names that they tell', async () => {
  const root = await office({ 'recall.yaml': RECALL });
  const step = await stepOf(root);
  const { username } = userInfo();
  expect(await look(root, { claim: [step] })).toMatchObject({ code: 0 });
  expect((await look(root, { claim: [step] })).out).toContain(
    `Claimed already, by ${username} on `,
  );
  elsewhere(root);
  const other = await look(root, { claim: [step] });
  expect(other.code).toBe(4);
  expect(other.out).toContain(`${username} has claimed it on desk-7, `);
  const told = await look(root, { done: [step], id: 'CREC001' });
  expect(told.code).toBe(4);
  expect(told.out).toContain(`${username} has claimed it on desk-7. This is another machine`);
  const same = await look(root, { claim: [step], by: username });
  expect(same).toMatchObject({ code: 0 });
  expect(same.out).toContain(`Claimed already, by ${username} on desk-7, `);
  const done = await look(root, { done: [step], id: 'CREC001', by: username });
  expect(done).toMatchObject({ code: 0 });
});

it('gives no claim of what costs nothing', async () => {
  const root = await office();
  const { code, out } = await look(root, { claim: ['eaa8c3a1'], by: 'ann' });
  expect(code).toBe(4);
  expect(out).toContain('It costs nothing, so nobody has to claim it.');
  expect(await claimsIn(root)).toBe('No request is without an answer. ');
});

it('claims a brand that failed and is sent in again, through an edit of its block', async () => {
  const root = await office();
  await look(root, { shows: ['brand/acme=failed'], by: 'ann' });
  const correct = (legalName: string) => {
    for (const [file, from, to] of [
      [
        'observed.yaml',
        /status: failed\n/,
        'status: failed\n    form: { legalName: Acme Dental }\n',
      ],
      [
        'campaigns.yaml',
        /id: BVDK2M7.*\n(?: {4}legalName.*\n {4}fee.*\n)?/,
        `id: BVDK2M7\n    legalName: ${legalName}\n    fee: { accepted: 89 }\n`,
      ],
    ] as const) {
      const text = readFileSync(join(root, file), 'utf8');
      if (!text.includes(to)) writeFileSync(join(root, file), text.replace(from, to));
    }
    return edit(root);
  };
  const title = 'Change brand acme';
  const first = await correct('Acme Dental Group');
  expect(await look(root, { claim: [stepIn(first, title)], by: 'ann' })).toMatchObject({ code: 0 });
  const second = await correct('Acme Dental Group LLC');
  const { code, out } = await look(root, { claim: [stepIn(second, title)], by: 'bob' });
  expect(code).toBe(4);
  expect(out).toContain('ann has claimed it');
});
