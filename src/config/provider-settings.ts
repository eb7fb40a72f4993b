/**
 * Settings that only one provider has: what is written for another says nothing.
 */
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Entry } from './entries.ts';
import { diagnoseAt } from './source.ts';

type Only = readonly [name: string, only: string];

const OF_8X8: readonly Only[] = [
  ['smsVia', '`provider: 8x8`'],
  ['usersExport', '`provider: 8x8`'],
];
const OF_SANDBOX: readonly Only[] = [['sandbox', '`provider: sandbox`']];
const OF_CONSOLE: Only = ['lookAgainAfterDays', '`provider: 8x8` with `smsVia: console`'];

/** Both entries are sound; null: no `policy:` is written. */
export function strangeSettings(account: Entry, policy: Entry | null): readonly Diagnostic[] {
  const { provider, smsVia = 'console' } = account.value as {
    readonly provider?: string;
    readonly smsVia?: string;
  };
  const inConsole = provider === '8x8' && smsVia === 'console';
  const strange = provider === '8x8' ? OF_SANDBOX : OF_8X8;
  return [
    ...strange.flatMap((only) => found(account, only)),
    ...(policy === null || inConsole ? [] : found(policy, OF_CONSOLE)),
  ];
}

function found({ places }: Entry, [name, only]: Only): readonly Diagnostic[] {
  const place = places[name];
  if (place === undefined) return [];
  return [
    diagnoseAt(place, {
      rule: 'setting-without-effect',
      message: `\`${name}\` is only for ${only}, so it has no effect here.`,
      hint: 'Take it out, or look whether the account is the one that is meant.',
    }),
  ];
}
