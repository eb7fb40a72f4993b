/**
 * The name of an account as far as a quick look at its files tells, also where they are not valid.
 * For what has to be called by it before anything is read whole, such as the comment about what is wrong.
 */
import { readYaml } from './read.ts';
import { rootOf } from './root.ts';
import { yamlFilesIn } from './walk.ts';

const BLOCK = /^account[^\S\n]*:(?<block>[^\n]*(?:\n(?:[^\S\n][^\n]*|#[^\n]*)?)*)/m;
const NAME = /(?:^|[\s{,])name[^\S\n]*:[^\S\n]*["']?(?<name>[a-z0-9][a-z0-9-]{0,40})(?![\w.-])/;

/** null: no file in the folder of the account tells it. */
export function accountNameAt(path: string): string | null {
  const root = rootOf(path);
  if (root === null) return null;
  for (const file of yamlFilesIn(root)) {
    const block = BLOCK.exec(readYaml(root, file).source?.text ?? '')?.groups?.['block'];
    const name = NAME.exec(block ?? '')?.groups?.['name'];
    if (name !== undefined) return name;
  }
  return null;
}
