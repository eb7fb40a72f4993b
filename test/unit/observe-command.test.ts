/** `campaignctl observe`: what it says of claims, steps and pages, and what `resolve` says of them afterwards. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fees as feesOf } from '../../src/commands/fees.ts';
import { observe } from '../../src/commands/observe.ts';
import { ioDouble } from '../crash/io-double.ts';
import { claimsIn, edit, look, office, RECALL, stepOf } from './observe-command.world.ts';

const PAGE = `Phone number,Status
+14085550101,Enabled
+14085550102,Enabled
+14085550103,Pending
+14085550104,Pending
`;

it('says by their numbers whose steps are done', async () => {
  const root = await office();
  const { code, out } = await look(root, { done: ['eaa8c3a1', '4658f2e0'] });
  expect(code).toBe(0);
  expect(out).toContain('Done: +1 408 555 0104, +1 408 555 0103.');
});

it('says what it has read from a page', async () => {
  const root = await office({ 'page.csv': PAGE });
  await look(root, { done: ['eaa8c3a1', '4658f2e0'] });
  const { out } = await look(root, { page: 'page.csv', part: true });
  expect(out).toContain('4 numbers are on the page: 2 Enabled, 2 Pending.');
});

it('gives a claim to one person, who may claim it again', async () => {
  const root = await office({ 'recall.yaml': RECALL });
  const step = await stepOf(root);
  const tried = await look(root, { claim: [step], by: 'ann', dryRun: true });
  expect(tried.out).toContain('Can be claimed by ann: campaign recall.');
  expect(tried.out).not.toContain('resolve');
  const first = await look(root, { claim: [step], by: 'ann' });
  expect(first).toMatchObject({ code: 0 });
  expect(first.out).toContain(
    `Claimed by ann: campaign recall. Carry it out, then tell it: campaignctl observe --done ${step}.`,
  );
  const again = await look(root, { claim: [step], by: 'ann' });
  expect(again).toMatchObject({ code: 0 });
  expect(again.out).toContain(`Claimed already, by ann on ${hostname()}, `);
  expect(again.out).toContain('If that was not you, leave it alone.');
  const other = await look(root, { claim: [step], by: 'bob' });
  expect(other.code).toBe(4);
  expect(other.out).toContain('Refused: claim of campaign recall. ann has claimed it');
});

it('leaves a claim to its person: `resolve` calls it a claim and no request, and can end it', async () => {
  const root = await office({ 'recall.yaml': RECALL });
  const step = await stepOf(root);
  const { out } = await look(root, { claim: [step], by: 'ann' });
  const [, write = ''] = /campaignctl resolve ([0-9a-f]{8})/.exec(out) ?? [];
  const listed = await claimsIn(root);
  expect(listed).toContain('Claimed, and not told as done');
  expect(listed).toMatch(/The registration of campaign recall, \$89, claimed by ann \d{4}-/);
  expect(listed).not.toMatch(/request|sent|next apply/i);
  expect(await claimsIn(root, { write, noEffect: true, reason: 'the form was not sent' })).toBe(
    'The registration of campaign recall counts as never done. The next runbook offers it to everybody again, and it is paid then. ',
  );
  expect(await claimsIn(root)).toBe('No request is without an answer. ');
  expect(await look(root, { claim: [step], by: 'bob' })).toMatchObject({ code: 0 });
});

it.each([
  ['edited', [['Invitations to', 'Invitations and reminders to']]],
  ['renamed', [['  recall:\n', '  recalls:\n    formerly: recall\n']]],
] as const)('keeps a claim when its block is %s', async (_, swaps) => {
  const root = await office({ 'recall.yaml': RECALL });
  const before = await stepOf(root);
  const { out } = await look(root, { claim: [before], by: 'ann' });
  const [, write = ''] = /campaignctl resolve ([0-9a-f]{8})/.exec(out) ?? [];
  const runbook = await edit(root, ...swaps);
  expect(runbook).toContain('Claimed by ann');
  const [, after = ''] =
    /Register campaign recalls? of brand acme ([0-9a-f]{8})/.exec(runbook) ?? [];
  expect(after).not.toBe(before);
  for (const by of ['bob', 'ann']) {
    const again = await look(root, { claim: [after], by });
    expect(again.code).toBe(4);
    expect(again.out).toContain('the plan of it was changed since');
    expect(again.out).toContain(`campaignctl resolve ${write} --took-effect`);
  }
  expect((await look(root, { done: [after], id: 'CREC001', by: 'bob' })).out).toContain(
    'It costs money and ann has claimed it',
  );
  const told = await look(root, { done: [after], id: 'CREC001', by: 'ann' });
  expect(told).toMatchObject({ code: 0 });
  expect(told.out).toContain('was claimed before its block was changed');
  expect(await claimsIn(root)).toBe('No request is without an answer. ');
});

it('says to whoever carried out what was claimed, and changed since, how to tell it', async () => {
  const root = await office({ 'recall.yaml': RECALL });
  const before = await stepOf(root);
  const { out } = await look(root, { claim: [before], by: 'ann' });
  const [, write = ''] = /campaignctl resolve ([0-9a-f]{8})/.exec(out) ?? [];
  const { out: json } = await look(root, { format: 'json' });
  const [change = ''] = new RegExp(`${before}[0-9a-f]{4}`).exec(json) ?? [];
  await edit(root, ['Invitations to', 'Invitations and reminders to']);
  const told = await look(root, { done: [change], by: 'ann' });
  expect(told.code).toBe(4);
  expect(told.out).toContain(`ann has claimed it, and the plan has another in its place`);
  await look(root, { shows: ['campaign/recall=pending'], id: 'CREC001', by: 'ann' });
  await claimsIn(root, { write, tookEffect: true });
  expect(await claimsIn(root)).toBe('No request is without an answer. ');
  expect(await stepOf(root)).toBe('');
});

it.each(['', ' ', 'ann\nbob', 'ann\u001b[31m', 'a'.repeat(101)])(
  'takes no name like %j',
  async (by) => {
    const root = await office();
    const before = readFileSync(join(root, 'observed.yaml'), 'utf8');
    const told = await look(root, { shows: ['brand/acme=verified'], by });
    expect(told).toMatchObject({ code: 3, out: '' });
    expect(told.err).toContain('--by has to be on one line');
    expect(readFileSync(join(root, 'observed.yaml'), 'utf8')).toBe(before);
  },
);

it('records nothing that observed.yaml cannot say', async () => {
  const root = await office();
  const before = readFileSync(join(root, 'observed.yaml'), 'utf8');
  const told = await look(root, { shows: ['campaign/front-desk=suspended'], reason: '' });
  expect(told).toMatchObject({ code: 3, out: '' });
  expect(told.err).toContain(
    'What was told cannot stand in observed.yaml, so nothing was recorded',
  );
  expect(readFileSync(join(root, 'observed.yaml'), 'utf8')).toBe(before);
});

it('says how a claim ends where somebody else has told what Admin Console shows', async () => {
  const root = await office({ 'recall.yaml': RECALL });
  const step = await stepOf(root);
  const { out } = await look(root, { claim: [step], by: 'ann' });
  const [, write = ''] = /campaignctl resolve ([0-9a-f]{8})/.exec(out) ?? [];
  await look(root, { shows: ['campaign/recall=approved'], id: 'CREC001', by: 'bob' });
  const told = await look(root, { done: [step], by: 'ann' });
  expect(told.code).toBe(4);
  expect(told.out).toContain(`end the claim: campaignctl resolve ${write} --took-effect`);
  const { io, out: fees } = ioDouble({}, root);
  await feesOf({ path: '.', format: 'text' }, io);
  expect(fees().replace(/\s+/g, ' ')).toContain(
    'ann tells it with campaignctl observe, or a person',
  );
});

it('does not take a page for whole that says itself that there is more', async () => {
  const root = await office({ 'page.csv': `${PAGE}1-4 of 48\n` });
  const whole = await look(root, { page: 'page.csv', whole: true });
  expect(whole).toMatchObject({ code: 3 });
  expect(whole.err).toContain(
    'page.csv:6: `1-4 of 48` says that the page has 48 lines, and 4 were pasted.',
  );
  expect(await look(root, { page: 'page.csv', part: true })).toMatchObject({ code: 0 });
});

/** The page is told on a terminal, and something happens before it is answered that it is whole. */
async function lookOnTerminal(cwd: string, meanwhile: () => void) {
  const { io, out, err } = ioDouble({}, cwd);
  const ask = async () => {
    meanwhile();
    return 'yes';
  };
  const options = { path: '.', format: 'text', leaseWait: 0, page: 'page.csv' } as const;
  const code = await observe(options, { ...io, stdinIsTty: true, ask });
  return { code, out: out(), err: err().replace(/\s+/g, ' ') };
}

