/**
 * Writing our part, as schema/sms-registry.openapi.yaml describes it.
 * Law: a write that is accepted has its effect at once; the operation only tells of it later.
 */
import type { Body } from './brands.ts';
import { type Exchange, granted, Problem, type Reply } from './exchange.ts';
import type { Answer } from './fields.ts';
import { operationTimes, renderOperation } from './published.ts';
import type { ItemResult, OperationRecord } from './records.ts';

const BATCH_MAX = 100;

export function postBrand(exchange: Exchange): Reply {
  const { open, now } = exchange;
  return write(exchange, 'brands', 'CREATE', null, (body) =>
    idOf(open.registry.registerBrand(body, now), (brand) => brand.brandId),
  );
}

export function putBrand(exchange: Exchange): Reply {
  const { open, now, params } = exchange;
  const [id = ''] = params;
  return write(exchange, 'brands', 'UPDATE', id, (body) =>
    idOf(open.registry.updateBrand(id, body, versionOf(exchange), now), () => id),
  );
}

export function postCampaign(exchange: Exchange): Reply {
  const { open, now } = exchange;
  return write(exchange, 'campaigns', 'CREATE', null, (body) =>
    idOf(open.registry.registerCampaign(body, now), (campaign) => campaign.campaignId),
  );
}

export function putCampaign(exchange: Exchange): Reply {
  return changeCampaign(exchange, 'updateCampaign');
}

export function postResubmission(exchange: Exchange): Reply {
  return changeCampaign(exchange, 'resubmitCampaign');
}

export function postDeactivation(exchange: Exchange): Reply {
  return changeCampaign(exchange, 'deactivateCampaign');
}

export function postAssignments(exchange: Exchange): Reply {
  const { open, now } = exchange;
  return writeBatch(exchange, (items) =>
    open.registry.assign(
      items.map((item, i) => ({
        phoneNumber: textOf(item, 'phoneNumber', i),
        campaignId: textOf(item, 'campaignId', i),
        version: itemVersion(item, i),
      })),
      now,
    ),
  );
}

export function postRemovals(exchange: Exchange): Reply {
  const { open, now } = exchange;
  return writeBatch(exchange, (items) =>
    open.registry.remove(
      items.map((item, i) => ({
        phoneNumber: textOf(item, 'phoneNumber', i),
        version: itemVersion(item, i),
      })),
      now,
    ),
  );
}

function changeCampaign(
  exchange: Exchange,
  command: 'updateCampaign' | 'resubmitCampaign' | 'deactivateCampaign',
): Reply {
  const { open, now, params } = exchange;
  const [id = ''] = params;
  return write(exchange, 'campaigns', 'UPDATE', id, (body) =>
    idOf(open.registry[command](id, body, versionOf(exchange), now), () => id),
  );
}

function write(
  exchange: Exchange,
  resource: 'brands' | 'campaigns',
  operationType: OperationRecord['operationType'],
  id: string | null,
  effect: (body: Body) => string,
): Reply {
  const body = bodyOf(exchange);
  const fate = fateOf(exchange);
  const resourceId = fate.effect ? effect(body) : id;
  return accepted(exchange, { resource, resourceId, operationType, results: null, ...fate });
}

function writeBatch(
  exchange: Exchange,
  effect: (items: readonly Body[]) => readonly ItemResult[],
): Reply {
  const { items } = bodyOf(exchange);
  if (!Array.isArray(items) || items.length < 1 || items.length > BATCH_MAX) {
    throw new Problem(400, 'VALIDATION_ERROR', `must hold 1 to ${BATCH_MAX} items`, 'items');
  }
  const fate = fateOf(exchange);
  const results = fate.effect ? effect(items.map(itemOf)) : null;
  return accepted(exchange, {
    resource: 'numbers',
    resourceId: null,
    operationType: 'UPDATE',
    results: fate.outcome === 'COMPLETED' ? results : null,
    ...fate,
  });
}

/** How the operation ends, and whether the write takes effect: as it should, unless a fault rule says otherwise. */
function fateOf({ faults }: Exchange): { outcome: OperationRecord['outcome']; effect: boolean } {
  for (const fault of faults) {
    if (fault.kind === 'operation') {
      return { outcome: fault.status, effect: fault.effect ?? fault.status === 'UNKNOWN' };
    }
  }
  return { outcome: 'COMPLETED', effect: true };
}

function accepted(
  { open, now, base }: Exchange,
  {
    effect: _,
    ...facts
  }: Pick<OperationRecord, 'resource' | 'resourceId' | 'operationType' | 'results' | 'outcome'> & {
    readonly effect: boolean;
  },
): Reply {
  const { registry } = open;
  const times = operationTimes(now, registry.times.operation);
  const operation: OperationRecord = {
    operationId: `op_${String(registry.state.operationCount + 1).padStart(6, '0')}`,
    ...facts,
    ...times,
  };
  registry.put(['operation', operation]);
  // Always PENDING at first, however short the operation is.
  return { status: 202, body: renderOperation({ ...operation, endsAt: Infinity }, base, 0) };
}

/** The version in If-Match; null: unconditional. */
function versionOf({ ifMatch }: Exchange): number | null {
  if (ifMatch === null || ifMatch === '*') return null;
  const [, version] = /^"(\d+)"$/.exec(ifMatch.trim()) ?? [];
  if (version === undefined) {
    throw new Problem(400, 'VALIDATION_ERROR', 'must be a version in quotes', 'If-Match');
  }
  return Number(version);
}

function idOf<T>(answer: Answer<T>, read: (value: T) => string): string {
  return read(granted(answer));
}

function bodyOf({ body }: Exchange): Body {
  if (isBody(body) && Object.keys(body).length > 0) return body;
  throw new Problem(400, 'BAD_REQUEST', 'The body must be a JSON object that is not empty');
}

function itemOf(item: unknown, i: number): Body {
  if (isBody(item)) return item;
  throw new Problem(400, 'VALIDATION_ERROR', 'must be an object', `items[${i}]`);
}

function textOf(item: Body, name: string, i: number): string {
  const value = item[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Problem(400, 'VALIDATION_ERROR', 'must not be blank', `items[${i}].${name}`);
}

function itemVersion({ version }: Body, i: number): number | null {
  if (version === undefined || version === null) return null;
  if (Number.isInteger(version)) return Number(version);
  throw new Problem(400, 'VALIDATION_ERROR', 'must be a whole number', `items[${i}].version`);
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
