/**
 * What is wrong in an `observed.yaml` whose lines are each well formed: numbers and ids that stand twice, brands that are missing.
 */
import { isScalar, type Pair } from 'yaml';
import type { E164 } from '../model/desired.ts';
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { nearest } from '../model/nearest.ts';
import { formatPhone } from '../model/phone.ts';
import { collect } from './findings.ts';
import type { ParsedFile } from './parse.ts';
import { readNumber } from './phone-at.ts';
import type { ObservedRuleId } from './rules-observed.ts';
import { quote } from './secret.ts';
import { placeAt } from './source.ts';
import { isNode, keyText, nodeAt, pairAt, pairsOf, rangeOf, scalarText } from './tree.ts';

/** `account`: name of the account that the file lies in; null: not known. */
export function observedFindings(file: ParsedFile, account: string | null): readonly Diagnostic[] {
  const found = collect();
  const report = (...diagnostics: readonly Diagnostic[]) => {
    for (const diagnostic of diagnostics) if (!found.isFull()) found.add(diagnostic);
  };
  report(...otherAccount(file, account), ...unknownBrands(file));
  for (const kind of ['brand', 'campaign'] as const) report(...idsTwice(file, kind));
  for (const diagnostic of numberFindings(file)) report(diagnostic);
  return found.list;
}

function error(
  rule: ObservedRuleId,
  place: Place,
  message: string,
  hint: string,
  first?: Place,
): Diagnostic {
  const related = first && [{ place: first, message: 'It is written here first.' }];
  return {
    rule,
    severity: 'error',
    message,
    place,
    hint,
    ...(related === undefined ? {} : { related }),
  };
}

function placeOf({ source }: ParsedFile, node: unknown): Place {
  return placeAt(source, ...(isNode(node) ? rangeOf(node) : ([0, 0] as const)));
}

function otherAccount(file: ParsedFile, account: string | null): readonly Diagnostic[] {
  const node = nodeAt(file.root, ['observed']);
  const name = isScalar(node) ? scalarText(node) : null;
  if (account === null || name === null || name === account) return [];
  return [
    error(
      'observed-other-account',
      placeOf(file, node),
      `This was seen in the account ${quote(name)}; the account here is ${quote(account)}.`,
      'Put the file of this account in its place. If only the name is wrong, mend it here.',
    ),
  ];
}

function unknownBrands(file: ParsedFile): readonly Diagnostic[] {
  const brands = pairsOf(nodeAt(file.root, ['brands'])).flatMap((pair) => keyText(pair) ?? []);
  return pairsOf(nodeAt(file.root, ['campaigns'])).flatMap(({ value }) => {
    const node = nodeAt(value, ['brand']);
    const name = isScalar(node) ? scalarText(node) : null;
    if (name === null || name === '' || brands.includes(name)) return [];
    const near = nearest(name, brands);
    return [
      error(
        'observed-unknown-brand',
        placeOf(file, node),
        `There is no brand ${quote(name)} in this file.`,
        near === null ? `Add it under \`brands:\`.` : `Did you mean \`${near}\`?`,
      ),
    ];
  });
}

function idsTwice(file: ParsedFile, kind: 'brand' | 'campaign'): readonly Diagnostic[] {
  const first = new Map<string, { readonly key: string; readonly place: Place }>();
  return pairsOf(nodeAt(file.root, [`${kind}s`])).flatMap((pair) => {
    const node = nodeAt(pair.value, ['id']);
    const id = isScalar(node) ? scalarText(node) : '';
    if (id === '') return [];
    const other = first.get(id);
    const place = placeOf(file, node);
    if (other === undefined) {
      first.set(id, { key: keyText(pair) ?? '', place });
      return [];
    }
    return [
      error(
        'observed-id-twice',
        place,
        `${kind === 'brand' ? 'Brand' : 'Campaign'} ${quote(keyText(pair))} has the id ${quote(id)}, and so has ${quote(other.key)} on line ${other.place.line}.`,
        'Look both up in Admin Console, and mend or take out the wrong id.',
        other.place,
      ),
    ];
  });
}

/** A line of a number, and where it stands: in a campaign, or (null) in none. */
interface NumberLine {
  readonly pair: Pair;
  readonly campaign: string | null;
}

function* numberLines({ root }: ParsedFile): Generator<NumberLine> {
  for (const { key, value } of pairsOf(pairAt(root, 'campaigns')?.value)) {
    const campaign = isScalar(key) ? scalarText(key) : '';
    for (const pair of pairsOf(nodeAt(value, ['numbers']))) yield { pair, campaign };
  }
  for (const pair of pairsOf(nodeAt(root, ['numbers']))) yield { pair, campaign: null };
}

function* numberFindings(file: ParsedFile): Generator<Diagnostic> {
  const first = new Map<E164, NumberLine & { readonly place: Place }>();
  for (const line of numberLines(file)) {
    const text = keyText(line.pair);
    if (text === null) continue;
    const place = placeOf(file, line.pair.key);
    const found: Diagnostic[] = [];
    const number = readNumber(place, text, null, found)?.number;
    // What was seen is a fact: of a number that may be meant, nothing is said here.
    yield* found.filter(({ severity }) => severity === 'error');
    if (number === undefined) continue;
    const other = first.get(number);
    if (other === undefined) first.set(number, { ...line, place });
    else yield numberTwice(number, place, line, other);
  }
}

function numberTwice(
  number: E164,
  place: Place,
  line: NumberLine,
  first: NumberLine & { readonly place: Place },
): Diagnostic {
  const where = ({ campaign }: NumberLine) =>
    campaign === null ? '`numbers`' : `campaign ${quote(campaign)}`;
  const message =
    line.campaign === first.campaign
      ? `${formatPhone(number)} is written twice in ${where(line)}; the first time on line ${first.place.line}.`
      : `${formatPhone(number)} is written in ${where(line)}, and on line ${first.place.line} in ${where(first)}.`;
  return error(
    'observed-number-twice',
    place,
    message,
    'Keep the line that is true, as the SMS page shows the number now, and take the other out.',
    first.place,
  );
}
