/**
 * What apply says on stderr while it works: requests, waits, and what became of earlier ones.
 */
import { describe } from '../apply/eligible.ts';
import type { Write } from '../apply/log/writes.ts';
import type { Recovery } from '../apply/recover.ts';
import type { Job } from '../apply/scheduling.ts';
import type { ApplyEvent } from '../apply/state.ts';
import { formatPhone } from '../model/phone.ts';
import type { Change } from '../model/plan.ts';
import type { StepResult } from '../model/port.ts';
import { clean } from '../report/clean.ts';
import { listOf, sentence } from '../report/style.ts';
import type { Io } from './io.ts';

/** A line for each request and each wait; the same wait is told once. */
export function progress(io: Io): (event: ApplyEvent) => void {
  let last = '';
  return (event) => {
    const line = `${clean(textOf(event))}\n`;
    if (event.kind !== 'answered' && line === last) return;
    last = line;
    io.stderr(line);
  };
}

function textOf(event: ApplyEvent): string {
  switch (event.kind) {
    case 'answered':
      return answerText(event);
    case 'waiting':
      return `Looking every few seconds until this has taken effect: ${namesOf(event.jobs)}.`;
    case 'stopped':
      return `${event.message} Nothing more is sent.`;
  }
}

function answerText({ jobs, results }: ApplyEvent & { kind: 'answered' }): string {
  const of = (wanted: StepResult['outcome']) =>
    results.filter(({ outcome }) => outcome === wanted).length;
  const counts = ANSWERS.map(({ outcome, words }) => ({ words, n: of(outcome) }));
  const given = counts.filter(({ n }) => n > 0);
  const said = given.map(({ n, words }) => (given.length === 1 ? words : `${n} ${words}`));
  return `${sentence(said.join(', '))}: ${namesOf(jobs)}.`;
}

const ANSWERS: readonly { outcome: StepResult['outcome']; words: string }[] = [
  { outcome: 'accepted', words: 'accepted' },
  { outcome: 'rejected', words: 'not accepted' },
  { outcome: 'unknown', words: 'no certain answer' },
];

function namesOf(jobs: readonly Job[]): string {
  return listOf(jobs.map(({ change, half }) => describe(change) + halfWords(change, half)));
}

/** A switch turns off another number than the one it is called by. */
function halfWords({ from }: Change, half: Job['half']): string {
  if (half === 'only') return '';
  const other = half === 'off' && from?.number !== undefined ? `${formatPhone(from.number)} ` : '';
  return ` (${other}${half})`;
}

/** Why a run waits before it plans. */
export function waitText(writes: readonly Write[]): string {
  return `Looking whether earlier requests without an answer have taken effect: ${writeNames(writes)}.`;
}

/** What was found out about requests whose answer was lost. */
export function recoveryText({ settled, unsettled, undecided }: Recovery): readonly string[] {
  const of = (wanted: 'there' | 'none') =>
    settled.flatMap(({ write, effect }) => (effect === wanted ? [write] : []));
  const [there, none] = [of('there'), of('none')];
  return [
    ...(there.length === 0
      ? []
      : [`Had no answer, and the registry has it, so it counts as done: ${writeNames(there)}.`]),
    ...(none.length === 0
      ? []
      : [
          `Had no answer, and the registry shows no trace of it; it is planned afresh: ${writeNames(none)}.`,
        ]),
    ...(unsettled.length === 0
      ? []
      : [`Had no answer and may still take effect: ${writeNames(unsettled)}.`]),
    ...undecided.map(
      (write) =>
        `Had no answer, and the registry shows no trace of it: ${writeNames([write])}. It is not sent again on a guess. Ask support, then say what became of it: campaignctl resolve ${write.id.slice(0, 8)}`,
    ),
  ];
}

/** The registry has more than one; nothing is sent until a person has said which one counts. */
export function severalText(several: Recovery['several']): string {
  return several
    .map(
      ({ write, ids }) =>
        `${sentence(writeNames([write]))} has been carried out more than once: the registry has ${ids.map(clean).join(', ')} with the same reference. Nothing was sent. Say which one counts, bind it with \`id:\`, and end the others by hand: campaignctl resolve ${write.id.slice(0, 8)} --took-effect --id ${clean(ids[0] ?? 'ID')}`,
    )
    .join('\n');
}

function writeNames(writes: readonly Write[]): string {
  return listOf(writes.map(nameOfWrite));
}

/** `the registration of campaign billing`, `turning on Jane Doe +1 408 555 0101`. */
export function nameOfWrite({ intent: { change, step } }: Write): string {
  if (step.kind === 'assign' || step.kind === 'turn-off') {
    const who = change.person === null ? '' : `${change.person} `;
    return `turning ${step.kind === 'assign' ? 'on' : 'off'} ${who}${formatPhone(step.number)}`;
  }
  return describe(change);
}
