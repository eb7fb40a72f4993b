/**
 * Artifacts: the files that jobs hand to later jobs.
 * Law: a plan counts only when a job of this very repository made it, for that very commit, on a pull request.
 * A fork can run jobs here and name an artifact as it likes; that is known by where its branch is.
 */
import { createHash } from 'node:crypto';
import { asCount, asObject, asText, type Json } from '../model/json.ts';
import type { Client } from './client.ts';
import { GitHubError } from './error.ts';
import { fileInZip } from './unzip.ts';

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly expired: boolean;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly bytes: number;
  /** `sha256:…` of the archive; null: not told. */
  readonly digest: string | null;
  /** What is null from here on, GitHub does not tell. */
  readonly run: number | null;
  readonly headSha: string | null;
  readonly headBranch: string | null;
  readonly headRepository: number | null;
}

/** A branch of this repository made it, in a run that can be looked at. */
type OwnArtifact = Artifact & { readonly run: number };

/** `repository`: the id of this one. Where it is not known, nothing is from here. */
export function isOwn(artifact: Artifact, repository: number | null): artifact is OwnArtifact {
  const { run, headRepository } = artifact;
  return run !== null && repository !== null && headRepository === repository;
}

/** All with that name, the newest first. */
export async function artifactsNamed(client: Client, name: string): Promise<readonly Artifact[]> {
  const found = await client.list(
    { path: '/actions/artifacts', parameters: { name }, to: `look for the artifact ${name}` },
    { in: 'artifacts' },
  );
  return found
    .flatMap((entry) => artifact(entry) ?? [])
    .filter((one) => one.name === name)
    .sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.id - a.id);
}

function artifact(entry: Json): Artifact | null {
  const id = asCount(entry['id']);
  const name = asText(entry['name']);
  const createdAt = asText(entry['created_at']);
  if (id === null || name === null || createdAt === null) return null;
  const run = asObject(entry['workflow_run']);
  return {
    id,
    name,
    createdAt,
    expired: entry['expired'] !== false,
    bytes: asCount(entry['size_in_bytes']) ?? 0,
    digest: asText(entry['digest']),
    run: asCount(run?.['id']),
    headSha: asText(run?.['head_sha']),
    headBranch: asText(run?.['head_branch']),
    headRepository: asCount(run?.['head_repository_id']),
  };
}

/** The event that started the run that an artifact is from; null: not told. */
export async function eventOf(client: Client, run: number): Promise<string | null> {
  const answer = await client.send('GET', {
    path: '/actions/runs/{run_id}',
    parameters: { run_id: run },
    to: 'look at the run that an artifact is from',
  });
  return asText(answer['event']);
}

/** A plan of 100,000 changes has some 60 MB, and 5 MB when packed. */
const MOST_PACKED = 64 * 1024 * 1024;
const MOST_BYTES = 256 * 1024 * 1024;

export type Unpacked =
  | { readonly ok: true; readonly text: string }
  /** `problem`: a clause behind the name of the artifact. */
  | { readonly ok: false; readonly problem: string };

/** The text of the one file of that name in it. Throws GitHubError where it cannot be had. */
export async function fileOf(
  client: Client,
  { id, bytes, digest }: Artifact,
  file: string,
): Promise<Unpacked> {
  if (bytes > MOST_PACKED) return { ok: false, problem: 'is far too large' };
  const packed = await client.download(
    {
      path: '/actions/artifacts/{artifact_id}/zip',
      parameters: { artifact_id: id },
      to: `hand out the artifact with ${file}`,
    },
    MOST_PACKED,
  );
  if (packed === null) return { ok: false, problem: 'is far too large' };
  const [kind, wanted] = digest?.split(':') ?? [];
  if (kind === 'sha256' && createHash('sha256').update(packed).digest('hex') !== wanted) {
    // It may arrive whole the next time.
    const message = `GitHub could not hand out the artifact with ${file}: it arrived damaged.`;
    throw new GitHubError(message, 'unavailable', null);
  }
  return fileInZip(packed, file, MOST_BYTES);
}
