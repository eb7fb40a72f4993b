/**
 * A file that a command line names, read whole; what stands in the way is a clause to go behind its name.
 */
import { readFile, stat } from 'node:fs/promises';

/** A plan or snapshot of 100,000 numbers has some 60 MB. */
const MOST_BYTES = 256 * 1024 * 1024;

export async function textOf(
  path: string,
  what: string,
): Promise<string | { readonly problem: string }> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return { problem: `is far too large for a ${what}` };
    return await readFile(path, 'utf8');
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
      case 'ENOTDIR':
        return { problem: 'does not exist' };
      case 'EISDIR':
        return { problem: `is a folder, not a ${what}` };
      case 'EACCES':
      case 'EPERM':
        return { problem: 'may not be read' };
      case 'ELOOP':
        return { problem: 'is a link that leads to itself' };
      default:
        throw error;
    }
  }
}
