/**
 * The body of an issue as a person sees it: headings, fields with what is to be copied, boxes, lines to fill in.
 * Law: comments of HTML are not seen. Each thing knows its line, so that a tick is a tick of that line and of no other.
 */

export interface Seen {
  readonly steps: readonly SeenStep[];
  readonly looks: readonly SeenLook[];
}

export interface SeenStep {
  readonly title: string;
  readonly id: string;
  readonly where: readonly string[];
  /** Sentences, one by one as they are listed. */
  readonly instructions: string[];
  readonly fields: SeenField[];
  /** To copy, outside of any field. */
  readonly copies: string[];
  /** Cells of the table of numbers. */
  readonly table: (readonly string[])[];
  /** Name of who has claimed it; null: nobody. */
  claimedBy: string | null;
  claim: number | null;
  done: number | null;
  /** Line on which an id is to be written. */
  idLine: number | null;
  /** Id of the step to go back to. */
  goBack: string | null;
}

export interface SeenField {
  readonly label: string;
  readonly values: string[];
  /** Environment variable that holds the value. */
  readonly secret: string | null;
}

export interface SeenLook {
  readonly title: string;
  readonly boxes: { readonly text: string; readonly line: number }[];
  /** What is listed below it. */
  readonly listed: string[];
  /** Line between the fences into which the page is pasted. */
  paste: number | null;
}

export function read(markdown: string): Seen {
  const lines = markdown.split('\n');
  const steps: SeenStep[] = [];
  const looks: SeenLook[] = [];
  let where: readonly string[] = [];
  let isLooking = false;
  let step: SeenStep | null = null;
  let field: SeenField | null = null;
  let look: SeenLook | null = null;

  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '<details>') {
      at = lines.indexOf('</details>', at);
      continue;
    }
    const fence = /^(`{3,})/.exec(line)?.[1];
    if (fence !== undefined || line === '<pre>') {
      const end = lines.indexOf(fence ?? '</pre>', at + 1);
      const copied = lines.slice(at + 1, end);
      if (look !== null) look.paste = at + 1;
      else if (field !== null) {
        field.values.push(...valuesOf(fence === undefined ? copied.map(entities) : copied));
      } else step?.copies.push(...copied);
      at = end;
      continue;
    }
    const text = shown(line);
    if (text === '') continue;
    const heading = /^#{3,4} (.*)$/.exec(text)?.[1];
    if (heading !== undefined) {
      [step, field, look, where] = [null, null, null, []];
      isLooking = heading === 'What Admin Console shows now';
      continue;
    }
    if (text.startsWith('Home › ')) {
      where = text.split(' › ');
      continue;
    }
    const box = /^- \[[ x]\] (.*)$/.exec(text)?.[1];
    if (isLooking) {
      const title = /^\*\*(.+?)\*\*/.exec(text)?.[1];
      if (title !== undefined) {
        look = { title, boxes: [], listed: [], paste: null };
        looks.push(look);
      } else if (box !== undefined) look?.boxes.push({ text: box, line: at });
      else if (text.startsWith('- ')) look?.listed.push(text.slice(2));
      continue;
    }
    const [, title, id] = /^\*\*\d+\. (.+?)\*\* ([0-9a-f]{8})(?: · .*)?$/.exec(text) ?? [];
    if (title !== undefined && id !== undefined) {
      field = null;
      step = { ...newStep(), title, id, where };
      steps.push(step);
      continue;
    }
    if (step === null) continue;
    const goBack = /^\*\*Now go back to step ([0-9a-f]{8}): .*\*\*$/.exec(text)?.[1];
    const claimed = /^\*\*Claimed by (.+?), .*\*\*/.exec(text)?.[1];
    const [, label, after = ''] = /^\*\*(.+?)\*\*(?:: (.+))?$/.exec(text) ?? [];
    if (box?.startsWith('I do this: ')) step.claim = at;
    else if (box?.startsWith('Done: ')) step.done = at;
    else if (text.startsWith('- ')) step.instructions.push(text.slice(2));
    else if (text.startsWith('|')) step.table.push(text.split('|').slice(1, -1).map(trimmed));
    else if (goBack !== undefined) step.goBack = goBack;
    else if (claimed !== undefined) step.claimedBy = claimed;
    else if (/^(?:Brand|Campaign) ID: `_{8}`$/.test(text)) step.idLine = at;
    else if (label !== undefined) {
      const secret = /^It is in no file\. The environment variable (\S+) holds it\.$/.exec(after);
      field = { label, values: [], secret: secret?.[1] ?? null };
      step.fields.push(field);
    }
  }
  return { steps, looks };
}

function newStep(): Omit<SeenStep, 'title' | 'id' | 'where'> {
  return {
    instructions: [],
    fields: [],
    copies: [],
    table: [],
    claimedBy: null,
    claim: null,
    done: null,
    idLine: null,
    goBack: null,
  };
}

/** Words stand one a line; a text is one value, however many lines it has. */
function valuesOf(lines: readonly string[]): readonly string[] {
  return lines.every((line) => !/\s/.test(line)) ? lines : [lines.join('\n')];
}

function shown(line: string): string {
  return entities(line.replace(/<!--.*?-->/g, '').replace(/<\/?code>/g, '')).trim();
}

function entities(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

function trimmed(text: string): string {
  return text.trim();
}
