/**
 * One line per campaign: its state and how full it is, now, on the way and after.
 */
import type { CampaignLine } from '../../model/plan.ts';
import type { Part } from '../../model/snapshot.ts';
import { hang, padEnd, painted, type Rich, spansOf, truncate, widthOf } from '../layout.ts';
import { bar, count, day } from '../style.ts';
import { type Page, section } from './page.ts';

const CELLS = 16;
const WIDEST_KEY = 24;
/** Narrower than this, figures without a bar. */
const BAR_FITS = 72;

export function campaignLines(page: Page): string[] {
  const { campaigns } = page.plan;
  const keyWidth = Math.min(WIDEST_KEY, Math.max(...campaigns.map(({ key }) => widthOf(key)), 0));
  const states = campaigns.map((line) => widthOf(stateOf(line, page)));
  const stateWidth = Math.max(...states, 0);
  return section(
    'Campaigns',
    campaigns.flatMap((line) => row(line, keyWidth, stateWidth, page)),
    page,
  );
}

function row(line: CampaignLine, keyWidth: number, stateWidth: number, page: Page): string[] {
  const { width, paint, glyph } = page.style;
  const name: Rich = `  ${padEnd(truncate(line.key, keyWidth, glyph.more), keyWidth)}  `;
  const state = stateOf(line, page);
  const tint = line.status === 'approved' ? paint.good : paint.warn;
  const text = withoutPlaces(line, page);
  if (text === '') return [painted([name, { text: state, paint: tint }])];
  const head: Rich = [name, { text: padEnd(state, stateWidth), paint: tint }, '  '];
  if (text !== null) return hang(head, text, width);
  return placesLines(head, line, page);
}

/** How full it is, behind `head`. */
export function placesLines(head: Rich, line: CampaignLine, page: Page): string[] {
  const { width } = page.style;
  const drawn = width < BAR_FITS ? [] : [bar(line.capacity, CELLS, page.style), ' '];
  return hang([...spansOf(head), ...drawn], figures(line, page), width);
}

/** What stands for places that mean nothing: those of a campaign that has ended, or that were not read. Null: they count. */
export function withoutPlaces(
  { status, capacity: { live } }: CampaignLine,
  page: Page,
): string | null {
  if (status === 'deactivated') return live === 0 ? '' : `${count(live, 'number')} still in it`;
  if (status === 'unknown' && isUnread('campaigns', page)) return '';
  return status !== null && isUnread('sms', page) ? 'numbers not read' : null;
}

export function figures({ capacity, waitingList }: CampaignLine, { style }: Page): string {
  const { live, peak, planned, limit } = capacity;
  const steps = [live, ...(peak > Math.max(live, planned) ? [peak] : []), planned];
  const way = live === planned && steps.length === 2 ? [live] : steps;
  const over = planned > limit ? ', above its limit' : '';
  const waits = waitingList.length;
  const wait = waits === 0 || over !== '' ? '' : `, ${waits} ${waits === 1 ? 'waits' : 'wait'}`;
  return `${way.join(` ${style.glyph.to} `)} of ${limit}${over}${wait}`;
}

export function isUnread(part: Part, { plan }: Page): boolean {
  return plan.gaps.some((gap) => gap.part === part);
}

export function stateOf({ status, since }: CampaignLine, page: Page): string {
  return stateWords(status, since, page);
}

export function stateWords(
  status: CampaignLine['status'],
  since: string | null,
  page: Page,
): string {
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
      return isUnread('campaigns', page) ? 'not read' : 'state unknown';
  }
}
