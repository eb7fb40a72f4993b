/**
 * The part of the recorded session that the provider adapter plays: every kind of step, a snapshot and a search.
 */
import type { E164 } from '../../src/model/desired.ts';
import type { Step } from '../../src/model/port.ts';
import { sandboxProvider } from '../../src/providers/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/server.ts';
import { BRAND, MESSAGES } from './wire-world.ts';

const DAY = 86_400_000;

/** Where the list of users does not tell who holds which number, those whom a line names are asked for. */
export async function readByName(url: string, { apiKey }: Sandbox): Promise<void> {
  const provider = sandboxProvider({ url, apiKey, limits: null });
  try {
    const users = ['jane.doe@acme-dental.example', 'Ann.Lee@acme-dental.example'];
    const { gaps, numbers } = await provider.snapshot({ users });
    const held = numbers.filter(({ ownerId }) => ownerId !== null).map(({ number }) => number);
    if (gaps.length > 0 || held.join() !== '+14085550101,+14085550104') {
      throw new Error(`not read by name: ${JSON.stringify({ gaps, held })}`);
    }
  } finally {
    await provider.close();
  }
}

/** `url`: of the recorder in front of the sandbox. */
export async function driveAdapter(url: string, { apiKey, control }: Sandbox): Promise<void> {
  const polling = { first: 1, every: 1 };
  const provider = sandboxProvider({ url, apiKey, polling, limits: null });
  const run = (...batch: readonly Step[]) => provider.execute(batch);
  const [change, version] = ['x', null];
  const content = {
    useCase: 'customer-care',
    description: MESSAGES.description,
    callToAction: MESSAGES.callToAction,
    privacyPolicy: MESSAGES.privacyPolicyUrl,
    'optIn.keywords': ['START'],
    'optIn.message': MESSAGES.optInMessage,
    'optOut.keywords': ['STOP'],
    'optOut.message': MESSAGES.optOutMessage,
    'help.keywords': ['HELP'],
    'help.message': MESSAGES.helpMessage,
    samples: MESSAGES.samples,
  };
  const { website, supportEmail, legalName, brandName } = BRAND;
  const brand = { legalName, brandName, taxIdCountry: 'US', website, supportEmail };
  try {
    await provider.snapshot();
    await run({
      kind: 'register-brand',
      change,
      reference: 'acme/brand/labs',
      content: { ...brand, legalForm: 'private-company', vertical: 'healthcare' },
      taxId: '123456789',
    });
    const reference = 'acme/campaign/billing';
    await run({ kind: 'register-campaign', change, reference, brandId: 'B7ACME1', content });
    const [found] = await provider.find({ kind: 'campaign', reference });
    if (found?.kind !== 'campaign') throw new Error('the campaign was not registered');
    const { id } = found.campaign;
    control.reject(id, 'No privacy policy');
    await run({ kind: 'resubmit', change, id, version, reason: 'page is live', content: {} });
    control.approve(id);
    await run({
      kind: 'update',
      change,
      of: 'campaign',
      id,
      version: null,
      content: { samples: ['One.', 'Two.'] },
    });
    const to = 'acme/campaign/desk';
    await run({ kind: 'rebind', change, of: 'campaign', id, version: '1', reference: to });
    await run({
      kind: 'rebind',
      change,
      of: 'campaign',
      id: 'C7GH42I',
      version: '1',
      reference: to,
    });
    const number = '+14085550120' as E164;
    await run({ kind: 'assign', change, number, campaignId: id, version: '1' });
    control.advance(2 * DAY);
    await run({ kind: 'turn-off', change, number, version });
    await run({ kind: 'deactivate', change, id: 'C7HAND1', version, reason: 'replaced' });
    await provider.find({ kind: 'number', number });
    await provider.find({ kind: 'brand', id: 'B7ACME1' });
    await provider.snapshot();
  } finally {
    await provider.close();
  }
}
