/**
 * What the file system refused, as a sentence for people.
 * Law: only an error of the system becomes a StoreError; anything else is a bug and is thrown on.
 */
import { StoreError } from '../model/store.ts';

type Trouble = readonly [StoreError['kind'], string];

const TROUBLES: Readonly<Record<string, Trouble>> = {
  ENOENT: ['access', 'a part of the path is missing. Make the folder again, or name another'],
  ENOTDIR: [
    'access',
    'a file stands where a folder should be. Move it away, or name another folder',
  ],
  EEXIST: [
    'access',
    'a file stands where a folder should be. Move it away, or name another folder',
  ],
  EISDIR: ['damaged', 'a folder stands where a file of the log should be. Move it away'],
  ELOOP: ['access', 'symbolic links lead in a circle. Name the folder itself'],
  EACCES: [
    'access',
    'the folder belongs to somebody else. Give this user the right to read and write it',
  ],
  EPERM: [
    'access',
    'the system does not permit it. Give this user the right to read and write the folder',
  ],
  EROFS: ['access', 'the file system is mounted read-only. Name a folder that can be written to'],
  ENOSPC: ['access', 'the disk is full. Free some space and run the command again'],
  EDQUOT: [
    'access',
    'the quota of this user is used up. Free some space and run the command again',
  ],
  ENAMETOOLONG: ['invalid', 'the path is too long. Name a folder with a shorter one'],
  EIO: ['unreachable', 'the disk reports an error. Look into the messages of the system'],
  ESTALE: ['unreachable', 'the network file system lost it. Run the command again'],
  ETIMEDOUT: [
    'unreachable',
    'the network file system does not answer. Run the command again later',
  ],
  EHOSTDOWN: [
    'unreachable',
    'the network file system does not answer. Run the command again later',
  ],
};

/** `what` was tried: `be read`, `be written`. */
export function fileTrouble(error: unknown, path: string, what: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  if (code === null) throw error;
  const [kind, why] = TROUBLES[code] ?? ['access', `the system says ${code}`];
  return new StoreError(kind, `The log in ${path} could not ${what}: ${why}.`);
}

/** Null: not an error of the system. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') {
    return null;
  }
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : null;
}
