/** What tests leave behind: nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const TEST = fileURLToPath(new URL('..', import.meta.url));

it('is taken away by hooks: a worker of vitest is ended without the event of an exit', () => {
  const relying = readdirSync(TEST, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .filter((file) => {
      const text = readFileSync(join(TEST, file), 'utf8');
      // Beside something that is called as a rule, and then does without it, the event may help.
      return /process\.on(?:ce)?\('exit'/.test(text) && !/process\.off\('exit'/.test(text);
    });
  expect(relying).toEqual([]);
});
