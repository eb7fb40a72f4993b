/**
 * The style sheet of the pages.
 * Law: nothing is told by colour alone; contrast is at least 4.5 to 1, light and dark; a page is never wider than the
 * screen; in print everything is open, and black on white.
 */

const COLOURS = `
:root {
  --page: #ffffff; --card: #f6f7f9; --ink: #1a202c; --faint: #566070; --rule: #d7dce3;
  --link: #1d4f9f; --focus: #1d4f9f;
  --good: #17663a; --warn: #855000; --bad: #b01e1e;
  --warn-page: #fdf3dc; --bad-page: #fdebea; --mark: #ffe59a;
  --kept: #4a5a75; --added: #17864a; --freed: #c23b32; --waits: #855000; --free: #e6e9ee;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #14171c; --card: #1c2129; --ink: #e7eaef; --faint: #a7b0bd; --rule: #39414d;
    --link: #8fb8ff; --focus: #8fb8ff;
    --good: #7ed6a0; --warn: #f2c166; --bad: #ff9c94;
    --warn-page: #352b12; --bad-page: #3b1f1e; --mark: #5e4a00;
    --kept: #8d9cb5; --added: #4cc27f; --freed: #ef7d73; --waits: #f2c166; --free: #2b323d;
  }
}`;

const TEXT = `
* { box-sizing: border-box; }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; color: var(--ink); background: var(--page); overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
p, ul, ol, dl, dd, table, pre { margin: 0; }
ul, ol { padding: 0; list-style: none; }
h1 { margin: 0; font-size: 1.85rem; line-height: 1.2; letter-spacing: -.01em; }
h2 { margin: 0 0 .75rem; font-size: 1.2rem; line-height: 1.3; }
h3 { margin: 0 0 .5rem; font-size: 1.05rem; line-height: 1.35; }
h3 small { font-size: .85rem; font-weight: 400; color: var(--faint); margin-left: .35em; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 2px; }
main:focus { outline: none; }
code, pre { font-family: ui-monospace, "Cascadia Mono", "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: .875em; }
bdi { unicode-bidi: isolate; }
h1, h2, h3, p, dt, dd, li, th, td, caption, summary { overflow: clip; overflow-clip-margin: 6px; }
del, ins { text-decoration: none; }
mark { color: var(--ink); background: var(--mark); text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: .15em; border-radius: 2px; }
.tel, .since { white-space: nowrap; }
.faint, .faint code, .place { color: var(--faint); }
.strong { font-weight: 700; }
.good, .added { color: var(--good); }
.warn, .changed { color: var(--warn); }
.bad, .removed { color: var(--bad); }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--page); z-index: 2; }
.skip:focus { top: .5rem; }`;

const FRAME = `
.inner { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
.banner { padding: .5rem 1.25rem; text-align: center; font-weight: 700; color: var(--warn); background: var(--warn-page); border-bottom: 2px solid currentColor; }
header .inner { padding-top: 1.75rem; padding-bottom: 1.25rem; }
.eyebrow { color: var(--faint); font-size: .9rem; }
.about { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin-top: .4rem; color: var(--faint); }
.about li:not(:last-child)::after { content: "·"; margin-left: 1rem; }
main { min-width: 0; }
main > section { margin-bottom: 2.25rem; scroll-margin-top: 1rem; }
nav { margin-bottom: 1.75rem; font-size: .925rem; }
nav h2 { font-size: .9rem; font-weight: 600; color: var(--faint); margin-bottom: .35rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .4rem; }
nav a { display: inline-block; padding: .2rem .6rem; border: 1px solid var(--rule); border-radius: 1rem; text-decoration: none; }
nav a:hover { text-decoration: underline; }
.count { color: var(--faint); }
.count.bad { color: var(--bad); font-weight: 700; }
.count.warn { color: var(--warn); font-weight: 700; }
footer { margin-top: 1rem; border-top: 1px solid var(--rule); color: var(--faint); font-size: .875rem; }
footer .inner { padding-top: 1rem; padding-bottom: 2rem; }
@media (min-width: 68rem) {
  .columns { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr); column-gap: 2.5rem; }
  .columns > main:only-child { grid-column: 1 / -1; max-width: 60rem; }
  nav { position: sticky; top: 1rem; align-self: start; max-height: calc(100vh - 2rem); overflow-y: auto; }
  nav ul { display: block; }
  nav a { display: flex; justify-content: space-between; gap: .5rem; padding: .25rem .5rem; border: 0; border-radius: 4px; }
  nav a:hover { background: var(--card); }
}`;

