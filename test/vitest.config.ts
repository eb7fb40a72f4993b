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

/** Pure tests: each worker loads the product once for all of them. */
const PURE = ['test/unit/**/*.test.ts', 'test/golden/**/*.test.ts'];
/** What stands in for `fetch` or for a module does so for its whole worker. */
const STAND_INS = [
  'test/unit/http.test.ts',
  'test/unit/provider-*.test.ts',
  'test/unit/fmt*.test.ts',
];

const never = [...configDefaults.exclude, ...(isLater ? RUN_LATER : [])];

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    setupFiles: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 30_000,
    // Much of the time is spent waiting for processes and sockets: two cores are busy with four, and idle a third with two.
    maxWorkers: 4,
    projects: [
      {
        extends: true,
        test: { name: 'pure', include: PURE, exclude: [...never, ...STAND_INS], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: ['test/!(unit|golden)/**/*.test.ts', ...STAND_INS],
          exclude: never,
        },
      },
    ],
  },
});
