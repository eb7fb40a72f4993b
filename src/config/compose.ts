/**
 * Compose: text → YAML document, given up where going on would take long and tell nobody more.
 * Law: the words and signs that are read are counted, and so are the errors; there is a last one of each.
 */
import { Composer, type CST, type Document, Lexer, type Node, Parser, YAMLParseError } from 'yaml';

/** Twice those of an account with 100,000 numbers, all of them in YAML. */
export const MOST_TOKENS = 2_000_000;

/** Thousands can stand on one line, which is one finding. */
const MOST_ERRORS = 1_000;

export interface Composed {
  readonly contents: Node | null;
  readonly errors: readonly YAMLParseError[];
  /** Offsets of `? `, which marks a key. Below such a key the package may leave lines out. */
  readonly explicitKeys: readonly number[];
  /** Words and signs that were read. */
  readonly tokens: number;
  /** What ended it before the end of the text. */
  readonly stoppedBy: 'tokens' | 'errors' | null;
}

class Stop extends Error {
  readonly by: 'tokens' | 'errors';
  constructor(by: 'tokens' | 'errors') {
    super(by);
    this.by = by;
  }
}

/** The first document of `text`, of at most `mostTokens` words and signs. A second one is an error. */
export function compose(text: string, mostTokens: number): Composed {
  const composer = new Composer({ schema: 'failsafe', prettyErrors: false, uniqueKeys: false });
  const countError = stopAfterErrors(composer);
  const tally: Tally = { tokens: 0, documents: 0, explicitKeys: [] };
  const second: YAMLParseError[] = [];
  let document: Document | null = null;
  try {
    for (const token of tokensOf(text, mostTokens, tally)) {
      if (token.type === 'error') countError();
      if (token.type === 'document') tally.documents += 1;
      if (tally.documents > 1) {
        second.push(new YAMLParseError([token.offset, text.length], 'MULTIPLE_DOCS', ''));
        break;
      }
      for (const done of composer.next(token)) document = done;
    }
    for (const done of composer.end(true, text.length)) document = done;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const { errors } = composer.streamInfo();
    const { tokens, explicitKeys } = tally;
    return { contents: null, errors, explicitKeys, tokens, stoppedBy: error.by };
  }
  return {
    contents: document?.contents ?? null,
    errors: [...(document?.errors ?? []), ...second],
    explicitKeys: tally.explicitKeys,
    tokens: tally.tokens,
    stoppedBy: null,
  };
}

interface Tally {
  tokens: number;
  documents: number;
  readonly explicitKeys: number[];
}

/** Marks the next token as the text of a scalar. */
const SCALAR_MARK = '\u001f';

/** Parses word by word, as the package's own `parse` does. */
function* tokensOf(text: string, most: number, tally: Tally): Generator<CST.Token> {
  const parser = new Parser();
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    tally.tokens += 1;
    if (tally.tokens > most) throw new Stop('tokens');
    if (lexeme === '?' && before !== SCALAR_MARK) tally.explicitKeys.push(parser.offset);
    before = lexeme;
    yield* parser.next(lexeme);
  }
  yield* parser.end();
}

/** The function to which a composer tells each error is left out of its types. */
interface Telling {
  onError: (...error: readonly unknown[]) => void;
}

/** Counts the errors that the composer finds, and those for which the result is called; stops after the last. */
function stopAfterErrors(composer: Composer): () => void {
  const telling = composer as unknown as Telling;
  const tell = telling.onError;
  let errors = 0;
  const count = () => {
    errors += 1;
    if (errors > MOST_ERRORS) throw new Stop('errors');
  };
  telling.onError = (...error) => {
    count();
    tell(...error);
  };
  return count;
}
