/** Formats for CI: annotations of a plan, and SARIF. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RULE_GROUPS } from '../../src/config/rules.ts';
import { type Diagnostic, mendedLine } from '../../src/model/diagnostic.ts';
import type { Plan } from '../../src/model/plan.ts';
import { compareWith } from '../../src/plan/base.ts';
import { ALONE, renderAnnotations, renderPlanAnnotations } from '../../src/report/github.ts';
import { renderPlanSarif, renderSarif } from '../../src/report/sarif.ts';
import { expectGolden } from '../golden.ts';

function goldenPlan(name: string): Plan {
  return JSON.parse(
    readFileSync(new URL(`../golden/plans/${name}/plan.json`, import.meta.url), 'utf8'),
  );
}

const OPTIONS = {
  version: '1.2.3',
  base: 'offices/',
  rules: RULE_GROUPS.flatMap(({ rules }) => rules),
};

const TYPO: Diagnostic = {
  rule: 'schema-unknown-key',
  severity: 'error',
  message: '`legal_name` is not a key that can stand in brand `acme`.',
  place: { file: 'a b/brands.yaml', line: 4, col: 5, endLine: 4, endCol: 15 },
  source: '    legal_name: Acme',
  hint: 'Did you mean `legalName`?',
  fix: 'legalName',
};

const finding = (n: number, severity: Diagnostic['severity']): Diagnostic => ({
  rule: 'number-invalid',
  severity,
  message: `${severity} ${n}\n::error::x`,
  place: { file: 'a.yaml', line: n, col: 1 },
  hint: null,
});

describe('annotations', () => {
  test('a plan: what is refused, held, paid and taken stands on the line that causes it', () => {
    expectGolden(
      'report/plan-github.txt',
      renderPlanAnnotations(goldenPlan('everything'), 'offices/', ALONE),
    );
  });

  test('what the pull request did not cause is not annotated', () => {
    const plan = goldenPlan('everything');
    expect(renderPlanAnnotations(compareWith(plan, plan, 'main'), '')).toBe('');
  });

  test('of more than ten of a level, nine are shown, the tenth says how many more, and the rest is text', () => {
    const many = Array.from({ length: 32 }, (_, i) => finding(i + 1, 'error'));
    const lines = renderAnnotations([finding(99, 'info'), ...many], '', ALONE)
      .trimEnd()
      .split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines[9]).toBe('::error title=campaignctl::and 23 more');
    expect(lines[10]).toBe('a.yaml:10:1 error number-invalid: error 10␊::error::x');
    expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(11);
    expect(lines.at(-1)).toMatch(/^::notice /);
  });

  test('beside what a command says itself, there is room for eight', () => {
    const of = (n: number) => Array.from({ length: n }, (_, i) => finding(i + 1, 'error'));
    expect(renderAnnotations(of(8), '')).not.toContain('more');
    const lines = renderAnnotations(of(9), '').split('\n');
    expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(8);
    expect(lines[7]).toBe('::error title=campaignctl::and 2 more');
  });

  test('ten of a level are all shown', () => {
    const ten = Array.from({ length: 10 }, (_, i) => finding(i + 1, 'warning'));
    expect(renderAnnotations(ten, '', ALONE)).not.toContain('more');
  });
});

describe('SARIF', () => {
  test('findings, with an exact fix', () => {
    expectGolden('report/findings.sarif', renderSarif([TYPO, finding(2, 'warning')], OPTIONS));
  });

  test('a plan', () => {
    expectGolden('report/plan.sarif', renderPlanSarif(goldenPlan('everything'), OPTIONS));
  });

  test('what the compiler cannot see: indexes, regions and addresses are those that the standard allows', () => {
    const [run] = JSON.parse(renderPlanSarif(goldenPlan('everything'), OPTIONS)).runs;
    expect(run.results.length).toBeGreaterThan(5);
    for (const result of run.results) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(result.message.text).not.toBe('');
      for (const { physicalLocation } of result.locations) {
        const { artifactLocation, region } = physicalLocation;
        expect(new URL(artifactLocation.uri, 'file:///').pathname).toMatch(/^\/offices\//);
        expect(run.originalUriBaseIds).toHaveProperty(artifactLocation.uriBaseId);
        for (const at of Object.values(region)) expect(at).toBeGreaterThanOrEqual(1);
        const after = region.endLine - region.startLine || region.endColumn - region.startColumn;
        expect(after).toBeGreaterThan(0);
      }
    }
  });

  test('nothing found is a valid document too', () => {
    const log = JSON.parse(renderSarif([], OPTIONS));
    expect(log.version).toBe('2.1.0');
    expect(log.runs[0].results).toEqual([]);
  });

  test('a finding keeps its name when lines above it come and go', () => {
    const moved = { ...TYPO, place: { ...TYPO.place, line: 9, endLine: 9 } as Diagnostic['place'] };
    const of = (diagnostic: Diagnostic) =>
      JSON.parse(renderSarif([diagnostic], OPTIONS)).runs[0].results[0].partialFingerprints;
    expect(of(moved)).toEqual(of(TYPO));
    expect(of({ ...TYPO, source: '    legal_name: Other' })).not.toEqual(of(TYPO));
  });

  test('more than GitHub shows is counted', () => {
    const many = Array.from({ length: 5007 }, (_, i) => finding(i + 1, 'warning'));
    const [run] = JSON.parse(renderSarif(many, OPTIONS)).runs;
    expect(run.results).toHaveLength(5000);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('7 more');
  });
});

test('an exact fix mends the line and nothing else', () => {
  expect(mendedLine(TYPO)).toBe('    legalName: Acme');
  const { fix: _, ...without } = TYPO;
  expect(mendedLine(without)).toBeNull();
});
