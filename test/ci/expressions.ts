/** What GitHub makes of the expressions in a workflow, by its own evaluator. */
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';

export type Value = string | number | boolean | null | { readonly [key: string]: Value };
type Contexts = Readonly<Record<string, Value>>;

/** The value of a field that is an expression without braces, such as `if`. */
export function conditionHolds(expression: string, contexts: Contexts): boolean {
  return evaluated(expression, contexts).coerceString() === 'true';
}

/** A text with its expressions filled in. */
export function filled(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluated(expression, contexts).coerceString(),
  );
}

function evaluated(expression: string, contexts: Contexts): data.ExpressionData {
  const { tokens } = new Lexer(expression.trim()).lex();
  const tree = new Parser(tokens, Object.keys(contexts), []).parse();
  return new Evaluator(tree, dictionary(contexts)).evaluate();
}

function dictionary(values: Contexts): data.Dictionary {
  const pairs = Object.entries(values).map(([key, value]) => ({ key, value: dataOf(value) }));
  return new data.Dictionary(...pairs);
}

function dataOf(value: Value): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  return dictionary(value);
}
