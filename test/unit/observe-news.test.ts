/** What `observe` was told becomes news: which changes a step id, a change id and `--id` are about, and what contradicts itself. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type About, type NewsOptions, newsFrom } from '../../src/commands/observe-news.ts';
import type { RunbookStep } from '../../src/model/runbook.ts';
import { claimMark, doneMark, runbookMark } from '../../src/report/runbook/marks.ts';
import { ioDouble } from '../crash/io-double.ts';
import { folder } from './config-folder.ts';
import { account, listed, observed, planned } from './observe-record.world.ts';

const [A, B, C] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];
/** Two changes in one sitting, and one alone. */
const STEPS = [
  { id: 'aaaaaaaa', changes: [A, B] },
  { id: 'cccccccc', changes: [C] },
] as unknown as readonly RunbookStep[];

async function told(options: NewsOptions, runbook: readonly string[] = []) {
  const wanted = account([listed([1])]);
  const seen = observed();
  const { snapshot } = planned(seen, wanted);
  const about: About = {
    steps: STEPS,
    known: new Set(),
    observed: seen,
    desired: wanted,
    snapshot,
  };
  const root = folder({ 'steps.md': [runbookMark('acme'), ...runbook, ''].join('\n') });
  const { news, problems } = await newsFrom(
    { ...options, ...(runbook.length > 0 ? { runbook: [join(root, 'steps.md')] } : {}) },
    about,
    ioDouble({}, root).io,
  );
  return { news, problems };
}

it('takes the id of a step for all of its changes, and that of a change for this one', async () => {
  const done = async (id: string) => (await told({ done: [id] })).news;
  expect(await done('aaaaaaaa')).toEqual([{ kind: 'done', changes: [A, B], id: null }]);
  expect(await done(B)).toEqual([{ kind: 'done', changes: [B], id: null }]);
  expect((await told({ claim: [C] })).news).toEqual([{ kind: 'claim', changes: [C] }]);
  expect((await told({ done: ['dddddddd'] })).problems).toEqual([
    'dddddddd is no step that can be carried out now. `campaignctl observe` alone lists them, each with its id.',
  ]);
});

it('takes --id for that of the step with --done, whatever is ticked in a runbook beside it', async () => {
  const ticks = [`- [x] claim ${claimMark([A])}`, `- [x] done ${doneMark([A])}`];
  const { news, problems } = await told({ done: ['cccccccc'], id: 'CREC001' }, ticks);
  expect(problems).toEqual([]);
  expect(news).toEqual([
    { kind: 'claim', changes: [A] },
    { kind: 'done', changes: [A], id: null },
    { kind: 'done', changes: [C], id: 'CREC001' },
  ]);
});

it('refuses two states of one campaign, and takes the same one twice', async () => {
  const shows = ['campaign/billing=approved', 'campaign/billing=rejected', 'brand/acme=verified'];
  expect((await told({ shows })).problems).toEqual([
    'Several states are told for campaign billing: approved, rejected. Tell the one that Admin Console shows now.',
  ]);
  const same = ['campaign/billing=approved', 'campaign/billing=Verified'];
  expect((await told({ shows: same })).problems).toEqual([]);
});
