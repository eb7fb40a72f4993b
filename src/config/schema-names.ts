/**
 * Names: what a place in the configuration is called in a sentence.
 * Law: the key as it is written comes first, then the label that Admin Console uses, then the block it stands in.
 */
import { CONFIGURATION, exampleOf, type Shape, shapeAt } from './schema-shape.ts';
import { quote, quotePhone } from './secret.ts';
import type { Path } from './tree.ts';

/** `` `optIn.message` (Opt-In Response Message) of campaign `front-desk` ``, as admins find it. */
export function nameOf(path: Path, language: Shape = CONFIGURATION): string {
  const [kind, key] = path;
  if ((kind === 'campaigns' || kind === 'brands') && key !== undefined) {
    const block = `${kind === 'brands' ? 'brand' : 'campaign'} ${quote(key)}`;
    return path.length === 2 ? block : `${inner(path.slice(2), path, language)} of ${block}`;
  }
  return inner(path, path, language);
}

function inner(steps: Path, path: Path, language: Shape): string {
  const last = steps.at(-1);
  if (typeof last === 'number')
    return `item ${last + 1} of ${inner(steps.slice(0, -1), path.slice(0, -1), language)}`;
  if (isHolder(path, language)) return `the user of ${quotePhone(last)}`;
  return `${quote(steps.join('.'))}${labelOf(path, language)}`;
}

/** The title of the schema in brackets, where it says more than the key. */
export function labelOf(path: Path, language: Shape = CONFIGURATION): string {
  const title = shapeAt(path, language)?.title;
  const key = String(path.at(-1));
  return title === undefined || squeezed(title) === squeezed(key) ? '' : ` (${title})`;
}

/** Whether the path is that of a brand or a campaign. */
export function isBlock(path: Path): boolean {
  return path.length === 2 && (path[0] === 'brands' || path[0] === 'campaigns');
}

/** Whether the path is that of numbers and who holds them. */
export function isNumberMap(path: Path, language: Shape = CONFIGURATION): boolean {
  return shapeAt(path, language)?.$ref === '#/$defs/numbers';
}

/** Whether the path is that of the user of a number. */
export function isHolder(path: Path, language: Shape = CONFIGURATION): boolean {
  return isNumberMap(path.slice(0, -1), language);
}

/** An example of the line, as a hint. */
export function exampleHint(path: Path, language: Shape = CONFIGURATION): string {
  const example = exampleOf(shapeAt(path, language));
  const key = path.at(-1);
  if (example === null) return 'Compare the line with the documentation.';
  return typeof key === 'string' && !isHolder(path, language)
    ? `For example \`${key}: ${example}\`.`
    : `For example \`${example}\`.`;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Without capitals, hyphens and spaces: two spellings of one word are equal. */
export function squeezed(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
