/**
 * A plan as GitHub-flavoured Markdown: the comment of a pull request, the summary of a job.
 * Law: pure; people first, details folded; never above its budget of bytes, and what was cut is said; untrusted text
 * stays text. The words are those of the plan on a terminal.
 */
import type { CampaignLine, Plan } from '../model/plan.ts';
import { plainOf } from './layout.ts';
import { type Block, bytesOf, within } from './markdown/budget.ts';
import { changeBlocks } from './markdown/changes.ts';
import { code, prose, text } from './markdown/escape.ts';
import {
  againstBlocks,
  informationBlocks,
  otherBlocks,
  troubleBlocks,
} from './markdown/sections.ts';
import { BUDGET, cutNote, link, type MarkdownOptions, missingNote } from './markdown/whole.ts';
import { figures, stateOf, withoutPlaces } from './plan/campaigns.ts';
import { type Page, pageOf } from './plan/page.ts';
import { closingWords, facts, gapWords, nothingToDo, readWords } from './plan/summary.ts';
import { bar, usd } from './style.ts';

export function renderPlanMarkdown(plan: Plan, options: MarkdownOptions = {}): string {
  const { budget = BUDGET, base = '', whole } = options;
  const page = pageOf(plan, { color: false, columns: 100, base });
  const { blocks, isQuiet } = blocksOf(page);
  const closing = [
    ...(isQuiet ? [] : [text(closingWords(page))]),
    ...(whole === undefined ? [] : [link(whole)]),
  ].join(' ');
  const room = budget - ROOM_FOR_NOTES - bytesOf(closing);
  const { text: body, left } = within(blocks, room, missingNote(options));
  const parts = [body, ...cutNote(left, options), ...(closing === '' ? [] : [closing])];
  return `${parts.join('\n\n')}\n`;
}

/** Bytes of what stands behind the blocks. */
const ROOM_FOR_NOTES = 600;

/** `isQuiet`: there is nothing to do, and nothing to compare it with. */
function blocksOf(page: Page): { readonly blocks: readonly Block[]; readonly isQuiet: boolean } {
  const { plan } = page;
  const rest = [...troubleBlocks(page), ...changeBlocks(page), ...otherBlocks(page)];
  const against = againstBlocks(page);
  const information = informationBlocks(page);
  const isIdle = rest.length === 0 && plan.gaps.length === 0;
  if (isIdle && page.against === null) {
    const blocks = [head(page, ['nothing to do']), paragraph(prose(nothingToDo(plan)))];
    return { blocks: [...blocks, ...information], isQuiet: true };
  }
  const blocks = [
    head(page, isIdle ? ['nothing changes'] : headlines(page)),
    ...(isIdle ? [] : [factTable(page), campaignTable(page), ...rest]),
    ...information,
    ...against,
  ];
  return { blocks, isQuiet: false };
}

function paragraph(line: string, rank = 0): Block {
  return { open: [], rows: [{ text: line, rank }], close: [] };
}

/** The title says what nobody may miss; below it, how fresh the facts are. */
function head(page: Page, said: readonly string[]): Block {
  const { plan, against } = page;
  const title = [code(plan.account), ...said].join(' · ');
  const about = [
    plan.sandbox ? '**SANDBOX, no real phone is affected**' : text(plan.label),
    text(readWords(plan)),
    ...(against === null ? [] : [`compared with ${code(against.label)}`]),
  ].join(' · ');
  const unread = gapWords(plan).map((words) => `> **Not read:** ${prose(words)}`);
  const alert = unread.length === 0 ? [] : ['', '> [!CAUTION]', unread.join('\n>\n')];
  return {
    open: [],
    rows: [{ text: [`### ${title}`, '', about, ...alert].join('\n'), rank: 0 }],
    close: [],
  };
}

function headlines({ plan }: Page): string[] {
  const { people, fees, refusals, changes } = plan;
  const lost = people.losses.length;
  const refused = changes.filter((change) => change.refused).length;
  const cost = fees.now + fees.unconfirmed;
  return [
    ...(people.now !== null
      ? [
          people.now === people.after
            ? `${people.now} can text`
            : `${people.now} → ${people.after} can text`,
        ]
      : []),
    ...(lost > 0 ? [`${lost} ${lost === 1 ? 'loses' : 'lose'} SMS`] : []),
    ...(cost > 0 ? [`${fees.unconfirmed > 0 ? 'up to ' : ''}${usd(cost)}`] : []),
    ...(fees.unknown > 0 ? ['fee unknown'] : []),
    ...(refused > 0 ? [`${refused} refused`] : refusals.length > 0 ? ['refused'] : []),
  ];
}

/** A table without a head of its own: GitHub wants one, so it is empty. */
function factTable(page: Page): Block {
  return {
    open: ['| | |', '|:--|:--|'],
    rows: facts(page).flatMap(([label, words]) => {
      const said = plainOf(words);
      return said === '' ? [] : [{ text: `| **${label}** | ${text(said)} |`, rank: 0 }];
    }),
    close: [],
  };
}

function campaignTable(page: Page): Block {
  return {
    open: ['| Campaign | State | Numbers |', '|:--|:--|:--|'],
    rows: page.plan.campaigns.map((line) => ({
      text: `| ${code(line.key)} | ${text(stateOf(line, page))} | ${placesOf(line, page)} |`,
      rank: 1,
    })),
    close: [],
  };
}

const CELLS = 12;

/** How full it is, as a bar and in figures; nothing where they mean nothing. */
function placesOf(line: CampaignLine, page: Page): string {
  const instead = withoutPlaces(line, page);
  if (instead !== null) return text(instead);
  return `<code>${bar(line.capacity, CELLS, page.style)}</code> ${text(figures(line, page))}`;
}
