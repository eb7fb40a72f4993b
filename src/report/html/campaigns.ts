/**
 * Campaigns: the state of each and how full it is, drawn to scale up to its limit and beyond, where people wait.
 * Law: the figures beside the drawing say all that it shows; places that mean nothing are not drawn.
 */
import type { CampaignLine } from '../../model/plan.ts';
import { stateOf, withoutPlaces } from '../plan/campaigns.ts';
import { code, dated, name, section } from './inline.ts';
import { html, type Markup, type Part } from './markup.ts';
import type { View } from './view.ts';

export function campaigns(view: View): Markup | null {
  const { campaigns: lines } = view.whole;
  if (lines.length === 0) return null;
  const rows = lines.map((line) => row(line, view));
  const isDrawn = lines.some((line) => withoutPlaces(line, view) === null);
  return section('campaigns', 'Campaigns', [
    html`<table class="campaigns">
<caption class="unseen">State of each campaign and how full it is</caption>
<thead>
<tr><th scope="col">Campaign</th><th scope="col">State</th><th scope="col">Places</th></tr>
</thead>
<tbody>
${rows}</tbody>
</table>
${isDrawn ? LEGEND : null}`,
  ]);
}

function row(line: CampaignLine, view: View): Markup {
  const tone = line.status === 'approved' ? 'good' : 'warn';
  const id = line.id === null ? null : html` ${code(line.id)}`;
  return html`<tr>
<th scope="row">${name(line.key)}${id}</th>
<td><span class="${tone}">${dated(stateOf(line, view))}</span></td>
<td>${places(line, view)}</td>
</tr>
`;
}

function places(line: CampaignLine, view: View): Part {
  const instead = withoutPlaces(line, view);
  return instead ?? html`${bar(line)}<p class="figures">${placesWords(line)}</p>`;
}

/** `41 now, 47 at most on the way, 46 after, of 48 (default limit); 2 wait`. */
function placesWords({ capacity, waitingList }: CampaignLine): Part {
  const { live, peak, planned, limit, limitFrom } = capacity;
  const way = [
    live === planned ? `${live} now and after` : `${live} now`,
    ...(peak > Math.max(live, planned) ? [`${peak} at most on the way`] : []),
    ...(live === planned ? [] : [`${planned} after`]),
  ];
  const isOver = planned > limit;
  const over = isOver ? html`, <strong class="bad">above its limit</strong>` : null;
  const waits = isOver ? 0 : waitingList.length;
  const wait =
    waits === 0 ? null : html`; <strong>${waits} ${waits === 1 ? 'waits' : 'wait'}</strong>`;
  return html`${way.join(', ')}, of ${limit} <span class="faint">(${ORIGIN[limitFrom]})</span>${over}${wait}`;
}

const ORIGIN: Readonly<Record<CampaignLine['capacity']['limitFrom'], string>> = {
  default: 'default limit',
  registry: 'limit in the registry',
  'recorded case': 'limit of a recorded case',
};

/** Places kept, added and freed, the most on the way, the limit, and people beyond it who wait. */
function bar({ capacity, waitingList }: CampaignLine): Markup {
  const { live, peak, planned, limit } = capacity;
  const filled = Math.max(live, peak, planned);
  const end = Math.max(limit, filled, limit + waitingList.length, 1);
  const at = (places: number) => `${Math.round((places / end) * 10_000) / 100}%`;
  const span = (kind: string, from: number, to: number) =>
    to <= from
      ? null
      : html`<rect class="${kind}" x="${at(from)}" y="14" width="${at(to - from)}" height="14"/>`;
  const line = (kind: string, places: number, top: number) =>
    html`<line class="${kind}" x1="${at(places)}" x2="${at(places)}" y1="${top}" y2="32"/>`;
  const anchor = limit > end / 2 ? 'end' : 'start';
  return html`<svg class="bar" height="34" aria-hidden="true" focusable="false">
${span('free', 0, limit)}${span('kept', 0, Math.min(live, planned))}${span('added', live, planned)}${span('freed', planned, live)}${span('waits', Math.max(limit, filled), Math.max(limit, filled) + waitingList.length)}${peak > Math.max(live, planned) ? line('peak', peak, 10) : null}${line('limit', limit, 10)}<text x="${at(limit)}" y="9" text-anchor="${anchor}">${limit}</text>
</svg>`;
}

const LEGEND = html`<ul class="legend" aria-hidden="true">
${[
  ['kept', 'stays'],
  ['added', 'comes'],
  ['freed', 'leaves'],
  ['peak', 'most on the way'],
  ['limit', 'limit'],
  ['waits', 'waits'],
].map(([kind, words]) => html`<li><i class="${kind ?? ''}"></i>${words ?? ''}</li>\n`)}</ul>
`;
