/**
 * What must be true at every moment, whoever manages the account, and what the table says of the end of each step.
 */
import { expect } from 'vitest';
import type { Expected, Step, Texting } from './desired-states/sequence.ts';
import { DESCRIPTIONS, type Key, LEGAL_NAME, type Office } from './office.ts';
import type { Planned, Seen, SeenNumber } from './providers.ts';

export interface Laws {
  /** From here on, people are on their way from the step before to this one. */
  begin(step: Step, expected: Expected): void;
  /** After every request, click and hour. */
  check(seen: Seen): void;
  /** After the last one of a step. */
  end(seen: Seen): void;
}

export function lawsOf(office: Office): Laws {
  const listed = new Set<string>();
  const first = startOf(office);
  let before: ReadonlyMap<string, string | null> = first;
  let after: ReadonlyMap<string, string | null> = first;
  let expected: Expected = { texting: {} };
  let name = 'nothing';
  /** Of whom somebody else takes SMS. */
  let victim: string | null = null;
  /** Numbers that were on a moment ago, and how often each has gone off since the step began. */
  let on: ReadonlySet<string> = new Set();
  let gaps = new Map<string, number>();

  const wantedBy = (texting: Texting): ReadonlyMap<string, string | null> => {
    const wanted = new Map<string, string | null>(
      [...first].filter(([number]) => !listed.has(number)),
    );
    for (const [number, key] of Object.entries(texting)) wanted.set(number, DESCRIPTIONS[key]);
    return wanted;
  };

  return {
    begin(step, next) {
      name = step.name;
      victim = step.others?.turnOff ?? null;
      gaps = new Map();
      for (const number of numbersIn(step)) listed.add(number);
      before = after;
      after = wantedBy(next.texting);
      expected = next;
    },
    check(seen) {
      noCampaignIsOverfull(seen);
      nothingIsSubmittedTwice(seen, expected, name);
      for (const [number, now] of seen.numbers) {
        if (number === victim) continue;
        const [was, will] = [before.get(number), after.get(number)];
        if (was !== undefined && was === will) staysOn(number, now, was, name);
        if (was === undefined && will === undefined) staysOff(number, now, name);
        if (now.state === 'on' || !on.has(number)) continue;
        gaps.set(number, (gaps.get(number) ?? 0) + 1);
        if ((gaps.get(number) ?? 0) > 1) throw new Error(`${number} goes off again: ${name}`);
      }
      on = new Set(
        [...seen.numbers].flatMap(([number, { state }]) => (state === 'on' ? number : [])),
      );
    },
    end(seen) {
      expect(Object.fromEntries(textingIn(seen)), `who texts: ${name}`).toEqual(
        Object.fromEntries([...after].filter(([, campaign]) => campaign !== null)),
      );
      textsHold(seen, expected);
      expect(seen.submitted.map(wordsOf).sort()).toEqual([...(expected.submitted ?? [])].sort());
      const ended = seen.campaigns.filter(({ status }) => status === 'deactivated');
      expect(ended.map(({ description }) => description)).toEqual(
        (expected.deactivated ?? []).map((key) => DESCRIPTIONS[key]),
      );
    },
  };
}

/** The plan at the end of a step: empty, or with exactly what the table says. */
export function planHolds({ code, plan, text }: Planned, expected: Expected): void {
  const { held = {}, refusals = [], attention = [], waits = false } = expected;
  const found = {
    held: Object.fromEntries(plan.held.map(({ number, rule }) => [number, rule])),
    refusals: plan.refusals.map(({ rule }) => rule),
    attention: plan.attention.map(({ rule }) => rule),
    gaps: plan.gaps,
    // What is refused stays in the plan; nothing else may be left to do.
    todo: plan.changes
      .filter(({ when, refused }) => !refused && (when.kind === 'now' || when.kind === 'after'))
      .map(({ address, action }) => `${action} ${address}`),
  };
  expect(found).toEqual({ held, refusals, attention, gaps: [], todo: [] });
  const stopped = Object.keys(held).length + refusals.length > 0;
  expect(code, text).toBe(stopped ? 4 : attention.length > 0 ? 2 : waits ? 5 : 0);
}

/** Number → description of its campaign; null: on without one. */
function startOf({ people, campaigns }: Office): ReadonlyMap<string, string | null> {
  const about = new Map(campaigns.map(({ id, description }) => [id, description]));
  return new Map(
    people.flatMap(({ numbers: [number = ''], textsIn, blocked }): [string, string | null][] => {
      if (blocked) return [[number, null]];
      const description = about.get(textsIn ?? '');
      return description === undefined ? [] : [[number, description]];
    }),
  );
}

function numbersIn({ files }: Step): readonly string[] {
  return Object.values(files).flatMap((text) => text.match(/\+1\d{10}/g) ?? []);
}

function noCampaignIsOverfull({ numbers, campaigns }: Seen): void {
  for (const { description, limit, status } of campaigns) {
    if (status === 'deactivated') continue;
    const filled = [...numbers.values()].filter(
      ({ campaign, state }) => campaign === description && state !== 'off',
    ).length;
    if (filled > limit) throw new Error(`${filled} numbers, of ${limit}, are in: ${description}`);
  }
}

function nothingIsSubmittedTwice({ submitted }: Seen, expected: Expected, name: string): void {
  const allowed = [...(expected.submitted ?? [])];
  for (const one of submitted) {
    const at = allowed.indexOf(wordsOf(one));
    if (at === -1) throw new Error(`${wordsOf(one)} was submitted once too often: ${name}`);
    allowed.splice(at, 1);
  }
}

/** `campaign front-desk`: by the first key that has its description. */
function wordsOf({ kind, of }: Seen['submitted'][number]): string {
  if (kind === 'brand') return `brand ${of === LEGAL_NAME ? 'acme' : of}`;
  const [key = of] = Object.entries(DESCRIPTIONS).find(([, text]) => text === of) ?? [];
  return `${kind} ${key satisfies Key | string}`;
}

function staysOn(
  number: string,
  { state, campaign }: SeenNumber,
  was: string | null,
  name: string,
): void {
  if (state === 'on' && campaign === was) return;
  throw new Error(`${number} was to stay on and is ${state} in ${campaign}: ${name}`);
}

function staysOff(number: string, { state }: SeenNumber, name: string): void {
  if (state !== 'off') throw new Error(`${number} is nobody's business and is ${state}: ${name}`);
}

function textsHold({ campaigns }: Seen, { texts = {} }: Expected): void {
  for (const [key, wanted] of Object.entries(texts)) {
    const found = campaigns.find(({ description }) => description === DESCRIPTIONS[key as Key]);
    expect(found?.texts, `texts of ${key}`).toMatchObject(wanted);
  }
}

function textingIn({ numbers, campaigns }: Seen): Map<string, string> {
  const approved = new Set(
    campaigns.filter(({ status }) => status === 'approved').map(({ description }) => description),
  );
  return new Map(
    [...numbers].flatMap(([number, { state, campaign }]): [string, string][] =>
      state === 'on' && campaign !== null && approved.has(campaign) ? [[number, campaign]] : [],
    ),
  );
}