const ANSWERS = `
.lead { font-size: 1.3rem; line-height: 1.35; }
.answers dl { border: 1px solid var(--rule); border-radius: 8px; }
.answers dl > div { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .25rem 1rem; padding: .75rem 1.1rem; border-top: 1px solid var(--rule); }
.answers dl > div:first-child { border-top: 0; }
.answers dt { font-weight: 600; color: var(--faint); }
.answers .lead { margin-top: -.2rem; }
.names { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .05rem 1.5rem; margin: .1rem 0 .6rem; }
.names:last-child { margin-bottom: 0; }
.names .tel { color: var(--faint); font-size: .925em; }
.lines li + li { margin-top: .1rem; }
.alarm { border: 2px solid var(--bad); border-radius: 8px; padding: .9rem 1.1rem; background: var(--bad-page); }
.alarm h2 { color: var(--bad); margin-bottom: .35rem; text-transform: uppercase; letter-spacing: .03em; font-size: 1rem; }`;

const TABLES = `
table { width: 100%; border-collapse: collapse; }
th, td { padding: .45rem .75rem .45rem 0; text-align: left; vertical-align: top; border-top: 1px solid var(--rule); }
th { font-weight: 600; }
thead th { border-top: 0; font-size: .85rem; color: var(--faint); }
caption { text-align: left; font-weight: 600; padding: .4rem 0; }
caption:has(> .unseen:only-child) { padding: 0; }
.people { table-layout: fixed; margin-bottom: .75rem; }
.people th:nth-child(1) { width: 21%; }
.people th:nth-child(2) { width: 10.25rem; }
.people th:nth-child(4) { width: 15%; }
.people th:nth-child(5) { width: 8.25rem; }
.people thead th { padding-top: 0; }
.people th[scope=rowgroup] { font-weight: 400; color: var(--faint); padding-top: .7rem; }
.told th:nth-child(1) { width: 26%; }
.told th:nth-child(n+3) { width: auto; }
.gone th:nth-child(1) { width: 30%; }
.gone th:nth-child(3) { width: auto; }
.campaigns { table-layout: fixed; }
.campaigns th:nth-child(1) { width: 24%; }
.campaigns th:nth-child(2) { width: 9.5rem; }
.campaigns th code { display: block; font-weight: 400; color: var(--faint); }
.note { color: var(--faint); font-size: .925em; }
.bar { display: block; width: 100%; overflow: visible; }
.bar text { font-size: 10px; fill: var(--faint); }
.bar .free { fill: var(--free); }
.bar .kept { fill: var(--kept); }
.bar .added { fill: var(--added); stroke: var(--ink); stroke-width: 1.5; }
.bar .freed { fill: none; stroke: var(--freed); stroke-width: 2; stroke-dasharray: 5 2; }
.bar .waits { fill: none; stroke: var(--waits); stroke-width: 2; stroke-dasharray: 2 2; }
.bar .limit { stroke: var(--ink); stroke-width: 2; }
.bar .peak { stroke: var(--ink); stroke-width: 2; stroke-dasharray: 3 2; }
.figures { font-size: .925rem; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin-top: .35rem; padding-top: .5rem; border-top: 1px solid var(--rule); font-size: .85rem; color: var(--faint); }
.legend i { display: inline-block; width: 1.2em; height: .75em; margin-right: .4em; }
.legend .kept { background: var(--kept); }
.legend .added { background: var(--added); border: 1.5px solid var(--ink); }
.legend .freed { border: 2px dashed var(--freed); }
.legend .waits { border: 2px dotted var(--waits); }
.legend .limit, .legend .peak { width: 0; height: 1em; vertical-align: -.15em; border-left: 2px solid var(--ink); }
.legend .peak { border-left-style: dashed; }`;

const CARDS = `
.group { margin: 0 0 1.5rem; padding-top: .9rem; border-top: 2px solid var(--rule); }
.card { padding: .8rem 1.1rem; margin-bottom: .75rem; background: var(--card); border: 1px solid var(--rule); border-radius: 8px; }
.card > * + * { margin-top: .35rem; }
.trouble { border-left: 4px solid var(--bad); }
.card .people { margin-bottom: 0; }
.card .people caption { font-size: .875rem; color: var(--faint); }
.what { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .6rem; }
.what > code { margin-left: auto; color: var(--faint); }
.sign { display: inline-block; width: 1.1em; font-family: ui-monospace, Menlo, Consolas, monospace; }
.badge { display: inline-block; padding: 0 .4em; border: 1px solid currentColor; border-radius: 4px; font-size: .825em; font-weight: 700; }
.badge.bad { background: var(--bad-page); }
.badge.warn { background: var(--warn-page); }
.next::before { content: "→ "; content: "→ " / ""; }
.next { padding-left: 1.3em; text-indent: -1.3em; }
.paste { padding: .6rem .8rem; background: var(--page); border: 1px solid var(--rule); border-radius: 6px; white-space: pre-wrap; user-select: all; -webkit-user-select: all; }
.source { padding: .4rem .8rem; border-left: 3px solid var(--rule); white-space: pre-wrap; }
.source .line { color: var(--faint); margin-right: 1em; user-select: none; -webkit-user-select: none; }
.fields > div { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: .1rem 1rem; padding: .3rem 0; border-top: 1px solid var(--rule); }
.fields dt { color: var(--faint); }
.fields dd > p + p { margin-top: .3rem; }
.fields del { color: var(--bad); }
.fields ins { color: var(--good); }
.diff li { padding-left: 1.2em; text-indent: -1.2em; }
.diff .same, .diff .faint { text-indent: 0; }
.diff li b { display: inline-block; width: 1.2em; text-indent: 0; }
details { margin: .35rem 0 .75rem; }
summary { cursor: pointer; padding: .3rem .2rem; color: var(--link); }
details > div { padding-top: .35rem; }`;

