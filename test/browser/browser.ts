/**
 * A real Chromium for tests: the one that CAMPAIGNCTL_TEST_CHROMIUM names, or that of the machine.
 * Law: without one the tests are skipped and say why; with CAMPAIGNCTL_TEST_REQUIRE=1 that is a failure.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { missingTool } from '../postgres.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Prints why and gives null where there is none. */
export function chromiumProgram(): string | null {
  const given = process.env['CAMPAIGNCTL_TEST_CHROMIUM'];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found =
    given || folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(runs);
  if (found !== undefined) return found;
  missingTool(
    `Chromium: none of ${NAMES.join(', ')} in PATH, and CAMPAIGNCTL_TEST_CHROMIUM is not set`,
  );
  return null;
}

export function startBrowser(program: string): Promise<Browser> {
  // Its sandbox does not work for root, as whom CI runs in a container; the pages are ours.
  return chromium.launch({ executablePath: program, chromiumSandbox: false });
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
