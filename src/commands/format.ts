/**
 * Formats of a result, and what each says where there is none.
 */
import { resolve } from 'node:path';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Plan } from '../model/plan.ts';
import { toJson } from '../report/json.ts';
import type { SarifOptions } from '../report/sarif.ts';
import type { Io } from './io.ts';
import { baseOf, placedIn } from './output.ts';
import type { Report } from './reports.ts';

/** A plan in the format that was asked for. What draws it is loaded only then. */
export async function planAs(format: Report, plan: Plan, root: string, io: Io): Promise<string> {
  const base = repositoryBase(root, io);
  switch (format) {
    case 'text':
      return (await import('../report/plan-text.ts')).renderPlan(plan, placedIn(root, io));
    case 'json':
      return toJson(plan);
    case 'markdown':
      return (await import('../report/plan-markdown.ts')).renderPlanMarkdown(plan, { base });
    case 'github': {
      const { ALONE, renderPlanAnnotations } = await import('../report/github.ts');
      return renderPlanAnnotations(plan, base, ALONE);
    }
    case 'sarif':
      return (await import('../report/sarif.ts')).renderPlanSarif(
        plan,
        await sarifOptions(base, io),
      );
    case 'html':
      return (await import('../report/plan-html.ts')).renderPlanHtml(plan, { base });
  }
}

/** What was found in a configuration, in a format that is not for a terminal. */
export async function findingsAs(
  format: 'markdown' | 'github' | 'sarif' | 'html',
  diagnostics: readonly Diagnostic[],
  root: string,
  io: Io,
): Promise<string> {
  const base = repositoryBase(root, io);
  switch (format) {
    case 'markdown':
      return (await import('../report/findings-markdown.ts')).renderFindingsMarkdown(diagnostics, {
        base,
      });
    case 'github': {
      const { ALONE, renderAnnotations } = await import('../report/github.ts');
      return renderAnnotations(diagnostics, base, ALONE);
    }
    case 'sarif':
      return (await import('../report/sarif.ts')).renderSarif(
        diagnostics,
        await sarifOptions(base, io),
      );
    case 'html':
      return (await import('../report/diagnostics-html.ts')).renderDiagnosticsHtml(diagnostics, {
        base,
      });
  }
}

/** From the root of the repository to the account: reports of CI name files from there. Outside CI: from where the reader is. */
export function repositoryBase(root: string, { env, cwd }: Io): string {
  return baseOf(resolve(cwd, env['GITHUB_WORKSPACE'] || env['CI_PROJECT_DIR'] || '.'), root);
}

async function sarifOptions(base: string, { version }: Io): Promise<SarifOptions> {
  const { RULE_GROUPS } = await import('../config/rules.ts');
  return { version, base, rules: RULE_GROUPS.flatMap(({ rules }) => rules) };
}
