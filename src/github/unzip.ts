/**
 * One file out of a ZIP archive that somebody else packed.
 * Law: by its exact name alone, never more bytes than the cap, and nothing is written anywhere.
 */
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import type { Unpacked } from './artifacts.ts';

/** Entries that are looked at. */
const MOST_ENTRIES = 1_000;

export async function fileInZip(
  packed: Uint8Array,
  name: string,
  maxBytes: number,
): Promise<Unpacked> {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  try {
    const zip = await opened(bytes);
    const entry = await entryNamed(zip, name);
    if (entry === null) return { ok: false, problem: `holds no ${name}` };
    if (entry.uncompressedSize > maxBytes) return { ok: false, problem: 'is far too large' };
    const text = await textOf(zip, entry, maxBytes);
    return text === null ? { ok: false, problem: 'is far too large' } : { ok: true, text };
  } catch (error) {
    if (error instanceof ArchiveError)
      return { ok: false, problem: 'is no archive that can be read' };
    throw error;
  }
}

/** What yauzl finds wrong with the bytes. */
class ArchiveError extends Error {}

function opened(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(new ArchiveError(error.message));
    });
  });
}

/** null: there is none, or there are too many entries to look at. */
function entryNamed(zip: ZipFile, name: string): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    zip.on('error', (error: Error) => reject(new ArchiveError(error.message)));
    zip.on('end', () => resolve(null));
    zip.on('entry', (entry: Entry) => {
      seen += 1;
      if (entry.fileName === name) resolve(entry);
      else if (seen >= MOST_ENTRIES) resolve(null);
      else zip.readEntry();
    });
    zip.readEntry();
  });
}

/** null: it has more bytes than it said, and more than allowed. */
function textOf(zip: ZipFile, entry: Entry, maxBytes: number): Promise<string | null> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null) {
        reject(new ArchiveError(error.message));
        return;
      }
      const parts: Buffer[] = [];
      let length = 0;
      stream.on('error', (failure: Error) => reject(new ArchiveError(failure.message)));
      stream.on('data', (part: Buffer) => {
        length += part.byteLength;
        parts.push(part);
        if (length <= maxBytes) return;
        stream.destroy();
        resolve(null);
      });
      stream.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    });
  });
}
