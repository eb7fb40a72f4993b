/**
 * The inventory where no API key is set: from the Users export that the account names.
 */
import { loadUsers } from '../config/users-file.ts';
import type { DesiredAccount } from '../model/desired.ts';
import { ProviderError } from '../model/port.ts';
import { exportedInventory } from '../providers/eight-by-eight/exported.ts';
import type { Inventory } from '../providers/eight-by-eight/inventory.ts';

/** Null: the account names none. Throws ProviderError where the file is not as it was when it was checked. */
export function exportedUsers(root: string, account: DesiredAccount): Inventory | null {
  const loaded = loadUsers(root, account);
  if (loaded === null) return null;
  const file = account.usersExport?.file ?? '';
  const fault = loaded.diagnostics.find(({ severity }) => severity === 'error');
  if (fault === undefined) return exportedInventory(file, loaded.users);
  throw new ProviderError(`The users in ${file} cannot be read: ${fault.message}`, {
    kind: 'protocol',
  });
}
