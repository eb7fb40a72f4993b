/**
 * Accounts of any size, as folders of configuration: the same call writes the same bytes on every machine.
 * Law: nothing in them is worth a diagnostic, so that a run measures the usual case.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As many as carriers allow without a raise. */
const NUMBERS_PER_CAMPAIGN = 48;
/** `limit.wanted` goes no further than 100,000. */
const NUMBERS_PER_LIST = 50_400;

/**
 * How the numbers are written.
 * files: one YAML file per campaign · file: all campaigns in one YAML file · csv: a CSV beside each of those files ·
 * lists: few campaigns with long CSV lists.
 * @typedef {'files' | 'file' | 'csv' | 'lists'} Form
 * @typedef {{ folder: string, numbers: number, yaml: string[], csv: string[] }} Account paths relative to the folder
 */

/**
 * Writes an account of about `numbers` numbers (whole campaigns of 48) into a new folder.
 * `unregistered`: so many campaigns more, each with one number, that no registry knows yet.
 * @param {string} folder
 * @param {{ numbers: number, form: Form, unregistered?: number }} shape
 * @returns {Account}
 */
export function writeAccount(folder, { numbers, form, unregistered = 0 }) {
  const total = Math.round(numbers / NUMBERS_PER_CAMPAIGN) * NUMBERS_PER_CAMPAIGN;
  const each = form === 'lists' ? Math.min(total, NUMBERS_PER_LIST) : NUMBERS_PER_CAMPAIGN;
  const csv = form === 'csv' || form === 'lists';
  const blocks = Array.from({ length: Math.ceil(total / each) }, (_, i) =>
    campaign(i, { first: i * each, count: Math.min(each, total - i * each), csv }),
  );
  for (let i = 0; i < unregistered; i += 1) {
    blocks.push(campaign(blocks.length, { first: total + i, count: 1, csv: false, fee: true }));
  }
  const account = { folder, numbers: total + unregistered, yaml: ['account.yaml'], csv: [] };
  if (form === 'file') {
    write(
      account,
      'account.yaml',
      `${ACCOUNT}campaigns:\n${blocks.map(({ yaml }) => yaml).join('')}`,
    );
    return account;
  }
  write(account, 'account.yaml', ACCOUNT);
  for (const { key, yaml, csv } of blocks) {
    write(account, `campaigns/${key}.yaml`, `version: 1\ncampaigns:\n${yaml}`);
    account.yaml.push(`campaigns/${key}.yaml`);
    if (csv === null) continue;
    write(account, `campaigns/${key}.csv`, csv);
    account.csv.push(`campaigns/${key}.csv`);
  }
  return account;
}

function write({ folder }, path, text) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const ACCOUNT = `version: 1
account:
  name: acme
  provider: sandbox
brands:
  acme:
    legalName: Acme Dental Group LLC
    brandName: Acme Dental
    legalForm: private-company
    taxIdFrom: ACME_EIN
    taxIdCountry: US
    vertical: healthcare
    website: https://acme-dental.example
    supportEmail: help@acme-dental.example
`;

function campaign(index, { first, count, csv, fee = false }) {
  const pick = picker(index);
  const team = pick(TEAMS);
  const [a, b, c, d, e, f, g, h, i, j, k, l] = pick(TOPICS, 12);
  const key = `${team.replaceAll(' ', '-')}-${String(index).padStart(4, '0')}`;
  const limit = count > NUMBERS_PER_CAMPAIGN ? `    limit: { wanted: ${count} }\n` : '';
  const cells = Array.from({ length: count }, (_, i) => [phone(first + i), user(first + i)]);
  const numbers = csv
    ? `    numbersFile: ${key}.csv\n`
    : `    numbers:\n${cells.map(([number, name]) => `      ${number}: ${name}\n`).join('')}`;
  return {
    key,
    csv: csv ? `number,user\n${cells.map((row) => `${row.join(',')}\n`).join('')}` : null,
    yaml: `  ${key}:
    brand: acme
    useCase: ${pick(USE_CASES)}
    description: The ${team} team answers patients about ${a}, ${b}, ${c} and ${d} and reminds them of ${i} and ${j}.
    callToAction: Patients tick the SMS box on https://acme-dental.example/contact when they ask about ${e}
    privacyPolicy: https://acme-dental.example/privacy
    optIn:
      keywords: [START]
      message: "Acme Dental: you are subscribed. Msg & data rates may apply. Reply HELP for help, STOP to opt out."
    optOut: { keywords: [STOP], message: "Acme Dental: you are unsubscribed." }
    help: { keywords: [HELP], message: "Acme Dental: call 408 555 0100 or write to help@acme-dental.example." }
    samples:
      - "Acme Dental: your ${f} with ${k} is on ${pick(DAYS)} at ${pick(TIMES)}. Reply STOP to opt out."
      - "Acme Dental: the ${g}, the ${h} and the ${l} that you asked for are ready."
${fee ? '    fee: { accepted: 89 }\n' : ''}${limit}${numbers}`,
  };
}

function phone(index) {
  return `+1408${2_000_000 + index}`;
}

function user(index) {
  const pick = picker(index + 1_000_000);
  return `${pick(FIRST_NAMES)}.${pick(LAST_NAMES)}.${index}@acme-dental.example`;
}

/** Picks one of a list, or several different ones; always the same for the same seed (mulberry32). */
function picker(seed) {
  let state = Math.imul(seed, 0x9e3779b1);
  const next = (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  return (list, count) => {
    if (count === undefined) return list[next(list.length)];
    const chosen = new Set();
    while (chosen.size < count) chosen.add(list[next(list.length)]);
    return [...chosen];
  };
}

const words = (text) => text.trim().split(/,\s*/);
const DAYS = words('Monday, Tuesday, Wednesday, Thursday, Friday, Saturday');
const TIMES = words(
  '8:15, 8:45, 9:10, 9:35, 10:05, 10:50, 11:20, 13:25, 14:40, 15:55, 16:30, 17:45',
);
const USE_CASES = words('customer-care, account-notification, delivery-notification, low-volume');
const TEAMS =
  words(`front desk, billing, hygiene, surgery, orthodontics, pediatrics, laboratory, scheduling,
  insurance, records, pharmacy, implants, imaging, emergency, recall, referrals, supplies, night service`);
const TOPICS =
  words(`checkup, cleaning, filling, crown, bridge, denture, implant, aligner, retainer, x-ray, scan,
  estimate, invoice, refund, receipt, claim, benefit, copay, deposit, instalment, referral, prescription, antibiotic,
  anaesthetic, consent, history, allergy, questionnaire, waiver, passport, certificate, letter, report, result, sample,
  impression, mould, cast, polish, whitening, sealant, fluoride, varnish, veneer, inlay, onlay, extraction, suture,
  dressing, swelling, bleeding, fever, pain, cold pack, diet, brush, floss, rinse, guard, splint, brace, wire, bracket,
  spacer, parking, wheelchair, interpreter, escort, taxi, holiday, opening, weather, move, name, address, guardian`);
const FIRST_NAMES = words(
  'jane, sam, ann, bob, eve, tom, kim, liv, max, zoe, leo, ivy, ben, amy, dan, sue',
);
const LAST_NAMES = words(
  'doe, roe, lee, ray, fox, orr, day, may, kay, poe, ash, low, hall, reed, wood, lane',
);
