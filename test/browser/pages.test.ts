/** The HTML pages in a real browser, opened from disk: on a screen, on a phone, in the dark, by keyboard, on paper. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderDiagnosticsHtml } from '../../src/report/diagnostics-html.ts';
import { renderPlanHtml } from '../../src/report/plan-html.ts';
import { renderRunbookHtml } from '../../src/report/runbook-html.ts';
import { COMPARED, FINDINGS, large, planSaying, scenario } from '../unit/report-html.world.ts';
import { GAPS, REFUSED } from '../unit/report-plan.world.ts';
import { runbookOf, runbookSaying } from '../unit/runbook.world.ts';
import { chromiumProgram, startBrowser } from './browser.ts';

const BASE = { base: 'offices/west/' };
const PAYLOAD =
  '</style></pre><script>document.title="x"</script><img src=x onerror="document.title=1">';

const PAGES: Readonly<Record<string, string>> = {
  everything: renderPlanHtml(scenario('everything'), BASE),
  compared: renderPlanHtml(COMPARED, BASE),
  'first registration': renderPlanHtml(scenario('first-registration'), BASE),
  refused: renderPlanHtml(REFUSED, BASE),
  gaps: renderPlanHtml(GAPS, BASE),
  'hostile markup': renderPlanHtml(planSaying(PAYLOAD), BASE),
  'hostile length': renderPlanHtml(planSaying('W'.repeat(2_000)), BASE),
  findings: renderDiagnosticsHtml(FINDINGS, BASE),
  runbook: renderRunbookHtml(await runbookOf('everything')),
  'runbook of a first registration': renderRunbookHtml(await runbookOf('first-registration')),
  'runbook with hostile markup': renderRunbookHtml(runbookSaying(PAYLOAD)),
  'runbook with hostile length': renderRunbookHtml(runbookSaying('W'.repeat(2_000))),
};

const program = chromiumProgram();

describe.skipIf(program === null)('in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'campaignctl-pages-'));
  let browser: Browser;

  beforeAll(async () => {
    browser = await startBrowser(program ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const LIGHT = { colorScheme: 'light', viewport: { width: 1200, height: 900 } } as const;
  const DARK = { ...LIGHT, colorScheme: 'dark' } as const;
  const PHONE = { ...LIGHT, viewport: { width: 360, height: 740 } } as const;

  /** Opens the page from disk, does the work, and takes nothing but silence: no message, no error, no request. */
  async function opened<T>(
    text: string,
    how: typeof LIGHT | typeof DARK | typeof PHONE,
    work: (page: Page) => Promise<T>,
  ): Promise<T> {
    const file = join(folder, 'page.html');
    writeFileSync(file, text);
    const address = pathToFileURL(file).href;
    const context = await browser.newContext(how);
    const page = await context.newPage();
    const noise: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(error.message));
    page.on('dialog', (dialog) => noise.push(dialog.message()));
    page.on('request', (request) => {
      if (request.url() !== address) noise.push(request.url());
    });
    try {
      await page.goto(address);
      const made = await work(page);
      expect(noise).toEqual([]);
      return made;
    } finally {
      await context.close();
    }
  }

  const FULL: axe.RunOptions = { resultTypes: ['violations'] };
  const CONTRAST: axe.RunOptions = { ...FULL, runOnly: ['color-contrast'] };

  async function violations(page: Page, options: axe.RunOptions): Promise<string[]> {
    const { violations: found } = await page.evaluate<axe.AxeResults>(
      `axe.run(document, ${JSON.stringify(options)})`,
    );
    return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  /** How much wider the page is than the screen, in CSS pixels. */
  function overflow(page: Page): Promise<number> {
    return page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
  }

  it.each(Object.entries(PAGES))('%s: readable for everybody, light, dark, on a phone', (_, text) =>
    opened(text, LIGHT, async (page) => {
      await page.evaluate(`${axe.source};undefined`);
      await page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = true",
      );
      expect(await violations(page, FULL)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await violations(page, CONTRAST)).toEqual([]);
      await page.setViewportSize(PHONE.viewport);
      expect(await overflow(page)).toBe(0);
    }),
  );

  it('finds what is not readable', async () => {
    const bad = (PAGES['refused'] ?? '').replace('--faint: #566070', '--faint: #b6bcc6');
    await opened(bad, LIGHT, async (page) => {
      await page.evaluate(`${axe.source};undefined`);
      expect(await violations(page, CONTRAST)).not.toEqual([]);
    });
  });

  it('has no violation on a phone either', () =>
    opened(PAGES['everything'] ?? '', PHONE, async (page) => {
      await page.evaluate(`${axe.source};undefined`);
      expect(await violations(page, FULL)).toEqual([]);
    }));

  it('is printed in black on white, with every fold open', () =>
    opened(PAGES['compared'] ?? '', DARK, async (page) => {
      const closed = () =>
        page.evaluate<number>(
          "[...document.querySelectorAll('details > div')].filter((one) => !one.checkVisibility()).length",
        );
      const folds = await closed();
      expect(folds).toBeGreaterThan(5);
      const paper = 'getComputedStyle(document.documentElement).getPropertyValue("--page")';
      expect(await page.evaluate<string>(paper)).not.toBe('#ffffff');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await closed()).toBe(0);
      expect(await page.evaluate<string>(paper)).toBe('#ffffff');
      expect(pagesOf(await page.pdf({ format: 'A4' }))).toBeGreaterThan(3);
    }));

  it('findings are printed', () =>
    opened(PAGES['findings'] ?? '', LIGHT, async (page) => {
      expect(pagesOf(await page.pdf({ format: 'A4' }))).toBe(1);
    }));

  function pagesOf(pdf: Buffer): number {
    return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  }

  it('every link and fold is reached by the Tab key, in the order of the page, and opens', async () => {
    await opened(PAGES['compared'] ?? '', LIGHT, async (page) => {
      const all =
        "[...document.querySelectorAll('a[href], summary')].filter((one) => one.checkVisibility())";
      await page.evaluate(`window.stops = ${all}`);
      const count = await page.evaluate<number>('stops.length');
      expect(count).toBeGreaterThan(15);
      for (let at = 0; at < count; at++) {
        await page.keyboard.press('Tab');
        expect(await page.evaluate<number>('stops.indexOf(document.activeElement)')).toBe(at);
        const outline = 'getComputedStyle(document.activeElement).outlineStyle';
        expect(await page.evaluate<string>(outline)).not.toBe('none');
      }
      // The last stop is a fold.
      await page.keyboard.press('Enter');
      const open = 'document.activeElement.tagName + document.activeElement.parentElement.open';
      expect(await page.evaluate<string>(open)).toBe('SUMMARYtrue');
    });
  });

  it('the first stop leads past the navigation', async () => {
    await opened(PAGES['everything'] ?? '', LIGHT, async (page) => {
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate<string>('document.activeElement.id')).toBe('main');
    });
  });

  it('a link to a change that is folded away opens the fold', async () => {
    await opened(PAGES['compared'] ?? '', LIGHT, async (page) => {
      const folded = `[...document.querySelectorAll('.chain a')]
        .map((one) => one.getAttribute('href'))
        .find((href) => !document.querySelector(href).checkVisibility())`;
      const href = await page.evaluate<string>(folded);
      await page.click(`.chain a[href="${href}"]`);
      expect(
        await page.evaluate<boolean>(`document.querySelector('${href}').checkVisibility()`),
      ).toBe(true);
    });
  });

  it('tables stay tables for a screen reader on a phone, where they are drawn as lists', async () => {
    await opened(PAGES['everything'] ?? '', PHONE, async (page) => {
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const roles = nodes
        .filter(({ ignored }) => !ignored)
        .map(({ role }) => role?.value as unknown);
      const count = (wanted: string) => roles.filter((role) => role === wanted).length;
      const tables = await page.evaluate<number>("document.querySelectorAll('table').length");
      const rows = await page.evaluate<number>("document.querySelectorAll('tbody tr').length");
      expect(count('table')).toBe(tables);
      expect(count('row')).toBeGreaterThanOrEqual(rows);
      expect(count('rowheader')).toBeGreaterThanOrEqual(rows - 5);
      expect(count('columnheader')).toBeGreaterThan(0);
    });
  });

  it('lines to paste are selected whole by one click', async () => {
    await opened(PAGES['everything'] ?? '', LIGHT, async (page) => {
      await page.click('#orphaned ~ article pre');
      const selected = await page.evaluate<string>('getSelection().toString()');
      expect(selected).toBe(
        'campaigns:\n  alerts:\n    id: CALERTS\n    numbers:\n      +14085550121: anyone',
      );
    });
  });

  it('10,000 changes open at once and can be read on a phone', async () => {
    const text = renderPlanHtml(large(10_000), BASE);
    const started = performance.now();
    await opened(text, PHONE, async (page) => {
      expect(await overflow(page)).toBe(0);
      await page.click('details > summary');
      expect(await overflow(page)).toBe(0);
    });
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
