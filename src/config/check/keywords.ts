/**
 * Keywords: the words that customers text to opt in, to opt out and to get help.
 * Law: one word, one meaning; STOP and HELP always work.
 */
import type { DesiredCampaign } from '../../model/desired.ts';
import type { CheckRuleId } from '../rules-check.ts';
import { label, list } from './fields.ts';
import { type Finding, findingIn } from './finding.ts';

const KEYWORDS = ['optIn.keywords', 'optOut.keywords', 'help.keywords'] as const;

const REQUIRED = [
  ['optOut.keywords', 'STOP', 'stop-keyword-missing'],
  ['help.keywords', 'HELP', 'help-keyword-missing'],
] as const satisfies readonly (readonly [string, string, CheckRuleId])[];

export function checkKeywords(campaign: DesiredCampaign): readonly Finding[] {
  return [...missing(campaign), ...ambiguous(campaign), ...malformed(campaign)];
}

function missing(campaign: DesiredCampaign): readonly Finding[] {
  return REQUIRED.flatMap(([name, word, rule]) => {
    if (campaign.content[name] === undefined) return [];
    const words = list(campaign, name);
    if (words.some((each) => each.toUpperCase() === word)) return [];
    return findingIn(campaign, rule, name, {
      message: `${word} is not among the ${label(name)} of campaign ${campaign.key}.`,
      hint: `Write \`keywords: [${[word, ...words].join(', ')}]\`.`,
    });
  });
}

function ambiguous(campaign: DesiredCampaign): readonly Finding[] {
  const findings: Finding[] = [];
  const meaning = new Map<string, string>();
  for (const name of KEYWORDS) {
    for (const word of list(campaign, name)) {
      const upper = word.toUpperCase();
      const other = meaning.get(upper);
      if (other === undefined) meaning.set(upper, name);
      else if (other !== name) {
        findings.push(
          findingIn(campaign, 'keyword-in-two-lists', name, {
            message: `${upper} is among the ${label(other)} and the ${label(name)} of campaign ${campaign.key}.`,
            hint: 'Keep it in one of the two lists.',
          }),
        );
      }
    }
  }
  return findings;
}

function malformed(campaign: DesiredCampaign): readonly Finding[] {
  return KEYWORDS.flatMap((name) =>
    list(campaign, name)
      .filter((word) => !/^[A-Z0-9]+$/.test(word))
      .map((word) => {
        const plain = word.toUpperCase().replace(/[^A-Z0-9]/g, '');
        return findingIn(campaign, 'keyword-form', name, {
          message: `"${word}", among the ${label(name)} of campaign ${campaign.key}, is not one word of capital letters and digits.`,
          hint:
            plain === ''
              ? 'Write one word, such as START, STOP or HELP.'
              : `Write \`${plain}\`, or another single word.`,
        });
      }),
  );
}
