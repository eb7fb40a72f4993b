/** What one person told by an edit of the runbook, and a fresh runbook that keeps what is not recorded yet. */
import { describe, expect, it } from 'vitest';
import { pastedPage } from '../../src/observe/comment.ts';
import {
  carried,
  editOf,
  goneFrom,
  onlyEdit,
  pageIn,
  withoutEdit,
} from '../../src/observe/edits.ts';
import {
  claimMark,
  doneMark,
  FORMS,
  idMark,
  PAGE_BEGIN,
  PAGE_EMPTY,
  PAGE_END,
  PAGE_WHOLE,
  runbookMark,
  stateMark,
} from '../../src/report/runbook/marks.ts';

const [A, B, C] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'] as const;

interface Parts {
  readonly ticked?: readonly string[];
  readonly id?: string;
  readonly page?: string;
  readonly first?: readonly string[];
}

/** A runbook with two steps, looks, and what is told in it. */
function runbook({ ticked = [], id = '________', page = '', first = [A] }: Parts = {}): string {
  const box = (words: string, mark: string) =>
    `- [${ticked.includes(words) ? 'x' : ' '}] ${words} ${mark}`;
  return [
    runbookMark('acme'),
    box('mine', claimMark(first)),
    `Campaign ID: \`${id}\` ${idMark('campaign/front-desk')}`,
    box('first', doneMark(first)),
    box('second', doneMark([B])),
    box('approved', stateMark('campaign/billing', 'approved')),
    PAGE_BEGIN,
    '```text',
    page,
    '```',
    PAGE_END,
    box('whole', PAGE_WHOLE),
    box('empty', PAGE_EMPTY),
    box('forms', FORMS),
    '',
  ].join('\n');
}

const NONE = new Set<string>();

/** What an edit told, in a text in which others have told something too. */
function only(before: Parts, after: Parts, now: Parts = after): string | null {
  const edit = editOf(runbook(before), runbook(after));
  return edit === null ? null : onlyEdit(runbook(now), edit);
}

describe('an edit', () => {
  it('is what it ticked, not what was ticked before or since', () => {
    const now = { ticked: ['first', 'second', 'forms'], id: 'C7GH42I' };
    expect(only({ ticked: ['forms'] }, { ticked: ['forms', 'second'] }, now)).toBe(
      runbook({ ticked: ['second'] }).replace(/^Campaign ID.*$/m, ''),
    );
  });

  it('has the id that belongs to its box, whoever filled it in', () => {
    const now = { ticked: ['first'], id: 'C7GH42I' };
    expect(only({ id: 'C7GH42I' }, now)).toBe(runbook(now));
  });

  it('tells nothing where a title was changed, a tick or a page taken out, or an id alone filled in', () => {
    expect(only({}, { id: 'C7GH42I' })).toBeNull();
    expect(only({ ticked: ['first'], page: 'x' }, {})).toBeNull();
    expect(editOf(runbook(), runbook().replace('second', 'other'))).toBeNull();
  });

  it('that was taken back is nothing', () => {
    expect(only({}, { ticked: ['first'], page: 'x' }, {})).toBeNull();
    expect(only({}, { page: 'x' }, { page: 'of somebody else' })).toBeNull();
  });

  it('has the page that it pasted, and with its tick the page that stands there', () => {
    const blank = (text: string) => text.replace(/^Campaign ID.*$/m, '');
    expect(only({}, { page: 'rows' })).toBe(blank(runbook({ page: 'rows' })));
    const now = { page: 'rows', ticked: ['whole'] };
    expect(only({ page: 'rows' }, now)).toBe(blank(runbook(now)));
    const other = only({ page: 'rows' }, { page: 'rows', ticked: ['forms'] }) ?? '';
    expect(pageIn(other)).toBe('');
  });

  it('is known again where its box has got more changes', () => {
    const edit = editOf(runbook(), runbook({ ticked: ['first'] }));
    const now = runbook({ first: [A, C], ticked: ['first'] });
    expect(edit && onlyEdit(now, edit)).toContain(`- [x] first ${doneMark([A])}`);
  });

  it('can be taken out, with its page or without, and leaves ids and what others told', () => {
    const before = { ticked: ['forms'] };
    const after = { ticked: ['forms', 'first', 'whole'], id: 'C7GH42I', page: 'rows' };
    const edit = editOf(runbook(before), runbook(after));
    if (edit === null) throw new Error('nothing told');
    const left = { ticked: ['forms'], id: 'C7GH42I' };
    expect(withoutEdit(runbook(after), edit)).toBe(runbook(left));
    expect(withoutEdit(runbook(after), edit, { keepPage: true })).toBe(
      runbook({ ...left, page: 'rows' }),
    );
  });

  it('is read in the line ends that GitHub gives', () => {
    const windows = (text: string) => text.replaceAll('\n', '\r\n');
    const edit = editOf(windows(runbook()), windows(runbook({ ticked: ['second'] })));
    expect(edit?.boxes).toEqual(new Set([`done ${B}`]));
  });
});

