/**
 * What the database or the way to it refused: whether it passes by itself, and a sentence for people.
 * Law: only a broken connection, or what the server says will pass, is tried again. No password is in any sentence:
 * they are written here and hold nothing of the address but host, port and database.
 */
import pg from 'pg';
import { StoreError } from '../model/store.ts';
import { withoutSecrets } from './redact.ts';

/** SQLSTATEs and classes of them that pass: connection lost, server stopping or starting, deadlock, time-out. */
const PASSING = /^(?:08|40|57P0[1-5]|57014|53300|55P03|25P0[34])/;

const SENTENCES: readonly (readonly [RegExp, StoreError['kind'], string])[] = [
  [
    /^28/,
    'access',
    'the server does not accept the user or the password. Check both, and pg_hba.conf',
  ],
  [/^3D000/, 'access', 'there is no such database. Make it with "createdb", or name another'],
  [
    /^42501/,
    'access',
    'this user may not do that. Grant it CREATE on the database, or all on the schema campaignctl and its tables',
  ],
  [/^25006/, 'access', 'the server takes no writes now. Name the primary server'],
  [/^53100/, 'access', 'the disk of the server is full. Free some space and run the command again'],
  [/^53300/, 'unreachable', 'the server has no connection free. Run the command again later'],
  [
    /^(?:57014|55P03|25P0)/,
    'unreachable',
    'the server took too long, perhaps because another writer holds on. Run the command again',
  ],
  [/^XX00[12]/, 'damaged', 'the server reports damaged data. Restore the database from a backup'],
];

/** Codes of node's, of TLS and of name look-up that trying again does not change. */
const LASTING = /CERT|TLS|SSL|ENOTFOUND|EACCES|EPERM|BAD_PORT/;

export function isPassing(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return PASSING.test(error.code ?? '');
  return (
    isFromTheWay(error) &&
    !LASTING.test(codeOrMessage(error)) &&
    !wantsPassword(error) &&
    !isOfAFile(error)
  );
}

/** What is not known here is a bug and is thrown on. */
export function postgresError(error: unknown, label: string): StoreError {
  if (error instanceof StoreError) return error;
  if (error instanceof pg.DatabaseError) {
    const code = error.code ?? '';
    const [, kind, why] = SENTENCES.find(([pattern]) => pattern.test(code)) ?? [];
    if (kind !== undefined) return refused(kind, label, String(why));
    const words = withoutSecrets(error.message).slice(0, 200);
    const general = PASSING.test(code) ? 'unreachable' : 'access';
    return refused(general, label, `the server says "${words}" (${code})`);
  }
  if (!isFromTheWay(error)) throw error;
  if (wantsPassword(error)) {
    return refused(
      'access',
      label,
      'the server wants a password, and none was given. Put it into PGPASSWORD or the address',
    );
  }
  if (isOfAFile(error)) {
    return refused(
      'invalid',
      label,
      'a file that its address names cannot be read. Check "sslrootcert", "sslcert" and "sslkey"',
    );
  }
  const what = codeOrMessage(error);
  if (/CERT|TLS|SSL/.test(what)) {
    return refused(
      'access',
      label,
      'the server and this machine do not agree on TLS. Check "sslmode" in the address, and name the certificate of your authority with "sslrootcert"',
    );
  }
  if (/ENOTFOUND|EAI_AGAIN/.test(what)) {
    return refused(
      'unreachable',
      label,
      'the name of its host is not known here. Check the address',
    );
  }
  return refused(
    'unreachable',
    label,
    'there is no connection to the server. Check the address and that the server runs',
  );
}

function refused(kind: StoreError['kind'], label: string, why: string): StoreError {
  return new StoreError(kind, `The log in ${label} could not be used: ${why}.`);
}

/** The driver gives a broken connection no class of its own: a code of the system, or one of these texts. */
function isFromTheWay(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof TypeError) return false;
  if ('code' in error && typeof error.code === 'string') return true;
  return /terminated|timeout|not queryable|connection error|closed|SSL|SASL|SCRAM/i.test(
    error.message,
  );
}

/** Of certificates; a socket that is missing is a server that does not run. */
function isOfAFile(error: Error): boolean {
  return 'syscall' in error && error.syscall === 'open';
}

function wantsPassword(error: Error): boolean {
  return /SASL|SCRAM/.test(error.message);
}

function codeOrMessage(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
