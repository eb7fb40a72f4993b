/**
 * Brands, campaigns and SMS numbers, through our contract (schema/sms-registry.openapi.yaml) in 8x8's conventions.
 * Law: one step is one request and nothing more; what came of it is told as it is known.
 */
import type { E164 } from '../../model/desired.ts';
import { asCount, asObject, asText, type Json } from '../../model/json.ts';
import type { Kind } from '../../model/kinds.ts';
import { ProviderError, type Step, type StepResult } from '../../model/port.ts';
import type { LiveBrand, LiveCampaign, LiveSms } from '../../model/snapshot.ts';
import type { HttpClient } from '../http.ts';
import { OPERATIONS_IN_FLIGHT, slots } from '../rate-limit.ts';
import type { Method } from '../retry.ts';
import type { Timing } from '../timing.ts';
import { awaitOperation, type Polling } from './operations.ts';
import { type Listing, readList } from './scroll.ts';
import {
  brandStatus,
  campaignStatus,
  contentFromWire,
  contentToWire,
  e164,
  smsStatus,
} from './vocabulary.ts';

/** The lists of the contract, and what names an entry of each. */
const LISTS = {
  brand: {
    path: '/sms/brands',
    media: 'application/vnd.smsbrands.v1+json',
    keyOf: (entry: Json) => asText(entry['brandId']),
  },
  campaign: {
    path: '/sms/campaigns',
    media: 'application/vnd.smscampaigns.v1+json',
    keyOf: (entry: Json) => asText(entry['campaignId']),
  },
  number: {
    path: '/sms/numbers',
    media: 'application/vnd.smsnumbers.v1+json',
    keyOf: (entry: Json) => e164(entry['phoneNumber']),
  },
} as const;

const PER_PAGE = 1000;

/** Brands or campaigns, each as `parse` makes it. `filter` is RSQL; left out: all of them. */
export function listSms<T>(
  http: HttpClient,
  of: Kind,
  parse: (entry: Json) => T,
  filter?: string,
): Promise<Listing<string, T>> {
  const list = { ...LISTS[of], pageSize: PER_PAGE, parse };
  return readList(http, filter === undefined ? list : { ...list, filter });
}

export function listSmsNumbers(http: HttpClient): Promise<Listing<E164, LiveSms>> {
  return readList(http, { ...LISTS.number, pageSize: PER_PAGE, parse: parseSms });
}

/** One object by its id or number; null where there is none. Throws ProviderError for anything else. */
export async function getSms(
  http: HttpClient,
  of: Kind | 'number',
  id: string,
): Promise<Json | null> {
  const { path, media } = LISTS[of];
  try {
    const { body, requestId } = await http.send({ method: 'GET', path: below(path, id), media });
    const object = asObject(body);
    if (object !== null) return object;
    throw new ProviderError(`The answer of the registry is not a ${of} (GET ${path}).`, {
      kind: 'protocol',
      requestId,
    });
  } catch (error) {
    if (error instanceof ProviderError && error.status === 404) return null;
    throw error;
  }
}

export function parseBrand(entry: Json): LiveBrand {
  return {
    id: asText(entry['brandId']) ?? '',
    referenceId: asText(entry['referenceId']),
    status: brandStatus(entry['status']),
    since: asText(entry['statusTime']),
    reason: asText(entry['statusReason']),
    content: contentFromWire('brand', entry),
    version: version(entry),
  };
}

export function parseCampaign(entry: Json): LiveCampaign {
  return {
    id: asText(entry['campaignId']) ?? '',
    referenceId: asText(entry['referenceId']),
    brandId: asText(entry['brandId']),
    status: campaignStatus(entry['status']),
    since: asText(entry['statusTime']),
    reason: asText(entry['statusReason']),
    reviewSince: asText(entry['reviewTime']),
    lastResubmit: asText(entry['resubmissionReason']),
    limit: asCount(entry['numberLimit']),
    content: contentFromWire('campaign', entry),
    version: version(entry),
  };
}

export function parseSms(entry: Json): LiveSms {
  return {
    status: smsStatus(entry['status']),
    campaignId: asText(entry['campaignId']),
    since: asText(entry['statusTime']),
    reason: asText(entry['statusReason']),
    version: version(entry),
  };
}

function version(entry: Json): string | null {
  const count = asCount(entry['version']);
  return count === null ? null : String(count);
}

/** Carries out batches of steps, at most ten operations at the same time. */
export function smsWriter(
  http: HttpClient,
  timing: Timing,
  polling: Polling,
): (batch: readonly Step[]) => Promise<readonly StepResult[]> {
  const inSlot = slots(OPERATIONS_IN_FLIGHT);
  return (batch) => inSlot(() => write(http, timing, polling, batch));
}

interface Write {
  readonly method: Method;
  readonly of: Kind | 'number';
  readonly path: string;
  readonly body: unknown;
  readonly version: string | null;
  readonly secrets: readonly string[];
  /** Whether success comes with the id of a new object. */
  readonly creates: boolean;
}

