/** Edits that make the files say what is live: exact, or none. */
import { diffLines } from 'diff';
import { describe, expect, it } from 'vitest';
import { editsToKeep } from '../../src/config/keep.ts';
import type { Change } from '../../src/model/plan.ts';
import { change } from '../builders.ts';
import { folder } from './config-folder.ts';

const YAML = `version: 1
account: { name: acme, provider: sandbox }
campaigns:
  front-desk:
    id: C1
    description: Reminders for patients
    optIn:
      keywords: [START, YES]
      message: "Acme: you are in."
    samples:
      - "Acme: one."
      - >-
        Acme:
        two.
    numbers: # people
      +14085550101: jane.doe@acme.example # the boss

      "(408) 555-0102": anyone
  recall:
    id: C2
    resubmit: "2026-07-20 the page is live"
    numbers: { +14085550103: anyone }
  old:
    deactivateForever: replaced
    numbers:
      +14085550104: anyone
noTexting:
  +14085550199: sam.roe@acme.example
`;

/** The lines that go and come, or null. */
function lines(
  of: Partial<Change> & { readonly address: string; readonly action: Change['action'] },
  files = { 'a.yaml': YAML },
) {
  const root = folder(files);
  const { address, action, ...rest } = of;
  const edits = editsToKeep(root, Object.keys(files), change(address, action, rest));
  if (edits === null) return null;
  return edits.flatMap(({ file, before, after }) =>
    diffLines(before, after)
      .filter(({ added, removed }) => added || removed)
      .flatMap(({ value, added }) =>
        value
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => `${file} ${added ? '+' : '-'}${line}`),
      ),
  );
}

const at = (text: string, file = 'a.yaml', whole = YAML) => {
  const rows = whole.split('\n');
  const line = rows.findIndex((row) => row.includes(text)) + 1;
  return { file, line, col: (rows[line - 1] ?? '').search(/\S/) + 1 };
};

describe('a number', () => {
  const assign = (text: string, of: Partial<Change> = {}) =>
    lines({
      address: `number/+1${text.replace(/\D/g, '').slice(-10)}`,
      action: 'assign',
      place: at(text),
      ...of,
    });

  it('that is off goes from its list', () => {
    expect(assign('+14085550101')).toEqual([
      'a.yaml -      +14085550101: jane.doe@acme.example # the boss',
    ]);
    expect(assign('"(408) 555-0102"')).toEqual(['a.yaml -      "(408) 555-0102": anyone']);
  });

  it('that is in another campaign goes there, as it is spelled', () => {
    const from = { campaign: 'old' };
    // The words about a person go with the person.
    expect(assign('+14085550101', { action: 'move', from })).toEqual([
      'a.yaml -      +14085550101: jane.doe@acme.example # the boss',
      'a.yaml +      +14085550101: jane.doe@acme.example # the boss',
    ]);
    expect(assign('"(408) 555-0102"', { action: 'move', from })).toEqual([
      'a.yaml -      "(408) 555-0102": anyone',
      'a.yaml +      "(408) 555-0102": anyone',
    ]);
    expect(assign('+14085550199', { action: 'turn-off', from })).toEqual([
      'a.yaml -noTexting:',
      'a.yaml -  +14085550199: sam.roe@acme.example',
      'a.yaml +      +14085550199: sam.roe@acme.example',
    ]);
  });

  it('that is the last of its list takes the list with it', () => {
    expect(assign('+14085550104')).toEqual([
      'a.yaml -    numbers:',
      'a.yaml -      +14085550104: anyone',
    ]);
  });

  it('goes from a spreadsheet', () => {
    const csv = 'number,user\n408-555-0101,jane\n(408) 555-0102,sam\n';
    const files = { 'a.yaml': YAML, 'list.csv': csv };
    const place = { file: 'list.csv', line: 3, col: 1 };
    expect(lines({ address: 'number/+14085550102', action: 'assign', place }, files)).toEqual([
      'list.csv -(408) 555-0102,sam',
    ]);
    const other = { file: 'list.csv', line: 2, col: 1 };
    expect(
      lines({ address: 'number/+14085550102', action: 'assign', place: other }, files),
    ).toBeNull();
  });

  it('stays where its line is shared, or its campaign is written in one line or nowhere', () => {
    expect(assign('+14085550103', { place: { ...at('+14085550103'), col: 16 } })).toBeNull();
    expect(assign('+14085550101', { action: 'move', from: { campaign: 'recall' } })).toBeNull();
    expect(assign('+14085550101', { action: 'move', from: { campaign: 'C9' } })).toBeNull();
    expect(assign('+14085550101', { place: null })).toBeNull();
    expect(assign('+14085550101', { place: { file: 'b.yaml', line: 1, col: 1 } })).toBeNull();
    expect(
      lines({ address: 'number/+14085550101', action: 'switch', place: at('+14085550101') }),
    ).toBeNull();
  });
});

describe('a campaign', () => {
  const update = (live: NonNullable<Change['from']>['fields'], of = {}) =>
    lines({
      address: 'campaign/front-desk',
      action: 'update',
      from: { fields: live ?? {} },
      to: { fields: live ?? {} },
      ...of,
    });

  it('gets the values that are live, one by one', () => {
    expect(
      update({
        description: 'Reminders: for patients',
        'optIn.keywords': ['START', 'JOIN'],
        'optIn.message': 'Acme: "hello".',
      }),
    ).toEqual([
      'a.yaml -    description: Reminders for patients',
      'a.yaml +    description: "Reminders: for patients"',
      'a.yaml -      keywords: [START, YES]',
      'a.yaml -      message: "Acme: you are in."',
      'a.yaml +      keywords: [START, JOIN]',
      'a.yaml +      message: "Acme: \\"hello\\"."',
    ]);
    expect(update({ description: 'Reminders and replies' })?.at(-1)).toBe(
      'a.yaml +    description: Reminders and replies',
    );
  });

  it('gets none where a value is written over several lines, is missing, or the list has another length', () => {
    expect(update({ samples: ['Acme: one.', 'Acme: three.'] })).toBeNull();
    expect(update({ samples: ['Acme: other.', 'Acme: two.'] })).toEqual([
      'a.yaml -      - "Acme: one."',
      'a.yaml +      - "Acme: other."',
    ]);
    expect(update({ 'optIn.keywords': ['START'] })).toBeNull();
    expect(update({ 'help.message': 'x' })).toBeNull();
    expect(update({ description: null })).toBeNull();
  });

  it('loses what asks for more, or gets the id that it has', () => {
    expect(lines({ address: 'campaign/old', action: 'deactivate' })).toEqual([
      'a.yaml -    deactivateForever: replaced',
    ]);
    expect(lines({ address: 'campaign/recall', action: 'resubmit' })).toEqual([
      'a.yaml -    resubmit: "2026-07-20 the page is live"',
    ]);
    expect(lines({ address: 'campaign/old', action: 'bind', from: { id: 'C7' } })).toEqual([
      'a.yaml +    id: C7',
    ]);
    expect(lines({ address: 'campaign/recall', action: 'bind', from: { id: 'C7' } })).toBeNull();
    expect(lines({ address: 'campaign/old', action: 'bind', from: { id: 'C7: {}' } })).toBeNull();
    expect(lines({ address: 'campaign/none', action: 'deactivate' })).toBeNull();
    expect(lines({ address: 'campaign/front-desk', action: 'register' })).toBeNull();
  });
});
