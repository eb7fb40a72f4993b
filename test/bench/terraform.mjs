/**
 * Terraform side by side: what a user would take instead, reading the same YAML files with `yamldecode`.
 * `terraform_data` is built in, so nothing is downloaded; it has no network either, which is in Terraform's favour.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { ms, ratioRow } from './table.mjs';

/** One resource per number, as a plan that names every person needs; one per campaign is as fast as Terraform gets. */
const SHAPES = [
  { name: 'a resource per number', size: 1_000, resources: numberResources },
  { name: 'a resource per campaign', size: 10_000, resources: campaignResources },
];

const READ = `terraform { required_version = ">= 1.4" }
locals {
  campaigns = merge([for file in fileset(var.folder, "campaigns/*.yaml") :
    yamldecode(file("\${var.folder}/\${file}")).campaigns]...)
}
variable "folder" { type = string }
`;

function numberResources() {
  return `locals {
  numbers = merge([for key, campaign in local.campaigns :
    { for number, user in campaign.numbers : number => { campaign = key, user = user } }]...)
}
resource "terraform_data" "campaign" {
  for_each = local.campaigns
  input    = { for name, value in each.value : name => value if name != "numbers" }
}
resource "terraform_data" "number" {
  for_each = local.numbers
  input    = { user = each.value.user, campaign = terraform_data.campaign[each.value.campaign].id }
}
`;
}

function campaignResources() {
  return `resource "terraform_data" "campaign" {
  for_each = local.campaigns
  input    = each.value
}
`;
}

/**
 * @param {{ scratch: string, planOf: (size: number) => number,
 *   prepare: (name: string, shape: object) => { folder: string } }} options `planOf`: ms of our own plan without changes
 */
export async function terraform({ scratch, planOf, prepare }) {
  if (spawnSync('terraform', ['version']).status !== 0) {
    return { rows: [], remarks: ['Terraform was left out: it is not installed.'] };
  }
  const rows = [];
  const remarks = [];
  for (const { name, size, resources } of SHAPES) {
    const { folder } = prepare(`terraform-${size}`, { numbers: size, form: 'files' });
    const work = join(scratch, `terraform-${size}-state`);
    mkdirSync(work);
    writeFileSync(join(work, 'main.tf'), READ + resources());
    const result = emptyPlanOf(work, folder);
    if (typeof result === 'string') {
      remarks.push(`Terraform with ${name} was left out: ${result}`);
      continue;
    }
    const ours = planOf(size);
    const note = `${ms(ours)} / ${ms(result)}, its own plan without a network`;
    const label = size.toLocaleString('en-US');
    rows.push(
      ratioRow(`plan YAML, end to end / Terraform, ${name}`, label, ours / result, 0.1, note),
    );
  }
  return { rows, remarks };
}

/** ms of a plan for which there is nothing to do; a text: why there is none. */
function emptyPlanOf(work, folder) {
  const call = (...args) => {
    const began = performance.now();
    const { status, stderr } = spawnSync('terraform', [...args, '-no-color'], {
      cwd: work,
      env: { PATH: process.env.PATH, TF_VAR_folder: folder, CHECKPOINT_DISABLE: '1' },
      encoding: 'utf8',
      maxBuffer: 1024 ** 3,
    });
    const fault = status === 0 ? null : stderr.trim().split('\n').slice(0, 4).join(' ');
    return { fault, time: performance.now() - began };
  };
  for (const args of [
    ['init', '-input=false'],
    ['apply', '-auto-approve', '-input=false'],
  ]) {
    const { fault } = call(...args);
    if (fault !== null) return `terraform ${args[0]} failed: ${fault}`;
  }
  const { fault, time } = call('plan', '-input=false', '-detailed-exitcode');
  return fault === null ? time : `terraform plan failed: ${fault}`;
}
