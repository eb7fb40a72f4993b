/**
 * Checks a gateway against our contract, with GET alone: every answer against schema/sms-registry.openapi.yaml, and the
 * laws that no schema can say.
 *
 *   CAMPAIGNCTL_SMS_API_KEY=… npm run check:gateway -- https://registry.example.com/admin-provisioning
 *
 * Exit 0: nothing is broken; 1: something is; 2: wrong usage, or no answer.
 */
import { contractOf, withConformance } from './conformance.mjs';

const [url = ''] = process.argv.slice(2);
const key = process.env['CAMPAIGNCTL_SMS_API_KEY'] ?? '';
if (!/^https:\/\/[^@?#]+$|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/][^@?#]*$/.test(url)) {
  console.error('name the address of the gateway, as it stands in smsVia: it starts with https://');
  process.exit(2);
}
if (key === '') {
  console.error('set CAMPAIGNCTL_SMS_API_KEY to the key of the gateway');
  process.exit(2);
}
await withConformance(['gateway-check', 'wire-document'], async (load) => {
  const { parseDocument } = await load('wire-document');
  const { checkGateway } = await load('gateway-check');
  try {
    const { text, broken } = await checkGateway(url, key, contractOf(parseDocument));
    process.stdout.write(text);
    process.exitCode = broken === 0 ? 0 : 1;
  } catch (error) {
    // What is thrown by fetch can quote what was sent.
    console.error(`no answer from ${new URL(url).host}: ${error?.cause?.code ?? error?.name}`);
    process.exitCode = 2;
  }
});
