/** A Users export as the inventory: joined with what people saw, and with what a gateway tells. */
import { describe, expect, test } from 'vitest';
import type { E164 } from '../../src/model/desired.ts';
import type { LiveSms } from '../../src/model/snapshot.ts';
import type { ExportedUser } from '../../src/model/users-export.ts';
import { exportedInventory } from '../../src/providers/eight-by-eight/exported.ts';
import { joinSms } from '../../src/providers/eight-by-eight/join.ts';
import { eightByEight } from '../../src/providers/eight-by-eight.ts';
import { fakeTiming } from './provider-support.ts';

const [A, B, C] = ['+14085550101', '+14085550102', '+14085550103'] as const;
const FILE = 'users-2026-07-20.csv';

function user(
  userName: string,
  numbers: readonly string[],
  more: Partial<ExportedUser> = {},
): ExportedUser {
  return {
    userName,
    name: userName,
    active: true,
    createdAt: null,
    numbersTold: true,
    numbers: numbers.map((number) => ({ number: number as E164, country: 'US', extension: 'UC' })),
    ...more,
  };
}

const sms = (more: Partial<LiveSms> = {}): LiveSms => ({
  status: 'off',
  campaignId: null,
  since: null,
  reason: null,
  version: null,
  ...more,
});

describe('the inventory of an export', () => {
  test('has each number with its holder, and of others tells nothing', () => {
    const inventory = exportedInventory(FILE, [user('sam', [B]), user('jane', [A])]);
    expect(inventory.users.map(({ id, userName }) => [id, userName])).toEqual([
      ['jane', 'jane'],
      ['sam', 'sam'],
    ]);
    expect(inventory.numberOf(A as E164)).toEqual({
      number: A,
      inventory: 'assigned',
      category: 'local',
      country: 'US',
      ownerId: 'jane',
      extension: 'UC',
      portsTo: null,
    });
    expect(inventory.numberOf(C as E164)).toMatchObject({ inventory: 'unknown', ownerId: null });
    expect([inventory.gaps, inventory.exportedIn]).toEqual([[], FILE]);
  });

  test('has a number of two users with neither', () => {
    const inventory = exportedInventory(FILE, [user('jane', [A, B]), user('sam', [A])]);
    expect(inventory.numberOf(A as E164)).toMatchObject({ inventory: 'unknown', ownerId: null });
    expect(inventory.numberOf(B as E164)).toMatchObject({ ownerId: 'jane' });
  });
});

describe('in console mode', () => {
  test('the snapshot says which file, and is read now', async () => {
    const provider = eightByEight({
      account: 'acme',
      lookAgainAfterDays: null,
      inventory: { exported: exportedInventory(FILE, [user('jane', [A])]) },
      sms: { via: 'console', observed: null },
      timing: fakeTiming(),
    });
    const snapshot = await provider.snapshot();
    expect(snapshot.usersExport).toBe(FILE);
    expect(snapshot.readAt).toBe(new Date(fakeTiming().now()).toISOString());
    expect(snapshot.numbers).toMatchObject([
      { number: A, ownerId: 'jane', sms: { status: 'unknown' } },
    ]);
    expect(provider.requests()).toBe(0);
    await provider.close();
  });
});

describe('beside a gateway', () => {
  const gaps = (users: readonly ExportedUser[], states: Readonly<Record<string, LiveSms>>) =>
    joinSms(exportedInventory(FILE, users), {
      entries: new Map(Object.entries(states) as [E164, LiveSms][]),
      gaps: [],
    }).gaps;

  test('numbers that no user holds are nothing to wonder about', () => {
    expect(gaps([user('jane', [A])], { [A]: sms(), [B]: sms() })).toEqual([]);
  });

  test('a number that texts and that nobody holds says that the file is old', () => {
    expect(gaps([user('jane', [A])], { [A]: sms(), [B]: sms({ status: 'on' }) })).toEqual([
      {
        part: 'users',
        reason: `Export the users again: SMS is on for numbers that no user in ${FILE} holds (1: ${B}).`,
      },
    ]);
  });

  test('so may a number that the registry does not know', () => {
    expect(gaps([user('jane', [A, B])], { [A]: sms() })).toEqual([
      {
        part: 'sms',
        reason: `The list of SMS numbers is not complete, or ${FILE} is old and has others (1: ${B}).`,
      },
    ]);
  });
});
