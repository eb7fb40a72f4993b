/**
 * A provider on the sandbox's own state machine, in this process: thousands of worlds without sockets.
 * It reads through the adapter's parsers and writes what the adapter would write; every rule is the registry's.
 */

import type { E164 } from '../../src/model/desired.ts';
import type { FoundObject, Provider, Step, StepResult } from '../../src/model/port.ts';
import type { LiveNumber, Snapshot } from '../../src/model/snapshot.ts';
import { SANDBOX } from '../../src/providers/eight-by-eight/capabilities.ts';
import { parseBrand, parseCampaign } from '../../src/providers/eight-by-eight/sms-registry.ts';
import {
  contentToWire,
  inventoryStatus,
  numberCategory,
  smsStatus,
} from '../../src/providers/eight-by-eight/vocabulary.ts';
import type { BrandRecord, CampaignRecord, NumberRecord } from '../../src/sandbox/records.ts';
import type { Registry } from '../../src/sandbox/registry.ts';

export interface InProcess extends Provider {
  /** Steps as the registry got them, with its answer. */
  readonly sent: { readonly step: Step; readonly result: StepResult }[];
  advance(ms: number): void;
  now(): number;
}

export interface Watch {
  /** Called after every single write. */
  readonly afterWrite?: (registry: Registry) => void;
}

export function inProcess(registry: Registry, start: number, watch: Watch = {}): InProcess {
  let now = start;
  const sent: { step: Step; result: StepResult }[] = [];
  const provider: InProcess = {
    name: 'sandbox',
    capabilities: SANDBOX,
    sent,
    now: () => now,
    advance(ms) {
      now += ms;
      registry.settle(now);
    },
    canonical: (desired) => desired,
    snapshot: async () => read(registry, now),
    async execute(batch) {
      const results = write(registry, batch, now);
      batch.forEach((step, at) => {
        const result = results[at];
        if (result !== undefined) sent.push({ step, result });
      });
      watch.afterWrite?.(registry);
      return results;
    },
    checkAccess: async () => {},
    async find(target) {
      registry.settle(now);
      const all = read(registry, now);
      if (target.kind === 'number') {
        return all.numbers
          .filter((number) => number.number === target.number)
          .map(
            (number): FoundObject => ({ kind: 'number', number: number.number, sms: number.sms }),
          );
      }
      const matches = (object: { id: string; referenceId: string | null }): boolean =>
        'id' in target ? object.id === target.id : object.referenceId === target.reference;
      return target.kind === 'brand'
        ? all.brands.filter(matches).map((brand): FoundObject => ({ kind: 'brand', brand }))
        : all.campaigns
            .filter(matches)
            .map((campaign): FoundObject => ({ kind: 'campaign', campaign }));
    },
    invoices: async () => null,
    requests: () => 0,
    close: async () => {},
  };
  return provider;
}

function read(registry: Registry, now: number): Snapshot {
  registry.settle(now);
  const { state } = registry;
  return {
    provider: 'sandbox',
    readAt: new Date(now).toISOString(),
    brands: [...state.brands.values()].map((brand) => parseBrand(wire(brand))),
    campaigns: [...state.campaigns.values()].map((campaign) => parseCampaign(wire(campaign))),
    numbers: [...state.numbers.values()].map((number) => liveNumber(registry, number)),
    users: [...state.users.values()].map((user) => ({
      id: user.userId,
      userName: user.userName,
      name: `${user.firstName} ${user.lastName}`,
      active: user.status === 'ACTIVE',
      numbersTold: true,
      hasUc: user.extensions.some((extension) => extension.type === 'UC'),
      createdAt: user.createdTime,
    })),
    gaps: [],
    usersExport: null,
    seen: null,
  };
}

function wire(record: BrandRecord | CampaignRecord): Record<string, unknown> {
  const { content, due, ...rest } = record;
  return { ...rest, ...content, resubmissionReason: content['resubmissionReason'] ?? null };
}

function liveNumber(registry: Registry, number: NumberRecord): LiveNumber {
  const owner = registry.state.owners.get(number.phoneNumber);
  return {
    number: number.phoneNumber as E164,
    inventory: inventoryStatus(number.inventory),
    category: numberCategory(number.category),
    country: number.country,
    ownerId: owner?.user.userId ?? null,
    extension: owner?.extension ?? null,
    portsTo: number.portingNumber as E164 | null,
    sms: {
      status: smsStatus(number.status),
      campaignId: number.campaignId,
      since: number.statusTime,
      reason: number.statusReason,
      version: String(number.version),
    },
  };
}

function write(registry: Registry, batch: readonly Step[], now: number): StepResult[] {
  const [first] = batch;
  if (first === undefined) return [];
  const versionOf = (version: string | null): number | null =>
    version === null ? null : Number(version);
  if (first.kind === 'assign' || first.kind === 'turn-off') {
    const items = batch.flatMap((step) =>
      step.kind === 'assign'
        ? [
            {
              phoneNumber: step.number,
              campaignId: step.campaignId,
              version: versionOf(step.version),
            },
          ]
        : step.kind === 'turn-off'
          ? [{ phoneNumber: step.number, campaignId: '', version: versionOf(step.version) }]
          : [],
    );
    const results =
      first.kind === 'assign' ? registry.assign(items, now) : registry.remove(items, now);
    return results.map((result) =>
      result.outcome === 'ACCEPTED'
        ? { outcome: 'accepted', id: null, requestId: null }
        : {
            outcome: 'rejected',
            code: result.code ?? '',
            message: result.message ?? '',
            requestId: null,
          },
    );
  }
  return batch.map((step) => writeOne(registry, step, now));
}

function writeOne(registry: Registry, step: Step, now: number): StepResult {
  const answer = send(registry, step, now);
  if (!answer.ok) {
    const { code, message } = answer.refusal;
    return { outcome: 'rejected', code, message, requestId: null };
  }
  const id =
    'brandId' in answer.value && !('campaignId' in answer.value) ? answer.value.brandId : null;
  return {
    outcome: 'accepted',
    id: 'campaignId' in answer.value ? answer.value.campaignId : id,
    requestId: null,
  };
}

function send(registry: Registry, step: Step, now: number) {
  switch (step.kind) {
    case 'register-brand':
      return registry.registerBrand(
        { ...contentToWire('brand', step.content), taxId: step.taxId, referenceId: step.reference },
        now,
      );
    case 'register-campaign':
      return registry.registerCampaign(
        {
          ...contentToWire('campaign', step.content),
          brandId: step.brandId,
          referenceId: step.reference,
        },
        now,
      );
    case 'update': {
      const body = contentToWire(step.of, step.content);
      const version = step.version === null ? null : Number(step.version);
      return step.of === 'brand'
        ? registry.updateBrand(step.id, body, version, now)
        : registry.updateCampaign(step.id, body, version, now);
    }
    case 'rebind': {
      const body = { referenceId: step.reference };
      const version = step.version === null ? null : Number(step.version);
      return step.of === 'brand'
        ? registry.updateBrand(step.id, body, version, now)
        : registry.updateCampaign(step.id, body, version, now);
    }
    case 'resubmit':
      return registry.resubmitCampaign(
        step.id,
        { reason: step.reason, ...contentToWire('campaign', step.content) },
        step.version === null ? null : Number(step.version),
        now,
      );
    case 'deactivate':
      return registry.deactivateCampaign(
        step.id,
        { reason: step.reason },
        step.version === null ? null : Number(step.version),
        now,
      );
    case 'assign':
    case 'turn-off':
      throw new Error(`${step.kind} goes in a batch`);
  }
}