async function write(
  http: HttpClient,
  timing: Timing,
  polling: Polling,
  batch: readonly Step[],
): Promise<readonly StepResult[]> {
  const request = requestOf(batch);
  const { method, of, path, body, secrets } = request;
  let requestId: string | null = null;
  const all = (result: StepResult): readonly StepResult[] => batch.map(() => result);
  try {
    const media = LISTS[of].media;
    const ifMatch = request.version;
    const answer = await http.send({ method, path, media, body, ifMatch, secrets });
    requestId = answer.requestId;
    const end = await awaitOperation(http, timing, polling, answer.body, secrets);
    if (end.kind !== 'completed') {
      const outcome = end.kind === 'failed' ? 'rejected' : 'unknown';
      return all({ outcome, code: end.code, message: end.message, requestId });
    }
    if (of === 'number') return itemResults(http, batch, end.results ?? [], requestId);
    if (request.creates && end.resourceId === null) {
      const message = 'The registry reports success, but not under which id.';
      return all({ outcome: 'unknown', code: 'NO_ID', message, requestId });
    }
    return all({ outcome: 'accepted', id: request.creates ? end.resourceId : null, requestId });
  } catch (error) {
    if (!(error instanceof ProviderError) || error.kind === 'access') throw error;
    return all({
      outcome: error.outcomeUnknown ? 'unknown' : 'rejected',
      code: codeOf(error),
      message: error.message,
      requestId: error.requestId,
    });
  }
}

function codeOf(error: ProviderError): string {
  if (error.kind === 'rate-limit') return 'RATE_LIMIT';
  const isConflict = error.status === 409 || error.status === 412;
  return error.code ?? (isConflict ? 'CONFLICT' : error.kind.toUpperCase());
}

/** The request that carries out a batch: one step, or several of the same kind `assign` or `turn-off`. */
function requestOf(batch: readonly Step[]): Write {
  const [step] = batch;
  if (step === undefined) throw new Error('a batch without steps');
  const assigns = batch.filter((each) => each.kind === 'assign');
  if (assigns.length === batch.length) {
    return batchWrite(
      '/sms/numbers/assignments',
      assigns.map((each) => ({ ...item(each), campaignId: each.campaignId })),
    );
  }
  const removals = batch.filter((each) => each.kind === 'turn-off');
  if (removals.length === batch.length) {
    return batchWrite('/sms/numbers/removals', removals.map(item));
  }
  if (batch.length > 1) throw new Error('a batch of steps that do not go together');
  return singleWrite(step);
}

function item(step: Extract<Step, { kind: 'assign' | 'turn-off' }>) {
  const { number, version } = step;
  return { phoneNumber: number, ...(version === null ? {} : { version: Number(version) }) };
}

function batchWrite(path: string, items: readonly object[]): Write {
  return {
    method: 'POST',
    of: 'number',
    path,
    body: { items },
    version: null,
    secrets: [],
    creates: false,
  };
}

function singleWrite(step: Step): Write {
  const common = { version: null, secrets: [], creates: false };
  switch (step.kind) {
    case 'register-brand': {
      const { reference, content, taxId } = step;
      const body = { referenceId: reference, ...contentToWire('brand', content), taxId };
      const { path } = LISTS.brand;
      return {
        ...common,
        method: 'POST',
        of: 'brand',
        path,
        body,
        secrets: [taxId],
        creates: true,
      };
    }
    case 'register-campaign': {
      const { reference, brandId, content } = step;
      const body = { referenceId: reference, brandId, ...contentToWire('campaign', content) };
      const { path } = LISTS.campaign;
      return { ...common, method: 'POST', of: 'campaign', path, body, creates: true };
    }
    case 'update':
    case 'rebind': {
      const { of, id, version } = step;
      const body =
        step.kind === 'update' ? contentToWire(of, step.content) : { referenceId: step.reference };
      return { ...common, method: 'PUT', of, path: below(LISTS[of].path, id), body, version };
    }
    case 'resubmit':
    case 'deactivate': {
      const { id, version, reason } = step;
      const [action, content] =
        step.kind === 'resubmit' ? ['resubmissions', step.content] : ['deactivation', {}];
      const path = `${below(LISTS.campaign.path, id)}/${action}`;
      const body = { ...contentToWire('campaign', content), reason };
      return { ...common, method: 'POST', of: 'campaign', path, body, version };
    }
    case 'assign':
    case 'turn-off':
      throw new Error(`a single ${step.kind} is a batch of one`);
  }
}

/** The result of each number, found by the number: the order is promised, but nothing hangs on it. */
function itemResults(
  http: HttpClient,
  batch: readonly Step[],
  results: readonly unknown[],
  requestId: string,
): readonly StepResult[] {
  const byNumber = new Map(
    results.map((result) => [asObject(result)?.['phoneNumber'], asObject(result)]),
  );
  return batch.map((step): StepResult => {
    const result = 'number' in step ? byNumber.get(step.number) : undefined;
    const outcome = result?.['outcome'];
    if (outcome === 'ACCEPTED') return { outcome: 'accepted', id: null, requestId };
    if (outcome === 'REJECTED') {
      const code = http.clean(asText(result?.['code']) ?? 'REJECTED');
      const message = http.clean(asText(result?.['message']) ?? 'The registry does not say why.');
      return { outcome: 'rejected', code, message, requestId };
    }
    const message = 'The registry does not say what became of this number.';
    return { outcome: 'unknown', code: 'NO_RESULT', message, requestId };
  });
}

function below(path: string, id: string): string {
  return `${path}/${encodeURIComponent(id)}`;
}
