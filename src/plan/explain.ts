/**
 * Explain: can it text, and if not, why, and what comes next.
 * Law: a pure function of a plan and what the plan was made from. It decides nothing of its own: reasons are those of
 * `can-text.ts`, what happens next is what the plan says.
 */
import { type Answer, EXPLAIN_FORMAT, type Explanation } from '../model/explain.ts';
import { accountAnswer } from './explain/account.ts';
import { campaignAnswer, unboundCampaign } from './explain/campaign.ts';
import { find } from './explain/find.ts';
import { type ExplainInput, type Known, knownOf } from './explain/known.ts';
import { numberStanding } from './explain/number.ts';
import { personStandings } from './explain/people.ts';

export type { ExplainInput } from './explain/known.ts';

/** `asked`: a number in any spelling, a userName or a part of a name, a campaign; null: the account as a whole. */
export function explain(input: ExplainInput, asked: string | null): Explanation {
  const { plan } = input;
  const known = knownOf(input);
  return {
    format: EXPLAIN_FORMAT,
    account: plan.account,
    provider: plan.provider,
    label: plan.label,
    sandbox: plan.sandbox,
    readAt: plan.readAt,
    gaps: plan.gaps,
    asked,
    answer: asked === null ? accountAnswer(known) : answerTo(known, asked),
  };
}

function answerTo(known: Known, asked: string): Answer {
  const found = find(known, asked);
  switch (found.kind) {
    case 'block':
      return campaignAnswer(known, found.block);
    case 'unbound':
      return unboundCampaign(known, found.live);
    case 'numbers': {
      const numbers = found.numbers.map((number) => numberStanding(known, number));
      const isNowhere = numbers.every(
        ({ inAccount, written }) => inAccount === false && written === null,
      );
      return { kind: 'numbers', numbers, suggestions: isNowhere ? found.suggestions : [] };
    }
    case 'people':
      return { kind: 'people', people: personStandings(known, found.people) };
    case 'nothing':
      return found;
  }
}
