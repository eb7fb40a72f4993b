import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

/** What .ci/run runs by itself after npm test, whole: a part of it before that would only take time. */
const RUN_LATER = [
  'test/crash/**',
  'test/property/planner.test.ts',
  'test/property/fmt.test.ts',
  'test/property/import.test.ts',
];
const isLater = process.env['CAMPAIGNCTL_TEST_LATER'] !== undefined;

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(isLater ? RUN_LATER : [])],
    setupFiles: ['test/setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Much of the time is spent waiting for processes and sockets: two cores are busy with four, and idle a third with two.
    maxWorkers: 4,
  },
});
