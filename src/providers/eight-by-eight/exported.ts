/**
 * The inventory as a Users export tells it: users, and the numbers they hold. Pure.
 * Law: a number that is in no line may be in the account all the same, so it is never said that it is not.
 */
import type { E164 } from '../../model/desired.ts';
import { compareText } from '../../model/diagnostic.ts';
import type { LiveUser } from '../../model/snapshot.ts';
import type { ExportedUser } from '../../model/users-export.ts';
import type { Inventory, InventoryNumber } from './inventory.ts';

/** `file`: the export, as the plan names it. */
export function exportedInventory(file: string, users: readonly ExportedUser[]): Inventory {
  const numbers = new Map<E164, InventoryNumber>();
  for (const { userName, numbers: held } of users) {
    for (const { number, country, extension } of held) {
      const isContested = numbers.has(number);
      numbers.set(number, {
        ...UNTOLD,
        number,
        category: 'local',
        country,
        // Two users cannot hold it: neither of them counts.
        ...(isContested ? {} : { inventory: 'assigned', ownerId: userName, extension }),
      });
    }
  }
  return {
    users: users.map(liveUser).sort((a, b) => compareText(a.id, b.id)),
    numbers,
    gaps: [],
    time: null,
    exportedIn: file,
    numberOf: (number) => numbers.get(number) ?? { ...UNTOLD, number },
  };
}

const UNTOLD: Omit<InventoryNumber, 'number'> = {
  inventory: 'unknown',
  category: 'unknown',
  country: null,
  ownerId: null,
  extension: null,
  portsTo: null,
};

function liveUser(user: ExportedUser): LiveUser {
  const { userName, name, active, createdAt, numbers, numbersTold } = user;
  // An extension without a number is in no line of an export.
  const hasUc = numbers.some(({ extension }) => extension === 'UC') ? true : null;
  return { id: userName, userName, name, active, hasUc, numbersTold, createdAt };
}
