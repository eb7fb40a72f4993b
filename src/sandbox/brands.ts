/**
 * Brands: registered, then verified against tax records in about a minute.
 */
import {
  type Answer,
  accept,
  BRAND_FIELDS,
  checkContent,
  checkReference,
  refuse,
  sameValue,
  withoutTaxId,
} from './fields.ts';
import type { BrandRecord } from './records.ts';
import { checkFree, checkVersion, iso, nextId, type World } from './world.ts';

export type Body = Readonly<Record<string, unknown>>;

export function registerBrand(world: World, body: Body, now: number): Answer<BrandRecord> {
  const reference = checkReference(body['referenceId']);
  if (!reference.ok) return reference;
  const content = checkContent(BRAND_FIELDS, body, ['referenceId'], true);
  if (!content.ok) return content;
  const free = checkFree(world, 'brand', reference.value, null);
  if (!free.ok) return free;
  const brand: BrandRecord = {
    brandId: nextId('B', world.state.brands),
    referenceId: reference.value,
    status: 'PENDING',
    statusTime: iso(now),
    statusReason: null,
    version: 1,
    content: withoutTaxId(content.value),
    due: now + world.times.brand,
  };
  world.put(['brand', brand]);
  return accept(brand);
}

/** Merges the named fields. On a verified brand what the verification rests on is fixed; a failed one is verified again. */
export function updateBrand(
  world: World,
  id: string,
  body: Body,
  version: number | null,
  now: number,
): Answer<BrandRecord> {
  const brand = world.state.brands.get(id);
  if (brand === undefined) return refuse('NOT_FOUND', null, `Brand not found: ${id}`);
  const current = checkVersion(world, brand, version);
  if (!current.ok) return current;
  if (brand.status === 'PENDING') {
    return refuse('CONFLICT', 'status', 'The brand is being verified; wait for the result');
  }
  const content = checkContent(BRAND_FIELDS, body, ['referenceId'], false);
  if (!content.ok) return content;
  const merged = { ...brand.content, ...withoutTaxId(content.value) };
  if (brand.status === 'VERIFIED') {
    const fixed = BRAND_FIELDS.find(
      ({ name, approved }) =>
        approved === 'fixed' &&
        (name === 'taxId'
          ? !sameValue(merged['taxIdMasked'], brand.content['taxIdMasked'])
          : !sameValue(merged[name], brand.content[name])),
    );
    if (fixed !== undefined) {
      return refuse('VALIDATION_ERROR', fixed.name, 'cannot be changed on a verified brand');
    }
  }
  const reference = rebound(world, 'brand', brand.referenceId, body, id);
  if (!reference.ok) return reference;
  const again = brand.status !== 'VERIFIED';
  const updated: BrandRecord = {
    ...brand,
    referenceId: reference.value,
    content: merged,
    version: brand.version + 1,
    ...(again
      ? {
          status: 'PENDING',
          statusTime: iso(now),
          statusReason: null,
          due: now + world.times.brand,
        }
      : {}),
  };
  world.put(['brand', updated]);
  return accept(updated);
}

/** The reference after a write: the one in the body, else the old one. */
export function rebound(
  world: World,
  kind: 'brand' | 'campaign',
  before: string | null,
  body: Body,
  id: string,
): Answer<string | null> {
  if (!('referenceId' in body)) return accept(before);
  const reference = checkReference(body['referenceId']);
  if (!reference.ok) return reference;
  const free = checkFree(world, kind, reference.value, id);
  return free.ok ? reference : free;
}
