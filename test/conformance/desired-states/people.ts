/** The people of the table, each with what there was before. */
import { type Key, type Person, person } from '../office.ts';
import type { Texting } from './sequence.ts';

export const jane = person('jane.doe', '+14085550101');
export const sam = person('sam.roe', '+14085550102', { numbers: ['+14085550102', '+14085550112'] });
export const samsOther: Person = { ...sam, numbers: ['+14085550112'] };
export const ann = person('ann.lee', '+14085550103');
export const bob = person('bob.ray', '+14085550104', { textsIn: 'CBILL01' });
export const eve = person('eve.fox', '+14085550105', { textsIn: 'CSUPP01' });
export const tom = person('tom.orr', '+14085550106', { textsIn: 'CPROMO1' });
export const pam = person('pam.fay', '+14085550108', { blocked: true });
export const kit = person('kit.orr', '+14085550109', { blocked: true });
/** In no file, ever. */
export const kim = person('kim.lux', '+14085550107', { textsIn: 'CBILL01' });

export const texting = (key: Key, ...people: readonly Person[]): Texting =>
  Object.fromEntries(people.map(({ numbers: [first = ''] }) => [first, key]));
