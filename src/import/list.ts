/**
 * The text of a list of numbers: CSV with the columns `number` and `user`.
 */
import type { NumberLine } from './numbers.ts';
import { oneLine } from './yaml.ts';

export function listText(numbers: readonly NumberLine[]): string {
  const rows = numbers.flatMap(({ number, user, remark }) => [
    ...(remark === null ? [] : [`# ${number}: ${oneLine(remark)}`]),
    // Neither a number nor the name of a user holds a comma or a quote.
    `${number},${user ?? 'anyone'}`,
  ]);
  return `number,user\n${rows.map((row) => `${row}\n`).join('')}`;
}
