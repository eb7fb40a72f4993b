/**
 * What a workflow of GitHub Actions has to keep to beyond being valid, ours and those that we give away.
 * Law: what others can write (a title, a branch, a folder) never becomes part of a script.
 */
import { isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';

/** `LINE: what is wrong`, in the order of the file. */
export function workflowProblems(text: string): readonly string[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const found: { readonly line: number; readonly problem: string }[] = [];
  const rows = text.split('\n');
  const add = (offset: number, problem: string): void => {
    found.push({ line: lines.linePos(offset).line, problem });
  };
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key)) return;
      const at = key.range?.[0] ?? 0;
      if (key.value === 'pull_request_target')
        add(at, 'runs the code of strangers with our rights');
      if (!isScalar(value) || typeof value.value !== 'string') return;
      if (key.value === 'run' && value.value.includes('${{')) {
        add(at, 'an expression in a script: hand it over in `env`');
      }
      if (key.value === 'permissions' && value.value === 'write-all') add(at, 'every right');
      if (key.value === 'uses') {
        const row = rows[lines.linePos(at).line - 1] ?? '';
        const problem = usesProblem(value.value, row);
        if (problem !== null) add(at, problem);
      }
    },
    Scalar(key, node) {
      if (key !== 'key' && node.value === 'pull_request_target') {
        add(node.range?.[0] ?? 0, 'runs the code of strangers with our rights');
      }
    },
  });
  const jobs = document.get('jobs');
  if (isMap(jobs)) {
    if (!document.has('permissions')) add(0, 'no `permissions` for the whole workflow');
    for (const { key, value } of jobs.items) {
      // A job that calls another workflow cannot have one.
      if (!isMap(value) || value.has('uses') || value.has('timeout-minutes')) continue;
      add(isScalar(key) ? (key.range?.[0] ?? 0) : 0, `the job ${key} has no \`timeout-minutes\``);
    }
  }
  return found.sort((a, b) => a.line - b.line).map(({ line, problem }) => `${line}: ${problem}`);
}

/** An action of this repository is as good as the commit that runs. */
function usesProblem(uses: string, row: string): string | null {
  if (uses.startsWith('./')) return null;
  if (!/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses)) return `${uses} is not pinned by its commit`;
  return /# v\d+(\.\d+){0,2}\s*$/.test(row) ? null : `${uses} does not say its version`;
}
