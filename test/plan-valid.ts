/** Validates the JSON that campaignctl writes against the schemas it publishes. Used by every golden test. */
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

function schema(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../schema/${file}`, import.meta.url), 'utf8'));
}

const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
addFormats.default(ajv);
ajv.addSchema(schema('plan.schema.json'), 'plan.schema.json');

const plan = ajv.compile({ $ref: 'plan.schema.json' });
const report = ajv.compile(schema('apply-report.schema.json'));
const diagnostics = ajv.compile(schema('diagnostics.schema.json'));
const fmt = ajv.compile(schema('fmt.schema.json'));
const explanation = ajv.compile(schema('explain.schema.json'));
const runbook = ajv.compile(schema('runbook.schema.json'));
const rules = ajv.compile(schema('rules.schema.json'));

/** Throws, naming every violation, unless the value is a valid plan. Takes the value or its JSON text. */
export function assertPlanValid(value: unknown): void {
  assertValid(plan, 'plan.schema.json', value);
}

/** The same for an apply report. */
export function assertReportValid(value: unknown): void {
  assertValid(report, 'apply-report.schema.json', value);
}

/** The same for the diagnostics of `validate --format json`. */
export function assertDiagnosticsValid(value: unknown): void {
  assertValid(diagnostics, 'diagnostics.schema.json', value);
}

/** The same for `fmt --format json`. */
export function assertFmtValid(value: unknown): void {
  assertValid(fmt, 'fmt.schema.json', value);
}

/** The same for what explain answers. */
export function assertExplanationValid(value: unknown): void {
  assertValid(explanation, 'explain.schema.json', value);
}

/** The same for a runbook. */
export function assertRunbookValid(value: unknown): void {
  assertValid(runbook, 'runbook.schema.json', value);
}

/** The same for what rules tells. */
export function assertRulesValid(value: unknown): void {
  assertValid(rules, 'rules.schema.json', value);
}

function assertValid(validate: ValidateFunction, file: string, value: unknown): void {
  // A value goes through JSON first: what counts is what is written.
  const written: unknown = JSON.parse(typeof value === 'string' ? value : JSON.stringify(value));
  if (validate(written)) return;
  const errors = (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `  ${instancePath === '' ? '/' : instancePath} ${message} ${JSON.stringify(params)}`,
  );
  throw new Error(`not valid by schema/${file}:\n${errors.join('\n')}`);
}
