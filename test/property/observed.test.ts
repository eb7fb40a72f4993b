/** What is written to `observed.yaml` is read back as it was, however somebody left the file. */
import { expect, it } from 'vitest';
import { Parser } from 'yaml';
import { parseObserved } from '../../src/config/observed.ts';
import { writeObserved } from '../../src/observe/write.ts';
import { fc } from '../random.ts';
import { habits, leftAs, observations } from './observed.world.ts';

/** Every new file begins with it. */
const HEADING = /^# yaml-language-server.*\r?\n/;

const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 150);

/** The comments as the parser of the library has them. */
function commentsOf(text: string): readonly string[] {
  const comments: string[] = [];
  const visit = (token: unknown): void => {
    if (Array.isArray(token)) for (const one of token) visit(one);
    else if (typeof token === 'object' && token !== null) {
      const { type, source } = token as { readonly type?: string; readonly source?: string };
      if (type === 'comment' && source !== undefined) comments.push(source.trimEnd());
      else visit(Object.values(token));
    }
  };
  for (const token of new Parser().parse(text)) visit(token);
  return comments;
}

/** What the second list lacks of the first, each as often as it stands there. */
function lost(before: readonly string[], after: readonly string[]): readonly string[] {
  const left = [...after];
  return before.filter((comment) => {
    const at = left.indexOf(comment);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}

it('is what it was in a new file', () => {
  fc.assert(
    fc.property(observations, (observed) => {
      const text = writeObserved(null, observed);
      const read = parseObserved(text);
      expect(read.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(read.observed).toEqual(observed);
      expect(writeObserved(text, observed)).toBe(text);
    }),
    { numRuns: RUNS },
  );
});

it('is what it is now in a file that people have edited, with every comment', () => {
  let edited = 0;
  fc.assert(
    fc.property(observations, observations, fc.nat(3), habits, (before, other, part, ways) => {
      const after = part === 0 ? other : { ...before, ...PARTS[part]?.(other) };
      const text = leftAs(writeObserved(null, before), ways).replace(HEADING, '');
      const found = parseObserved(text);
      expect(found.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(found.observed).toEqual(before);
      expect(writeObserved(text, before)).toBe(text);

      const again = writeObserved(text, after);
      expect(parseObserved(again).observed).toEqual(after);
      expect(lost(commentsOf(text), commentsOf(again))).toEqual([]);
      expect(writeObserved(again, after)).toBe(again);
      if (!HEADING.test(again)) edited += 1;
    }),
    { numRuns: RUNS },
  );
  // Only a file without a line to start from is written anew.
  expect(edited).toBeGreaterThan(RUNS * 0.9);
});

type Observations = typeof observations extends fc.Arbitrary<infer T> ? T : never;

const PARTS: readonly ((other: Observations) => Partial<Observations>)[] = [
  () => ({}),
  ({ forms, page }) => ({ forms, page }),
  ({ brands, campaigns }) => ({ brands, campaigns, numbers: new Map() }),
  () => ({ numbers: new Map() }),
];