describe('a fresh runbook', () => {
  it('keeps ticks, ids and the page', () => {
    const told = { ticked: ['first', 'approved', 'whole', 'mine'], id: 'C7GH42I', page: 'a\tb\t' };
    expect(carried(runbook(), runbook(told), NONE)).toBe(runbook(told));
    expect(carried(runbook(), '', NONE)).toBe(runbook());
  });

  it('does not tick a box that stands for more than was ticked, and keeps the tick by itself', () => {
    const before = runbook({ ticked: ['first'] });
    const text = carried(runbook({ first: [A, C] }), before, NONE);
    expect(text).toContain('- [ ] first');
    expect(text).toContain(`- [x] first ${doneMark([A])}`);
    // So it stays, until it is recorded.
    expect(carried(runbook({ first: [C] }), text, NONE)).toContain(doneMark([A]));
    expect(carried(runbook({ first: [C] }), text, new Set([A]))).toBe(runbook({ first: [C] }));
  });

  it('ticks a box that stands for a part of what was ticked', () => {
    const before = runbook({ first: [A, C], ticked: ['first'] });
    const text = carried(runbook({ first: [C] }), before, new Set([A]));
    expect(text).toBe(runbook({ first: [C], ticked: ['first'] }));
  });

  const ALL = ['mine', 'first', 'approved', 'whole', 'forms'];
  const bare = `${runbookMark('acme')}\n`;

  it('keeps whatever it has no place for, so that each is recorded by the job of its own edit', () => {
    const told = { ticked: ALL, id: 'C7GH42I', page: '```\na\tb' };
    const edit = editOf(runbook(), runbook(told));
    const text = carried(bare, runbook(told), NONE);
    expect(text).toBe(
      [
        runbookMark('acme'),
        '#### Told in the runbook before this one, and not recorded yet',
        `- [x] mine ${claimMark([A])}`,
        `Campaign ID: \`C7GH42I\` ${idMark('campaign/front-desk')}`,
        `- [x] first ${doneMark([A])}`,
        `- [x] Admin Console shows \`campaign/billing\` as \`approved\` ${stateMark('campaign/billing', 'approved')}`,
        `${PAGE_BEGIN}\n\`\`\`text\na\tb\n\`\`\`\n${PAGE_END}`,
        `- [x] whole ${PAGE_WHOLE}`,
        `- [x] forms ${FORMS}\n`,
      ].join('\n\n'),
    );
    expect(edit && editOf('', onlyEdit(text, edit) ?? '')).toEqual({
      boxes: edit?.boxes,
      page: 'a\tb',
    });
    expect(edit && onlyEdit(text, edit)).toContain('C7GH42I');
    // However often it is written anew.
    expect(carried(bare, text, NONE)).toBe(text);
    expect(carried(runbook(), text, NONE)).toBe(runbook({ ...told, page: 'a\tb' }));
    expect(edit && carried(bare, withoutEdit(text, edit), NONE)).toBe(bare);
  });

  it('keeps no id without its box, and nothing of what the log has', () => {
    expect(carried(bare, runbook({ id: 'C7GH42I' }), NONE)).toBe(bare);
    const told = { ticked: ['mine', 'first'], id: 'C7GH42I' };
    expect(carried(bare, runbook(told), new Set([A]))).toBe(bare);
  });

  it('shows what of an edit it has lost, and not what was taken back', () => {
    const after = runbook({ ticked: [...ALL, 'second'], page: 'rows' });
    const edit = editOf(runbook(), after);
    if (edit === null) throw new Error('nothing told');
    expect(goneFrom(after, edit, after)).toEqual(new Map());
    expect(goneFrom(runbook(), edit, after)).toEqual(new Map());
    expect([...goneFrom(bare, edit, after)]).toEqual([
      [`claim ${A}`, 'mine'],
      [`done ${A}`, 'first'],
      [`done ${B}`, 'second'],
      ['state campaign/billing approved', 'Admin Console shows `campaign/billing` as `approved`'],
      ['page whole', 'whole'],
      ['forms', 'forms'],
      ['page', 'SMS page'],
    ]);
  });

  it('takes nothing that could end an id or a mark', () => {
    const evil = runbook({ id: '<!--`x' });
    expect(carried(runbook(), evil, NONE)).toBe(runbook());
  });
});

it('a comment tells a page with its first line, in a block or not', () => {
  const page = '+1 408 555 0101\tEnabled';
  expect(pastedPage(`/observe page part\n${page}`)).toEqual({ extent: 'part', page });
  expect(pastedPage(`\r\n\`\`\`\r\n/observe page whole\r\n${page}\r\n\`\`\``)).toEqual({
    extent: 'whole',
    page,
  });
  expect(pastedPage(`/observe page whole\n\n\`\`\`text\n${page}\n\`\`\`\n`)?.page.trim()).toBe(
    page,
  );
  for (const other of [
    '/observe page',
    '/observe page whole',
    `/observe page all\n${page}`,
    page,
  ]) {
    expect(pastedPage(other)).toBeNull();
  }
});
