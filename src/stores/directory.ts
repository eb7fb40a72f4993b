/**
 * The log in a folder: PATH/<account>/00000012.jsonl holds the entries of append 12, one a line.
 * Law: a file gets its name by link(2), which exactly one writer can do and no crash leaves half done, after its bytes
 * are on disk. A file that has its name is never changed, but for a torn last line, which is kept beside it.
 */
import { randomUUID } from 'node:crypto';
import { link, lstat, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogEntry } from '../model/log.ts';
import { type Store, StoreConflict, type StoredLog, StoreError } from '../model/store.ts';
import { draftName, lastAppend, makeFolder, sweepDrafts, syncFolder } from './directory-folder.ts';
import { decodeText, parseEntry, toLines } from './entries.ts';
import { codeOf, fileTrouble } from './file-trouble.ts';

/** Files that are read at a time. */
const AT_A_TIME = 64;

const EMPTIED = Buffer.from('\n');

/** What link(2) says where there are no hard links: FAT, some network file systems. */
const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EXDEV',
  'EMLINK',
]);

interface AppendFile {
  readonly entries: readonly LogEntry[];
  /** Whether the last line was left out. */
  readonly torn: boolean;
  /** What is left without that line. */
  readonly whole: Buffer;
}

/** Throws StoreError where the folder is there and cannot be used. Makes nothing before the first append. */
export async function openDirectory(path: string, account: string): Promise<Store> {
  const label = `dir:${path}`;
  const folder = join(path, account);
  const fileOf = (append: number) => join(folder, `${String(append).padStart(8, '0')}.jsonl`);
  /** The newest append that is known to end in a whole line. */
  let sound = 0;

  await sweepDrafts(folder).catch((error: unknown) => {
    throw fileTrouble(error, folder, 'be read');
  });

  async function read(): Promise<StoredLog> {
    const sequence = await lastAppend(folder);
    const entries: LogEntry[] = [];
    const notes: string[] = [];
    for (let first = 1; first <= sequence; first += AT_A_TIME) {
      const count = Math.min(AT_A_TIME, sequence - first + 1);
      const files = await Promise.all(
        Array.from({ length: count }, (_, i) => readAppend(fileOf(first + i), label)),
      );
      for (const [i, file] of files.entries()) {
        const append = first + i;
        if (file === null) throw missing(fileOf(append), label);
        if (file.torn) {
          if (append < sequence)
            throw damaged(fileOf(append), linesOf(file.whole).length + 1, label);
          notes.push(
            `The last line of ${fileOf(append)} is torn, as after a power cut, and was left out.`,
          );
        } else {
          sound = append;
        }
        for (const entry of file.entries) entries.push(entry);
      }
    }
    return { entries, sequence, notes };
  }

  /** Cuts a torn line off append number `last`, so that it may have a successor. False: there is no such append. */
  async function mend(last: number): Promise<boolean> {
    const file = fileOf(last);
    const found = await readAppend(file, label);
    if (found === null) return false;
    if (found.torn) {
      await link(file, `${file}.torn`).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
      });
      const draft = await writeDraft(folder, found.whole.length === 0 ? EMPTIED : found.whole);
      // Whoever else mends it at this moment writes the same bytes.
      await rename(draft, file);
      await syncFolder(folder);
    }
    sound = last;
    return true;
  }

  async function append(entries: readonly LogEntry[], expected: number): Promise<number> {
    if (expected === 0) await makeFolder(folder);
    else if (sound !== expected && !(await mend(expected))) throw new StoreConflict(label);
    const draft = await writeDraft(folder, toLines(entries));
    try {
      if (!(await take(draft, fileOf(expected + 1)))) throw new StoreConflict(label);
      await syncFolder(folder);
    } finally {
      await rm(draft, { force: true });
    }
    sound = expected + 1;
    return sound;
  }

  return {
    label,
    kind: 'dir',
    read: () =>
      read().catch((error: unknown) => {
        throw fileTrouble(error, folder, 'be read');
      }),
    append: (entries, expected) =>
      append(entries, expected).catch((error: unknown) => {
        if (error instanceof StoreConflict) throw error;
        throw fileTrouble(error, folder, 'be written');
      }),
    close: async () => {},
  };
}

/** A file with these bytes, on disk, under a name that no reader looks at. */
async function writeDraft(folder: string, content: string | Buffer): Promise<string> {
  const draft = join(folder, draftName(randomUUID()));
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.datasync();
    } finally {
      await file.close();
    }
    return draft;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Gives the draft its name. False: somebody else has it. */
async function take(draft: string, file: string): Promise<boolean> {
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    const code = codeOf(error);
    // A network file system may have done it and lost the answer, and then refuses its own repetition.
    if (code === 'EEXIST') return (await lstat(draft)).nlink > 1;
    if (code !== null && NO_LINKS.has(code)) {
      throw new StoreError(
        'invalid',
        `The log cannot be kept in ${file}: this file system makes no hard links (${code}), without which two writers could overwrite each other. Name a folder on another one.`,
      );
    }
    throw error;
  }
}

/** Null: there is no such file. Throws StoreError for a line that is no entry, unless it is the last and has no end. */
async function readAppend(file: string, label: string): Promise<AppendFile | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
  const end = bytes.lastIndexOf('\n') + 1;
  const entries: LogEntry[] = [];
  for (const [i, line] of linesOf(bytes.subarray(0, end)).entries()) {
    const entry = entryIn(line);
    if (entry === null) throw damaged(file, i + 1, label);
    entries.push(entry);
  }
  // An object that ends is whole, even where only its line end is lost.
  const unended = entryIn(bytes.subarray(end));
  if (unended !== null) entries.push(unended);
  const torn = unended === null && (end < bytes.length || bytes.length === 0);
  return { entries, torn, whole: bytes.subarray(0, end) };
}

function entryIn(line: Uint8Array): LogEntry | null {
  const text = decodeText(line);
  return text === null ? null : parseEntry(text);
}

/** Without their ends. Bytes, so that what is no text is found in its line. */
function linesOf(bytes: Buffer): readonly Buffer[] {
  // A lone line end is what mending leaves of an append that had nothing but a torn line.
  if (bytes.equals(EMPTIED)) return [];
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf('\n', start);
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return lines;
}

function damaged(file: string, line: number, label: string): StoreError {
  return new StoreError(
    'damaged',
    `The log in ${label} is damaged: line ${line} of ${file} is no entry. Put that file back from a backup.`,
  );
}

function missing(file: string, label: string): StoreError {
  return new StoreError(
    'damaged',
    `The log in ${label} is damaged: ${file} is missing, and later ones are there. Put that file back from a backup.`,
  );
}
