/**
 * One line per campaign: its state and how full it is, now, on the way and after.
 */
import type { CampaignLine } from '../../model/plan.ts';
import { hang, padEnd, type Rich, truncate, widthOf } from '../layout.ts';
import { bar, day } from '../style.ts';
import { type Page, section } from './page.ts';

const CELLS = 16;
const WIDEST_KEY = 24;
/** Narrower than this, figures without a bar. */
const BAR_FITS = 72;

export function campaignLines(page: Page): string[] {
  const { campaigns } = page.plan;
  const keyWidth = Math.min(WIDEST_KEY, Math.max(...campaigns.map(({ key }) => widthOf(key)), 0));
  const stateWidth = Math.max(...campaigns.map((line) => widthOf(state(line))), 0);
  return section(
    'Campaigns',
    campaigns.flatMap((line) => row(line, keyWidth, stateWidth, page)),
    page,
  );
}

function row(line: CampaignLine, keyWidth: number, stateWidth: number, { style }: Page): string[] {
  const { paint, glyph } = style;
  const key = padEnd(truncate(line.key, keyWidth, glyph.more), keyWidth);
  const head: Rich = [
    `  ${key}  `,
    {
      text: padEnd(state(line), stateWidth),
      paint: line.status === 'approved' ? paint.good : paint.warn,
    },
    '  ',
  ];
  const { live, peak, planned, limit } = line.capacity;
  const steps = [live, ...(peak > Math.max(live, planned) ? [peak] : []), planned];
  const figures = (live === planned && steps.length === 2 ? [live] : steps).join(` ${glyph.to} `);
  const wait = line.waitingList.length === 0 ? '' : `, ${line.waitingList.length} wait`;
  const text = `${figures} of ${limit}${wait}`;
  if (style.width < BAR_FITS) return hang(head, text, style.width);
  return hang([...head, bar(line.capacity, CELLS, style), ' '], text, style.width);
}

function state({ status, since }: CampaignLine): string {
  switch (status) {
    case null:
      return 'not registered';
    case 'approved':
      return 'active';
    case 'pending':
      return since === null ? 'in review' : `in review since ${day(since)}`;
    case 'rejected':
    case 'suspended':
    case 'deactivated':
      return since === null ? status : `${status} ${day(since)}`;
    case 'unknown':
      return 'state unknown';
  }
}
