/**
 * Rules of the checks that look at more than one field: across objects, and at what carriers will think of the texts.
 * Law: a rule about texts names the published source it rests on; nobody's taste is a rule.
 * 8x8 publishes no limits for these texts, so the published ones of other providers stand in, and no rule about texts is an error.
 */
import type { Rule } from './rules.ts';

export const ACROSS_RULES = [
  {
    id: 'unknown-brand',
    severity: 'error',
    title: 'A campaign names a brand that is not declared.',
    why: 'A campaign is registered in the name of a brand, so the brand has to stand under `brands:`.',
    silenceable: false,
  },
  {
    id: 'number-listed-twice',
    severity: 'error',
    title: 'A phone number is listed in two places.',
    why: 'A number can be in one campaign only. Spelling makes no difference: `+14085550101` and `(408) 555-0101` are one number.',
    silenceable: false,
  },
  {
    id: 'user-with-two-numbers',
    severity: 'error',
    title: 'Two numbers with SMS are listed for the same user.',
    why: 'A user has one SMS number. Turning a second one on turns the first one off without a word. A number under `noTexting` does not count: that is how SMS moves from one number of a user to another.',
    silenceable: false,
  },
  {
    id: 'more-numbers-than-limit',
    severity: 'error',
    title: 'A campaign lists more than 48 numbers and does not ask for a higher limit.',
    why: 'Carriers allow 48 numbers in a campaign. They raise that for one campaign at a time, after its approval, when support asks them to. Spreading the numbers over copies of a campaign is snowshoeing, for which T-Mobile fines $1,000.',
    silenceable: false,
  },
  {
    id: 'limit-wanted-below-numbers',
    severity: 'error',
    title: '`limit.wanted` is lower than the count of numbers listed.',
    why: 'The numbers beyond `limit.wanted` would wait for a place that nobody asks for.',
    silenceable: false,
  },
  {
    id: 'limit-granted-without-effect',
    severity: 'warning',
    title: '`limit.granted` is not above the 48 numbers that every campaign has.',
    why: 'A recorded grant is evidence of a raise. One of 48 or less is usually a slip of the pen.',
    silenceable: true,
  },
  {
    id: 'deactivated-with-numbers',
    severity: 'error',
    title: 'A campaign that is to be deactivated still lists numbers.',
    why: 'Deactivation cannot be undone and cuts off every number of the campaign at once. So it runs only when each number has been moved to another campaign or put under `noTexting`.',
    silenceable: false,
  },
  {
    id: 'deactivated-and-resubmitted',
    severity: 'error',
    title: 'A campaign is to be resubmitted and deactivated at the same time.',
    why: 'The two contradict each other, one may cost money, and the other cannot be undone.',
    silenceable: false,
  },
  {
    id: 'deactivated-with-fee',
    severity: 'warning',
    title: 'A campaign that is to be deactivated still accepts a fee.',
    why: 'Nothing is registered any more, so the consent is no longer needed. Taking it out keeps the file honest about what may be spent.',
    silenceable: true,
  },
  {
    id: 'campaign-without-numbers',
    severity: 'warning',
    title: 'A campaign lists no number.',
    why: 'T-Mobile charges $250 for an active campaign that had no number for 60 days, and may charge it again.',
    silenceable: true,
  },
  {
    id: 'fee-below-registration',
    severity: 'warning',
    title: '`fee.accepted` is lower than what a registration costs.',
    why: 'Registering a campaign costs $89 once. With less accepted the plan refuses the registration.',
    silenceable: true,
  },
  {
    id: 'id-bound-twice',
    severity: 'error',
    title: 'Two blocks are bound to the same `id`.',
    why: 'One live brand or campaign cannot follow two descriptions.',
    silenceable: false,
  },
  {
    id: 'formerly-own-key',
    severity: 'error',
    title: '`formerly` names the key of its own block.',
    why: '`formerly` is for the key that a block had before it was renamed.',
    silenceable: false,
  },
  {
    id: 'formerly-still-declared',
    severity: 'error',
    title: '`formerly` names a key that another block still has.',
    why: 'A rename leaves the old key unused. While both exist, two blocks claim one registration.',
    silenceable: false,
  },
  {
    id: 'formerly-claimed-twice',
    severity: 'error',
    title: 'Two blocks name the same former key.',
    why: 'One registration can be carried over to one new key only.',
    silenceable: false,
  },
  {
    id: 'tax-id-missing',
    severity: 'error',
    title: 'A brand that is not bound by `id` does not say where its tax number comes from.',
    why: 'A brand is verified against the tax authority by its tax number. It is read from an environment variable, so that it never stands in a file.',
    silenceable: false,
  },
  {
    id: 'public-company-details',
    severity: 'error',
    title: 'A public company lacks its stock symbol, stock exchange or contact email.',
    why: 'Admin Console asks public companies for these, and the registry mails the contact to confirm the brand (Auth+).',
    silenceable: false,
  },
  {
    id: 'contact-email-domain',
    severity: 'warning',
    title: "The contact email of a public company is not on the domain of the company's website.",
    why: "The registry mails a confirmation to that address and accepts only one of a person on the company's own domain, not a distribution list (Auth+).",
    silenceable: true,
  },
  {
    id: 'brand-declared-twice',
    severity: 'warning',
    title: 'Two brands have the same legal name and the same country.',
    why: 'A company is one brand with as many campaigns as it needs. A second registration of the same company is rarely meant.',
    silenceable: true,
  },
  {
    id: 'campaign-near-identical',
    severity: 'warning',
    title: 'Two campaigns of one brand have the same use case and nearly the same texts.',
    why: 'Carriers see copies of a campaign as snowshoeing, a way around the limit of numbers; T-Mobile fines $1,000. Nearly the same means that description and samples share at least four of five different words.',
    silenceable: true,
  },
] as const satisfies readonly Rule[];

