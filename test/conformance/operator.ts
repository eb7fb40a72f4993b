/**
 * The scripted operator: a person with a runbook on one screen and Admin Console on the other.
 * Law: it knows the rendered Markdown and what the console shows, and nothing else. A sentence that it does not understand
 * stops it; a step that it cannot carry out in full stays open.
 */
import { isListed, LISTS, type Values } from './console-model.ts';
import { areOff, numbersOf, onSmsPage, phonesIn, turnOn } from './operator-numbers.ts';
import { CalledAway, click, type Desk, type End, type Session, tick } from './operator-session.ts';
import { read, type SeenLook, type SeenStep } from './runbook-reader.ts';

export interface Worked {
  /** With what was ticked, written and pasted. */
  readonly markdown: string;
  /** The operator was called away in the middle of it. */
  readonly calledAway: boolean;
}

const MINUTE = 60_000;

/** Works from top to bottom. */
export function workThrough(markdown: string, desk: Desk): Worked {
  const lines = markdown.split('\n');
  const { steps, looks } = read(markdown);
  const left = desk.patience ?? Number.POSITIVE_INFINITY;
  const session: Session = { desk, lines, steps, done: new Set(), open: new Map(), left };
  let calledAway = false;
  try {
    for (const step of steps) takeStep(step, session);
    for (const look of looks) takeLook(look, session);
  } catch (error) {
    if (!(error instanceof CalledAway)) throw error;
    calledAway = true;
  }
  return { markdown: session.lines.join('\n'), calledAway };
}

function takeStep(step: SeenStep, session: Session): void {
  const isTaken = step.claimedBy !== null && step.claimedBy !== session.desk.name;
  if (isTaken || !mayBegin(step, session)) return;
  if (step.claim !== null) {
    tick(step.claim, session);
    return;
  }
  const end = carryOut(step, session);
  if (end === 'open') session.open.set(step.id, step);
  if (end === 'done') finish(step, session);
}

function finish(step: SeenStep, session: Session): void {
  if (step.done === null) throw new Error(`no box for: ${step.title}`);
  tick(step.done, session);
  session.done.add(step.id);
  const back = session.open.get(step.goBack ?? '');
  if (back === undefined) return;
  turnOn(numbersOf(back), back, session);
  finish(back, session);
}

/** `Begin once …`: waits for what takes minutes; what takes longer is left for another day. */
function mayBegin({ instructions }: SeenStep, { desk, done, steps: all }: Session): boolean {
  const condition = /^Begin once (.+)\.$/.exec(instructions[0] ?? '')?.[1];
  if (condition === undefined) return true;
  const first = [...condition.matchAll(/\bstep ([0-9a-f]{8}) (?:is done|as Verified)/g)];
  if (!first.every(([, id]) => done.has(id ?? ''))) return false;
  if (condition.includes('the brand of step')) {
    desk.wait(5 * MINUTE);
    return desk.console.brand?.status === 'Verified';
  }
  const whole = [...condition.matchAll(/all \d+ numbers of step ([0-9a-f]{8})/g)].map(
    ([, id]) => id,
  );
  const numbers = all.flatMap((step) => (whole.includes(step.id) ? numbersOf(step) : []));
  return areOff([...numbers, ...phonesIn(condition)], desk);
}

function carryOut(step: SeenStep, session: Session): End {
  switch (step.where.at(-1)) {
    case 'Your Brand':
      return brandForm(step, session);
    case 'Your Campaign':
      return step.title.startsWith('Deactivate campaign ')
        ? deactivation(step, session)
        : campaignForm(step, session);
    default:
      return onSmsPage(step, session);
  }
}

function brandForm(step: SeenStep, session: Session): End {
  const { console } = session.desk;
  understood(step, FORM_SENTENCES);
  const form = valuesOf(step, session);
  const own = step.claimedBy === session.desk.name ? console.brand : null;
  if (own === null && console.brand !== null) return 'not done';
  const id = own?.id ?? click(session, () => console.submitBrand(form));
  writeId(id, step, session);
  return 'done';
}

function campaignForm(step: SeenStep, session: Session): End {
  const { console } = session.desk;
  understood(step, FORM_SENTENCES);
  const values = valuesOf(step, session);
  if (step.title.startsWith('Register campaign ')) {
    const [description] = values.get('Campaign Description') ?? [];
    const there = console.campaigns.find(
      ({ form, status }) =>
        status !== 'Deactivated' && form.get('Campaign Description')?.[0] === description,
    );
    // Who has claimed it sent it, and was called away.
    if (there !== undefined && step.claimedBy === null) return 'not done';
    writeId(there?.id ?? click(session, () => console.submitCampaign(values)), step, session);
    return 'done';
  }
  if (step.title.startsWith('Send campaign ')) {
    const id = idIn(step.title);
    const { status } = console.campaigns.find((one) => one.id === id) ?? {};
    if (status === 'Rejected') click(session, () => console.resubmitCampaign(id, values));
    return 'done';
  }
  throw new Error(`what is to be done with the form? ${step.title}`);
}

