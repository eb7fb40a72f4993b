/**
 * The scripted operator on the SMS page: sentence by sentence.
 * Law: a number is turned off only where a sentence says so, and never where the step has been carried out before.
 */
import { isListed, Objection } from './console-model.ts';
import { click, type Desk, type End, type Session } from './operator-session.ts';
import type { SeenStep } from './runbook-reader.ts';

const MINUTE = 60_000;

type Sentence = readonly [
  RegExp,
  (found: RegExpExecArray, step: SeenStep, session: Session) => void,
];

const off = (_: RegExpExecArray, step: SeenStep, session: Session): void => {
  turnOff(numbersOf(step), step, session);
};
const offAndWait = (found: RegExpExecArray, step: SeenStep, session: Session): void => {
  off(found, step, session);
  const left = numbersOf(step).filter((number) => !isMoved(number, step, session));
  if (!areOff(left, session.desk)) throw new Error(`it stays on: ${step.title}`);
};
const on = (_: RegExpExecArray, step: SeenStep, session: Session): void => {
  turnOn(numbersOf(step), step, session);
};
const nothing = (): void => {};

const SMS_SENTENCES: readonly Sentence[] = [
  [/^Begin once /, nothing],
  [
    /^A number that shows campaign \S+ already has been moved before: leave it as it is\.$/,
    nothing,
  ],
  [/^Select th(?:is|ese) numbers? on the SMS page and disable (?:it|them)\.$/, off],
  [
    /^Disable th(?:is|ese) numbers? on the SMS page, and wait until (?:it|each) shows Disabled or nothing: /,
    offAndWait,
  ],
  [/^SMS is on there without a campaign, .* Disable .* and wait until /, offAndWait],
  [/^Then turn (?:it|each) on (?:at once|again)\. /, on],
  [/^Turn th(?:is|ese) numbers? on\. .* go(?:es)? off by (?:itself|themselves): /, on],
  [/^On the SMS page choose "\+ Enable phone numbers" and enter th(?:is|ese) numbers?\.$/, on],
  [
    /^Disable (.+) on the SMS page now\. Leave this box open and go on with the steps below\.$/,
    (found, step, session) => {
      const named = phonesIn(found[1] ?? '');
      turnOff(named.length === 0 ? numbersOf(step) : named, step, session);
    },
  ],
  [/^Turn .+ on as soon as step [0-9a-f]{8} is done, not before: /, nothing],
  [/^Each number has to be assigned to its user already\. /, nothing],
  [
    /^If the SMS page lists the number, use its row there; otherwise "\+ Enable phone numbers"\.$/,
    nothing,
  ],
  [
    /^If the page says that the campaign is full, disable the number that goes off first, /,
    nothing,
  ],
  [/^Check that (?:it|each) shows campaign \S+\. /, nothing],
  [
    /^Tick this once (?:it|each) shows (.+?)(?: again)?\.(?: It takes .+\.)?$/,
    (found, step, session) => {
      if (isLeftOpen(step)) return;
      const words = (found[1] ?? '').split(/, | or /).map((one) => (one === 'nothing' ? '' : one));
      const rows = session.desk.console.rows;
      for (const number of numbersOf(step)) {
        const { status = '' } = rows.find((row) => row.number === number) ?? {};
        if (!words.includes(status)) throw new Error(`${number} shows ${status}: ${step.title}`);
      }
    },
  ],
];

export function onSmsPage(step: SeenStep, session: Session): End {
  for (const sentence of step.instructions) {
    const known = SMS_SENTENCES.find(([pattern]) => pattern.test(sentence));
    if (known === undefined) throw new Error(`not understood, in "${step.title}": ${sentence}`);
    const [pattern, act] = known;
    const found = pattern.exec(sentence);
    if (found !== null) act(found, step, session);
  }
  return isLeftOpen(step) ? 'open' : 'done';
}

function isLeftOpen({ instructions }: SeenStep): boolean {
  return instructions.some((one) => one.includes('Leave this box open'));
}

/** In the campaign that the step names, where it names one. A full campaign: the number that goes off is disabled first. */
export function turnOn(numbers: readonly string[], step: SeenStep, session: Session): void {
  const { desk } = session;
  const sentence = step.instructions.find((one) => one.startsWith('Check that '));
  const campaign = /shows campaign (\S+?)\. /.exec(sentence ?? '')?.[1] ?? null;
  const listed = desk.console.rows.filter(({ status }) => isListed(status));
  const left = numbers.filter((number) => !listed.some((row) => row.number === number));
  if (left.length === 0) return;
  const enable = () => click(session, () => desk.console.enable(left, campaign));
  try {
    enable();
  } catch (error) {
    const isFull = error instanceof Objection && error.message.startsWith('The limit of ');
    const silent = step.table.flatMap((cells) =>
      phonesIn(/\+[\d ]+(?= goes off)/.exec(cells.at(-1) ?? '')?.[0] ?? ''),
    );
    const mayMakeRoom = step.instructions.some((one) => one.includes('that the campaign is full'));
    if (!isFull || !mayMakeRoom || silent.length === 0) throw error;
    turnOff(silent, step, session);
    if (!areOff(silent, desk)) throw error;
    enable();
  }
}

/** What shows Disabled already has been disabled before, perhaps by somebody who was called away. */
function turnOff(numbers: readonly string[], step: SeenStep, session: Session): void {
  const { console } = session.desk;
  const enabled = console.rows
    .filter(({ number, status }) => numbers.includes(number) && status === 'Enabled')
    .map(({ number }) => number)
    .filter((number) => !isMoved(number, step, session));
  if (enabled.length > 0) click(session, () => console.disable(enabled));
}

/** It is where the step would bring it. */
function isMoved(number: string, { instructions }: SeenStep, { desk }: Session): boolean {
  const row = desk.console.rows.find((one) => one.number === number);
  const there = instructions.flatMap(
    (one) => /^A number that shows campaign (\S+) already /.exec(one)?.[1] ?? [],
  );
  return row !== undefined && there.includes(row.campaign);
}

export function numbersOf({ copies }: SeenStep): readonly string[] {
  return copies.filter((line) => line !== '');
}

/** `+1 408 555 0107`, anywhere in a sentence. */
export function phonesIn(sentence: string): readonly string[] {
  return (sentence.match(/\+1(?: ?\d){10}/g) ?? []).map((phone) => phone.replaceAll(' ', ''));
}

export function areOff(numbers: readonly string[], { console, wait }: Desk): boolean {
  for (let minutes = 0; minutes <= 60; minutes += 10) {
    const rows = console.rows.filter(({ number }) => numbers.includes(number));
    if (rows.every(({ status }) => status === 'Disabled' || status === '')) return true;
    wait(10 * MINUTE);
  }
  return false;
}
