/** The table of rules is whole: every rule is found by something, and nothing is found that has no rule. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/config/check.ts';
import { RULES, type Rule } from '../../src/config/rules.ts';
import { CHECK_RULES, type CheckRuleId } from '../../src/config/rules-check.ts';
import { MEND, SOURCES } from '../../src/config/rules-mend.ts';
import { TOLD_GROUPS } from '../../src/config/rules-told.ts';
import type { Desired } from '../../src/model/desired.ts';
import { nearest } from '../../src/model/nearest.ts';
import { bound, brand, CAMPAIGN, campaign, desired, number, numbers } from './check.world.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));

const withCampaign = (...campaigns: Desired['campaigns']): Desired => desired({ campaigns });
const withContent = (content: Record<string, string | readonly string[]>): Desired =>
  withCampaign(campaign({ content }));

/** One configuration for each rule of the checks; a rule without one does not compile. */
const TRIGGERS: Readonly<Record<CheckRuleId, Desired>> = {
  'unknown-brand': withCampaign(campaign({ brand: 'acne' })),
  'number-listed-twice': withCampaign(
    campaign({ numbers: [number('+14085550101'), number('+14085550101')] }),
  ),
  'user-with-two-numbers': withCampaign(
    campaign({ numbers: [number('+14085550101', 'jane'), number('+14085550102', 'jane')] }),
  ),
  'more-numbers-than-limit': withCampaign(campaign({ numbers: numbers(49) })),
  'limit-wanted-below-numbers': withCampaign(campaign({ numbers: numbers(3), limitWanted: 2 })),
  'limit-granted-without-effect': withCampaign(
    campaign({ limitGranted: { numbers: 48, case: '4711' } }),
  ),
  'deactivated-with-numbers': withCampaign(campaign({ deactivateForever: 'replaced' })),
  'deactivated-and-resubmitted': withCampaign(
    campaign({ deactivateForever: 'replaced', resubmit: 'page is live', numbers: [] }),
  ),
  'deactivated-with-fee': withCampaign(campaign({ deactivateForever: 'replaced', numbers: [] })),
  'campaign-without-numbers': withCampaign(campaign({ numbers: [] })),
  'fee-below-registration': withCampaign(campaign({ feeAccepted: 88 })),
  'id-bound-twice': withCampaign(bound('a'), bound('b', { numbers: numbers(1, 3_125_550_000) })),
  'formerly-own-key': withCampaign(campaign({ formerly: ['front-desk'] })),
  'formerly-still-declared': withCampaign(CAMPAIGN, bound('billing', { formerly: ['front-desk'] })),
  'formerly-claimed-twice': withCampaign(
    campaign({ formerly: ['old'] }),
    bound('billing', { formerly: ['old'] }),
  ),
  'tax-id-missing': desired({ brands: [brand({ taxIdFrom: null })] }),
  'public-company-details': desired({
    brands: [brand({ content: { legalForm: 'public-company' } })],
  }),
  'contact-email-domain': desired({
    brands: [
      brand({ content: { legalForm: 'public-company', contactEmail: 'jane@mail.example' } }),
    ],
  }),
  'brand-declared-twice': desired({ brands: [brand(), brand({ key: 'acme-two' })] }),
  'campaign-near-identical': withCampaign(
    CAMPAIGN,
    campaign({ key: 'front-desk-2', numbers: numbers(1) }),
  ),
  'brand-not-named': withContent({ 'optOut.message': 'You are unsubscribed from now on.' }),
  'samples-without-opt-out': withContent({ samples: ['Acme Dental: your forms are ready.'] }),
  'opt-in-message-incomplete': withContent({ 'optIn.message': 'Acme Dental: you are in.' }),
  'stop-keyword-missing': withContent({ 'optOut.keywords': ['QUIT'] }),
  'help-keyword-missing': withContent({ 'help.keywords': ['INFO'] }),
  'help-message-without-contact': withContent({ 'help.message': 'Acme Dental: ask for Jane.' }),
  'keyword-form': withContent({ 'optIn.keywords': ['sign me up'] }),
  'keyword-in-two-lists': withContent({ 'optIn.keywords': ['START', 'HELP'] }),
  'call-to-action-vague': withContent({
    callToAction: 'All of our patients have agreed to get our messages.',
  }),
  'text-length': withContent({ description: 'Reminders.' }),
  'sample-count': withContent({ samples: ['Acme Dental: hello Jane. Reply STOP to opt out.'] }),
  'samples-alike': withContent({
    samples: [
      'Acme Dental: your visit is on Monday at 9:00. Reply STOP to opt out.',
      'Acme Dental: your visit is on Friday at 9:00. Reply STOP to opt out.',
    ],
  }),
  'placeholder-left': withContent({ description: `${CAMPAIGN.content['description']} TODO` }),
  'url-not-https': withContent({ privacyPolicy: 'http://acme-dental.example/privacy' }),
  'url-shortener': withContent({ termsAndConditions: 'https://bit.ly/acme-terms' }),
  'allow-unknown-rule': withCampaign(campaign({ allow: { 'brand-not-name': 'no such rule' } })),
  'allow-not-silenceable': withCampaign(campaign({ allow: { 'unknown-brand': 'not possible' } })),
  'allow-unused': withCampaign(campaign({ allow: { 'url-shortener': 'none is used' } })),
};