const RUNBOOK = `
.todo { padding-left: 1.2rem; list-style: disc; }
.todo li { overflow: visible; }
.todo li + li { margin-top: .2rem; }
.done { display: flex; align-items: flex-start; gap: .6rem; font-weight: 600; }
.tick { flex: none; width: 1.05rem; height: 1.05rem; margin-top: .2rem; border: 2px solid var(--ink); border-radius: 3px; background: var(--page); }
.write { display: flex; align-items: flex-end; gap: .6rem; font-weight: 600; }
.write .line { flex: 1; max-width: 20rem; border-bottom: 1.5px solid var(--ink); }
.paste + .paste { margin-top: .35rem; }`;

const CHAINS = `
.chains { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: 1rem; }
.box { padding: .9rem 1.1rem; border: 1px solid var(--rule); border-radius: 8px; }
.box details { margin-bottom: 0; }
.chain { counter-reset: step; }
.chain > li { position: relative; counter-increment: step; padding: 0 0 .9rem 2.2rem; }
.chain > li:last-child { padding-bottom: 0; }
.chain > li::before { content: counter(step); position: absolute; left: 0; top: 0; width: 1.5rem; height: 1.5rem; line-height: 1.5rem; border-radius: 50%; text-align: center; font-size: .8rem; font-weight: 700; color: var(--page); background: var(--kept); }
.chain > li:not(:last-child)::after { content: ""; position: absolute; left: .72rem; top: 1.7rem; bottom: .2rem; border-left: 2px solid var(--rule); }
.chain p + p { margin-top: .35rem; }
.outside { font-style: italic; }
.outside .faint { display: block; font-style: normal; }
.after { color: var(--faint); }`;

const NARROW = `
@media (max-width: 44rem) {
  .answers dl > div, .fields > div { grid-template-columns: minmax(0, 1fr); }
  .lead { font-size: 1.15rem; }
  .people, .campaigns, .people tbody, .campaigns tbody, .people tr, .campaigns tr, .people caption { display: block; }
  .people thead, .campaigns thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .people tr, .campaigns tr { padding: .5rem 0; border-top: 1px solid var(--rule); }
  .people tr > *, .campaigns tr > * { display: block; width: auto !important; padding: 0; border: 0; }
  .people tr > * { display: inline-block; vertical-align: top; margin-right: .75rem; }
  .people tr > td:nth-child(3) { display: block; margin-right: 0; }
  .people td:nth-child(n+4) { color: var(--faint); font-size: .9em; }
  .people td:empty { display: none; }
  .campaigns td:nth-child(3) { padding-top: .25rem; }
  .card { padding: .7rem .8rem; }
}`;

const PRINT = `
@media print {
  @page { margin: 15mm 14mm; @bottom-right { content: counter(page) " / " counter(pages); font: 9pt sans-serif; } }
  html { font-size: 10pt; }
  body, .inner { background: none; max-width: none; padding-left: 0; padding-right: 0; }
  nav, .skip { display: none; }
  .columns { display: block; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .card, .chain > li, .answers dl > div, tr, .alarm { break-inside: avoid; }
  .card:has(.people), .card:has(.fields), .card:has(pre) { break-inside: auto; }
  h2, h3, caption, summary { break-after: avoid; break-inside: avoid; }
  table:not(:has(tr:nth-child(7))) { break-inside: avoid; }
  thead { display: table-header-group; }
  a { color: inherit; text-decoration: none; }
  .card, .paste { background: none; }
  details::details-content { display: block; content-visibility: visible; block-size: auto; opacity: 1; }
  summary { list-style: none; color: inherit; }
}`;

export const STYLE = `${[COLOURS, TEXT, FRAME, ANSWERS, TABLES, CARDS, RUNBOOK, CHAINS, NARROW, PRINT].join('\n').trim()}\n`;