function deactivation(step: SeenStep, session: Session): End {
  const { console } = session.desk;
  understood(step, FORM_SENTENCES);
  const id = idIn(step.title);
  if (console.rows.some(({ campaign, status }) => campaign === id && isListed(status))) {
    return 'not done';
  }
  const { status } = console.campaigns.find((one) => one.id === id) ?? {};
  if (status !== 'Deactivated') click(session, () => console.deactivateCampaign(id));
  return 'done';
}

/** `(CPROMO1)`, as the title of a step or of a look has it. */
function idIn(title: string): string {
  const id = /\(([A-Z0-9]+)\)/.exec(title)?.[1];
  if (id === undefined) throw new Error(`which one is meant? ${title}`);
  return id;
}

function valuesOf({ fields }: SeenStep, { desk: { secrets } }: Session): Values {
  return new Map(
    fields.map(({ label, values, secret }) => {
      const entered = secret === null ? values : [secrets[secret] ?? ''];
      const list = LISTS[label];
      return [label, list === undefined ? entered : entered.map((value) => entryOf(value, list))];
    }),
  );
}

/** The entry that means the same. */
function entryOf(value: string, list: readonly string[]): string {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
  return list.find((entry) => plain(entry) === plain(value)) ?? value;
}

function writeId(id: string, { idLine, title }: SeenStep, { lines }: Session): void {
  if (idLine === null) throw new Error(`no line for an id: ${title}`);
  lines[idLine] = (lines[idLine] ?? '').replace('________', id);
}

/** Sentences about forms that ask for nothing that the operator does not do. */
const FORM_SENTENCES: readonly RegExp[] = [
  /^Begin once /,
  /^Look first whether the form holds a brand already\. If it does, do not send another one: where it is this one, write down its ID and tick the box\.$/,
  /^Look first whether Admin Console shows such a campaign already\. If it does, do not send another one: where it is this one, write down its ID and tick the box\.$/,
  /^Look first whether Admin Console still shows it as rejected\. If it does not, do not send it another time: tick the box\.$/,
  /^It takes a full administrator of 8x8; Manager Express is not enough\.$/,
  /^Enter every field as it stands here\. Where the form has a list, choose the entry that means the same;/,
  /^The legal name and the tax id have to be as the IRS has them, to the letter\.$/,
  /^Save and submit\. /,
  /^First open the website: /,
  /^Carriers rejected it: /,
  /^Read in Admin Console why carriers rejected it\.$/,
  /^What was mended: /,
  /^Nobody has written down what its form holds: compare every field with what stands here, change what differs, /,
  /^Change (?:\d+ fields?|no field),? and (?:leave the others as they are, then )?submit it again\.$/,
  /^Each rejection adds at least two weeks\.$/,
  /^Asked for: /,
  /^Look first at the SMS page: no number may be on this campaign\. Compare its ID, too\.$/,
  /^Deactivation goes to carriers at once and cannot be undone: /,
];

function understood({ instructions, title }: SeenStep, sentences: readonly RegExp[]): void {
  const strange = instructions.find((one) => !sentences.some((known) => known.test(one)));
  if (strange !== undefined) throw new Error(`not understood, in "${title}": ${strange}`);
}

function takeLook(look: SeenLook, session: Session): void {
  const { console } = session.desk;
  if (look.paste !== null) {
    const isEmpty = console.rows.length === 0;
    if (!isEmpty) session.lines[look.paste] = console.copied();
    const box = isEmpty ? 'The SMS page lists no number' : 'What I pasted is the whole SMS page';
    for (const { line, text } of look.boxes) if (text === box) tick(line, session);
    return;
  }
  if (look.boxes.some(({ text }) => text.startsWith('These are all brands and campaigns'))) {
    const written = session.lines.join('\n');
    const ids = [console.brand, ...console.campaigns].flatMap((one) => one?.id ?? []);
    if (!ids.every((id) => written.includes(id))) return;
    for (const { line } of look.boxes) tick(line, session);
    return;
  }
  const status = look.title.startsWith('Brand ')
    ? console.brand?.status
    : console.campaigns.find(({ id }) => id === idIn(look.title))?.status;
  for (const { text, line } of look.boxes) {
    if (text === `Admin Console shows **${status}**`) tick(line, session);
  }
}