export const TEXT_RULES = [
  {
    id: 'brand-not-named',
    severity: 'warning',
    title: 'A sample or a reply does not say who is texting.',
    why: "Reviewers look for the brand's name in every sample and in the replies to START, STOP and HELP (AWS registration checklist; Twilio 30893).",
    silenceable: true,
  },
  {
    id: 'samples-without-opt-out',
    severity: 'warning',
    title: 'No sample tells how to stop the messages.',
    why: 'At least one sample has to show the opt-out sentence (Twilio 30893; AWS registration checklist).',
    silenceable: true,
  },
  {
    id: 'opt-in-message-incomplete',
    severity: 'warning',
    title: 'The opt-in reply lacks the note on rates, HELP or STOP.',
    why: 'The reply that confirms an opt-in has to say that message and data rates may apply, how to get help and how to stop (AWS registration checklist).',
    silenceable: true,
  },
  {
    id: 'stop-keyword-missing',
    severity: 'warning',
    title: 'STOP is not among the opt-out keywords.',
    why: 'Carriers require STOP to work on every number (AWS, mandatory keywords).',
    silenceable: true,
  },
  {
    id: 'help-keyword-missing',
    severity: 'warning',
    title: 'HELP is not among the help keywords.',
    why: 'Carriers require HELP to work on every number (AWS, mandatory keywords).',
    silenceable: true,
  },
  {
    id: 'help-message-without-contact',
    severity: 'warning',
    title: 'The help reply gives no phone number, email address or web page.',
    why: 'The reply to HELP has to tell how to reach somebody (AWS, keywords).',
    silenceable: true,
  },
  {
    id: 'keyword-form',
    severity: 'warning',
    title: 'A keyword is not one word of capital letters and digits.',
    why: 'A keyword is the whole message that a customer sends. Registries take letters and digits only (Twilio, campaign resource); capitals are how keywords are shown to customers.',
    silenceable: true,
  },
  {
    id: 'keyword-in-two-lists',
    severity: 'warning',
    title: 'The same keyword has two meanings.',
    why: 'A word cannot both opt in and opt out, or ask for help as well. Reviewers cannot tell which reply a customer gets.',
    silenceable: true,
  },
  {
    id: 'call-to-action-vague',
    severity: 'warning',
    title: 'The call to action does not say where or how people opt in.',
    why: 'Reviewers try the way it describes: a web page, a keyword to text, a form, or what is asked on the phone or in person. An opt-in that is not described in full is a common reason for a rejection (AWS registration checklist).',
    silenceable: true,
  },
  {
    id: 'text-length',
    severity: 'warning',
    title: 'A text is shorter or longer than registries take.',
    why: 'Published limits (Twilio, campaign resource), in characters: description 40-4096, call to action 40-2048, replies 20-320, samples 20-1024. 8x8 publishes none.',
    silenceable: true,
  },
  {
    id: 'sample-count',
    severity: 'warning',
    title: 'There are fewer than two samples, or more than five.',
    why: 'Reviewers ask for at least two (Twilio 30893; AWS registration checklist), and The Campaign Registry has room for five.',
    silenceable: true,
  },
  {
    id: 'samples-alike',
    severity: 'warning',
    title: 'Two samples are the same, or nearly.',
    why: 'Samples show what kinds of message are sent; one that repeats another shows nothing, and at least two are asked for (Twilio 30893). Nearly the same means that they share at least four of five different words.',
    silenceable: true,
  },
  {
    id: 'placeholder-left',
    severity: 'warning',
    title: 'A text still contains a placeholder.',
    why: 'A leftover such as TODO or [company] shows that the text is not what will be sent. Brackets for what changes from message to message, such as [name], are fine.',
    silenceable: true,
  },
  {
    id: 'url-not-https',
    severity: 'warning',
    title: 'A web address does not start with https://.',
    why: 'The website is the most common cause of a rejection, and an insecure address in a sample is one by itself (Twilio 30892).',
    silenceable: true,
  },
  {
    id: 'url-shortener',
    severity: 'warning',
    title: 'A web address goes through a public link shortener.',
    why: 'Carriers do not accept shared shorteners such as bit.ly, because they hide where a link leads (Twilio 30892, 30963).',
    silenceable: true,
  },
] as const satisfies readonly Rule[];

export const ALLOW_RULES = [
  {
    id: 'allow-unknown-rule',
    severity: 'error',
    title: '`allow` names a rule that does not exist.',
    why: 'A misspelt rule would silence nothing, and nobody would notice.',
    silenceable: false,
  },
  {
    id: 'allow-not-silenceable',
    severity: 'error',
    title: '`allow` names a rule that cannot be silenced.',
    why: 'Some rules protect money or the people who text; those are mended, not silenced.',
    silenceable: false,
  },
  {
    id: 'allow-unused',
    severity: 'warning',
    title: '`allow` names a rule that finds nothing in this block.',
    why: 'A reason that outlived its cause would hide the next, real finding.',
    silenceable: false,
  },
] as const satisfies readonly Rule[];

export const CHECK_RULES = [...ACROSS_RULES, ...TEXT_RULES, ...ALLOW_RULES] as const;

/** A misspelt id does not compile. */
export type CheckRuleId = (typeof CHECK_RULES)[number]['id'];