it.each([
  ['another look', (text: string) => text.replace('status: approved', 'status: suspended')],
  ['a mistake', (text: string) => text.replace('status: approved', 'status: aproved')],
  ['nothing', () => ''],
])('takes nothing back that was written meanwhile: %s', async (_, change) => {
  const root = await office({ 'page.csv': PAGE });
  const file = join(root, 'observed.yaml');
  const changed = change(readFileSync(file, 'utf8'));
  const told = await lookOnTerminal(root, () => writeFileSync(file, changed));
  expect(told).toMatchObject({ code: 3, out: '' });
  expect(told.err).toContain(
    'observed.yaml was changed while this ran, so nothing was written into it. Run the same command again.',
  );
  expect(readFileSync(file, 'utf8')).toBe(changed);
});

it('keeps a comment that was written meanwhile', async () => {
  const root = await office({ 'page.csv': PAGE });
  const file = join(root, 'observed.yaml');
  const told = await lookOnTerminal(root, () => appendFileSync(file, '# ask Dan\n'));
  expect(told).toMatchObject({ code: 0, err: '' });
  expect(readFileSync(file, 'utf8')).toMatch(/# ask Dan/);
});

it('refuses to give away again what was told as done, also where observed.yaml was taken back', async () => {
  const root = await office({ 'recall.yaml': RECALL });
  const file = join(root, 'observed.yaml');
  const before = readFileSync(file, 'utf8');
  const step = await stepOf(root);
  await look(root, { claim: [step], by: 'ann' });
  expect(await look(root, { done: [step], id: 'CREC001', by: 'ann' })).toMatchObject({ code: 0 });
  writeFileSync(file, before);
  const again = await look(root, { claim: [step], by: 'bob' });
  expect(again.code).toBe(4);
  expect(again.out).toMatch(/submitted on \S+ by ann, and observed\.yaml does not have it/);
});