describe('the rules of the checks', () => {
  it('find nothing in a configuration without a fault', () => {
    expect(check(desired())).toEqual([]);
  });

  it.each(CHECK_RULES)('$id finds its case', ({ id, severity }) => {
    const found = check(TRIGGERS[id]).filter((diagnostic) => diagnostic.rule === id);
    expect(found.length).toBeGreaterThan(0);
    for (const diagnostic of found) {
      expect(diagnostic).toMatchObject({ severity, place: { line: expect.any(Number) } });
      expect(diagnostic.message).toMatch(/^.+\.$/);
      expect(diagnostic.hint).not.toBeNull();
      expect(`${diagnostic.message}${diagnostic.hint}`).not.toMatch(/undefined|null|!/);
    }
  });
});

describe('the table of rules', () => {
  const ids = RULES.map((rule) => rule.id);
  const TOLD = TOLD_GROUPS.flatMap((group) => group.rules);

  it('has each id once, in kebab case', () => {
    expect([...new Set(ids)]).toEqual(ids);
    for (const id of ids) expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
  });

  it('says in whole sentences what each rule finds and why', () => {
    for (const { id, title, why } of RULES) {
      expect(title, id).toMatch(/^[A-Z`].*\.$/);
      expect(why, id).toMatch(/^.*[.)]$/);
    }
  });

  it('says how each is mended, and of no other rule', () => {
    for (const { id, mend } of TOLD) expect(mend, id).toMatch(/^[A-Z`].*[.`]$/);
    const known = new Set(ids);
    const told = [...Object.keys(MEND), ...Object.keys(SOURCES)];
    expect(told.filter((id) => !known.has(id))).toEqual([]);
  });

  it('names a source for each rule whose reason speaks of one', () => {
    const speaks = TOLD.filter(({ why }) => /\bAWS\b|Twilio|T-Mobile/.test(why));
    expect(speaks.length).toBeGreaterThan(10);
    expect(speaks.filter(({ sources }) => sources.length === 0)).toEqual([]);
    for (const { url } of TOLD.flatMap(({ sources }) => sources)) {
      expect(url).toMatch(/^https:\/\/[\w./?=%-]+$/);
    }
  });

  it('lets no error of the checks be silenced', () => {
    const silenced: readonly Rule[] = CHECK_RULES.filter((rule) => rule.silenceable);
    expect(silenced.filter((rule) => rule.severity === 'error')).toEqual([]);
  });

  it('promises silence only where something keeps it', () => {
    const checked = new Set<string>(CHECK_RULES.map((rule) => rule.id));
    const plan = sources(['plan']).join('\n');
    const promised = RULES.filter((rule) => rule.silenceable && !checked.has(rule.id));
    expect(promised.length).toBeGreaterThan(0);
    expect(promised.filter(({ id }) => !plan.includes(`allow['${id}']`))).toEqual([]);
  });

  it('holds every rule id written in config and plan', () => {
    const known = new Set(ids);
    const written = sources(['config', 'plan'])
      .flatMap((text) => [...text.matchAll(/\brule: '([a-z][a-z0-9-]*)'/g)])
      .map((match) => match[1] ?? '');
    expect(written.length).toBeGreaterThan(0);
    expect(written.filter((id) => !known.has(id))).toEqual([]);
  });

  it('holds no rule that nothing emits', () => {
    const code = sources(['config', 'format', 'plan', 'model'], /rules(-\w+)?\.ts$/).join('\n');
    expect(ids.filter((id) => !code.includes(`'${id}'`))).toEqual([]);
  });
});

describe('did you mean', () => {
  it('offers what is near and nothing else', () => {
    expect(nearest('acne', ['acme', 'billing'])).toBe('acme');
    expect(nearest('Front-Desk', ['front-desk'])).toBe('front-desk');
    expect(nearest('zebra', ['acme', 'billing'])).toBeNull();
    expect(nearest('acm', [])).toBeNull();
  });

  it('prefers the first in the alphabet among equals, in any order given', () => {
    expect(nearest('team-x', ['team-b', 'team-a'])).toBe('team-a');
    expect(nearest('team-x', ['team-a', 'team-b'])).toBe('team-a');
  });
});

/** Source text of the folders under src, without the files that match `except`. */
function sources(folders: readonly string[], except?: RegExp): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(SRC, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && except?.test(file) !== true)
      .map((file) => readFileSync(join(SRC, folder, file), 'utf8')),
  );
}
