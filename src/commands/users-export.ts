/** Placeholder until the reader is there. */
import type { UsersExport } from '../model/desired.ts';
import { ProviderError } from '../model/port.ts';
import type { Inventory } from '../providers/eight-by-eight/inventory.ts';
import type { Io } from './io.ts';

export async function readUsersExport(
  _root: string,
  { file }: UsersExport,
  _io: Io,
): Promise<{ readonly exported: Inventory }> {
  throw new ProviderError(`${file} cannot be read yet.`, { kind: 'access' });
}
