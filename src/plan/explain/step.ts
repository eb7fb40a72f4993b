/**
 * The next step in words: what a change of the plan, or a refusal, leaves to do, and for whom.
 */
import type { NextStep } from '../../model/explain.ts';
import type { Change, Refusal } from '../../model/plan.ts';
import type { Known } from './known.ts';

/** What a change waits for. */
export function stepOf(known: Known, change: Change): NextStep {
  const [refusal] = known.refusals.get(change.id) ?? [];
  if (change.refused && refusal !== undefined) {
    return person(`the plan refuses it: ${refusalWords(refusal)}`);
  }
  const { when } = change;
  switch (when.kind) {
    case 'now':
      return apply('run `campaignctl apply`');
    case 'after':
      return apply(`run \`campaignctl apply\`; it happens ${when.text}`);
    case 'waiting': {
      const raise = when.for === 'limit-raise' ? ' `campaignctl plan` has the text to send.' : '';
      return { kind: 'wait', text: `${when.text}${raise}`, since: when.since };
    }
    case 'by-hand':
      return person(when.text);
  }
}

/** What is refused, with the line that allows it. */
export function refusalWords({ message, line }: Refusal): string {
  return line === null || line.includes('\n') ? message : `${message} Add \`${line}\`.`;
}

export function person(text: string): NextStep {
  return { kind: 'person', text: sentence(text), since: null };
}

export function apply(text: string): NextStep {
  return { kind: 'apply', text: sentence(text), since: null };
}

/** With a capital letter and a full stop. */
function sentence(text: string): string {
  const large = /^[a-z]+(?![\w-])/.test(text)
    ? text.slice(0, 1).toUpperCase() + text.slice(1)
    : text;
  return /[.?]$/.test(large) ? large : `${large}.`;
}
