/**
 * A runbook as one HTML page, to work from on a screen beside Admin Console, or on paper.
 * Law: pure; one file without script that loads nothing; the words of the text report; whatever stands in the runbook
 * is text.
 */
import { formatPhone } from '../model/phone.ts';
import type { Look, Runbook } from '../model/runbook.ts';
import { documentOf, type Entry, navigation } from './html/document.ts';
import { code, name, pasteable, prose, section } from './html/inline.ts';
import { html, type Markup, type Part } from './html/markup.ts';
import { box, partOf } from './html/runbook.ts';
import { safe } from './plan/safe.ts';
import { withSince } from './plan/sections.ts';
import { addressOf, isNumber, numberOf } from './plan/words.ts';
import {
  CONTENTS,
  claimedElsewhere,
  dangers,
  HOW_TO_WORK,
  heldGroups,
  lookFacts,
  lookWords,
  seenWords,
  shortCommit,
  stepsOf,
  summaryWords,
  TELL,
} from './runbook/words.ts';
import { day, listOf, moment, sentence } from './style.ts';

interface Piece {
  readonly entry: Entry;
  readonly content: Markup;
}

export function renderRunbookHtml(whole: Runbook): string {
  const runbook = safe(whole);
  const pieces = [
    ...parts(runbook),
    piece(
      'looks',
      CONTENTS.looks,
      runbook.looks.length,
      runbook.looks.map((look) => lookCard(look, runbook)),
    ),
    piece('support', 'Send to support', runbook.support.length, letters(runbook)),
    piece('claimed', CONTENTS.claimed, runbook.claimed.length, claimed(runbook), 'warn'),
    piece('held', CONTENTS.held, runbook.held.length, leftOut(runbook.held)),
    piece('later', CONTENTS.later, runbook.later.length, leftOut(runbook.later)),
    piece('under-way', CONTENTS.waiting, runbook.waiting.length, waiting(runbook)),
  ].filter((made) => made !== null);
  return documentOf({
    title: `Runbook for ${runbook.account}, ${day(runbook.readAt)}`,
    skip: 'Skip to the steps',
    banner: null,
    header: header(runbook),
    nav: navigation(pieces.map(({ entry }) => entry)),
    main: html`${summary(runbook)}${pieces.map(({ content }) => content)}`,
    footer: html`<p>Made by campaignctl. ${prose(TELL)}</p>\n`,
  });
}

function header({ account, label, readAt, commit }: Runbook): Markup {
  return html`<p class="eyebrow">${label}, Admin Console</p>
<h1>Runbook for ${name(account)}</h1>
<ul class="about">
<li>Plan of ${moment(readAt)}</li>
${commit === null ? null : html`<li>commit ${code(shortCommit(commit))}</li>\n`}</ul>
`;
}

function summary(runbook: Runbook): Markup {
  const seen = seenWords(runbook);
  return html`<section aria-labelledby="in-short">
<h2 id="in-short" class="unseen">In short</h2>
<p class="lead">${summaryWords(runbook)}</p>
${runbook.parts.length === 0 ? null : html`<p>${HOW_TO_WORK}</p>\n`}${seen === '' ? null : html`<p class="faint">${seen}</p>\n`}</section>
`;
}

function parts(runbook: Runbook): (Piece | null)[] {
  const ordinals = new Map(stepsOf(runbook).map((step, at) => [step, at + 1]));
  return runbook.parts.map((part, at) => {
    const found = part.steps.flatMap(dangers).map(({ tone }) => tone);
    const tone = found.includes('bad') ? 'bad' : (found[0] ?? '');
    return piece(
      `part-${at + 1}`,
      part.title,
      part.steps.length,
      partOf(part, (step) => ordinals.get(step) ?? 0, runbook),
      tone,
    );
  });
}

/** A section, and the way to it. */
function piece(
  id: string,
  title: string,
  count: number,
  content: readonly Part[],
  tone: Entry['tone'] = '',
): Piece | null {
  const made = section(id, title, content);
  return made === null ? null : { entry: { id, words: title, count, tone }, content: made };
}

function lookCard(look: Look, { seen }: Runbook): Markup {
  const facts = lookFacts(look);
  const objects = look.address === 'forms' ? (seen?.objects ?? []) : [];
  return html`<article class="card">
<p><strong>${look.title}</strong>${facts === '' ? null : `, ${facts}`}</p>
${objects.length === 0 ? null : html`<ul class="todo">\n${objects.map((one) => html`<li>${one.name}, ${code(one.id)}</li>\n`)}</ul>\n`}<p>${lookWords(look)}</p>
${look.answers.map(({ label }) => box(label))}</article>
`;
}

function letters({ support }: Runbook): Markup[] {
  return support.map(
    ({ about, text }) => html`<article class="card">
<p><strong>${sentence(about)}</strong></p>
${pasteable([text.trimEnd()])}</article>
`,
  );
}

const MOST_NAMES = 12;

function leftOut(all: Runbook['held']): Markup[] {
  return heldGroups(all).map(
    ({ why, who }) => html`<article class="card">
<p><strong>${listOf(who, MOST_NAMES)}</strong>: ${prose(sentence(why))}</p>
</article>
`,
  );
}

function claimed({ claimed: all }: Runbook): Markup[] {
  return all.map(claimedElsewhere).map(
    ({ what, words }) => html`<article class="card">
<p><strong>${what}</strong>: ${prose(words)}</p>
</article>
`,
  );
}

function waiting({ waiting: all }: Runbook): Markup[] {
  return all.map(({ address, person, text, since }) => {
    const who = isNumber({ address }) ? formatPhone(numberOf(address)) : addressOf(address).name;
    return html`<article class="card">
<p><strong>${person === null ? '' : `${person}, `}${who}</strong>: ${prose(withSince(text, since))}</p>
</article>
`;
  });
}
