/** The endpoints that campaignctl uses, each as its page in the REST documentation says. */
import { createHash } from 'node:crypto';
import { changedLines } from '../../src/github/diff.ts';
import {
  type Answer,
  type ArtifactRecord,
  type Asked,
  blobKey,
  type Comment,
  type Commit,
  type Issue,
  type Pull,
  refusal,
  type State,
} from './world.ts';

const LONGEST = 65_536;

type Fields = Readonly<Record<string, unknown>>;
type Handler = (state: State, match: readonly string[], asked: Asked) => Answer;

const ROUTES: readonly (readonly [string, RegExp, Handler])[] = [
  ['POST', /^\/graphql$/, graphql],
  ['GET', /^$/, (state) => ok(repository(state))],
  ['GET', /^\/issues\/(\d+)\/comments$/, listComments],
  ['POST', /^\/issues\/(\d+)\/comments$/, createComment],
  ['PATCH', /^\/issues\/comments\/(\d+)$/, changeComment],
  ['GET', /^\/issues$/, listIssues],
  ['POST', /^\/issues$/, createIssue],
  [
    'GET',
    /^\/issues\/(\d+)$/,
    (state, [number]) =>
      found(
        state.issues.find((one) => one.number === Number(number)),
        issueView(state),
      ),
  ],
  ['PATCH', /^\/issues\/(\d+)$/, changeIssue],
  ['POST', /^\/labels$/, createLabel],
  ['GET', /^\/collaborators\/([^/]+)\/permission$/, showPermission],
  ['GET', /^\/contents\/(.+)$/, showFile],
  ['PUT', /^\/contents\/(.+)$/, writeFile],
  ['GET', /^\/pulls$/, listPulls],
  [
    'GET',
    /^\/pulls\/(\d+)$/,
    (state, [number]) =>
      found(
        state.pulls.find((one) => one.number === Number(number)),
        pullView(state),
      ),
  ],
  ['GET', /^\/pulls\/(\d+)\/files$/, listFiles],
  ['GET', /^\/pulls\/(\d+)\/comments$/, listReviewComments],
  ['POST', /^\/pulls\/(\d+)\/comments$/, createReviewComment],
  ['POST', /^\/pulls\/(\d+)\/reviews$/, createReview],
  ['GET', /^\/commits$/, listCommits],
  ['GET', /^\/compare\/(.+)$/, compare],
  ['GET', /^\/actions\/artifacts$/, listArtifacts],
  ['GET', /^\/actions\/artifacts\/(\d+)\/zip$/, redirectToBlob],
  ['GET', /^\/actions\/runs\/(\d+)$/, showRun],
];

export function routes(state: State, asked: Asked): Answer {
  const root = `/repos/${state.repository}`;
  const isRoot = asked.path === root || asked.path.startsWith(`${root}/`);
  const path = isRoot ? asked.path.slice(root.length) : asked.path;
  if (!isRoot && path !== '/graphql') return refusal(404, 'Not Found');
  for (const [method, pattern, handler] of ROUTES) {
    const match = pattern.exec(path);
    if (method === asked.method && match !== null) {
      return handler(state, match.slice(1).map(decodeURIComponent), asked);
    }
  }
  return refusal(404, 'Not Found');
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function found<T>(value: T | undefined, view: (value: T) => unknown): Answer {
  return value === undefined ? refusal(404, 'Not Found') : ok(view(value));
}

function repository({ repository: full_name, repositoryId: id, isPrivate }: State): Fields {
  return { id, full_name, private: isPrivate, default_branch: 'main' };
}

function graphql(state: State, _match: readonly string[], { body }: Asked): Answer {
  const { query, variables } = body as { query: string; variables?: { id?: string } };
  if (query.includes('viewer')) {
    const { login, id } = state.me;
    return ok({ data: { viewer: { login, databaseId: id } } });
  }
  const pulls = [...query.matchAll(/(\w+): pullRequest\(number: (\d+)\)/g)];
  if (pulls.length > 0) {
    const views = pulls.map(([, as = '', number]) => [as, filesOf(state, Number(number))]);
    return ok({ data: { repository: Object.fromEntries(views) } });
  }
  const comment = state.comments.find(({ id }) => `node-${id}` === variables?.id);
  if (comment === undefined)
    return ok({
      data: null,
      errors: [{ type: 'NOT_FOUND', message: 'Could not resolve to a node' }],
    });
  comment.minimized = true;
  return ok({ data: { minimizeComment: { clientMutationId: null } } });
}

/** The first hundred, as GraphQL has them: without what a file was called before. */
function filesOf({ pulls }: State, number: number): Fields | null {
  const pull = pulls.find((one) => one.number === number);
  if (pull === undefined) return null;
  const nodes = pull.files.slice(0, 100).map(({ filename: path, previous_filename: before }) => {
    return { path, changeType: before === undefined ? 'MODIFIED' : 'RENAMED' };
  });
  return { files: { pageInfo: { hasNextPage: pull.files.length > 100 }, nodes } };
}

function commentView({ id, body, user }: Comment): Fields {
  return { id, node_id: `node-${id}`, body, user };
}

function listComments(state: State, [issue]: readonly string[]): Answer {
  const entries = state.comments.filter((one) => one.issue === Number(issue)).map(commentView);
  return { status: 200, list: { entries, as: null } };
}

/** null: it may be written. */
function tooLong(body: unknown, resource: string): Answer | null {
  if (typeof body === 'string' && body.length <= LONGEST) return null;
  const message = `body is too long (maximum is ${LONGEST} characters)`;
  return refusal(422, 'Validation Failed', [{ resource, code: 'custom', field: 'body', message }]);
}

function createComment(state: State, [issue]: readonly string[], { body }: Asked): Answer {
  const text = (body as Fields)['body'];
  const objection = tooLong(text, 'IssueComment');
  if (objection !== null) return objection;
  const comment: Comment = {
    id: state.nextId++,
    issue: Number(issue),
    user: state.me,
    body: String(text),
    minimized: false,
    edits: 0,
  };
  state.comments.push(comment);
  return { status: 201, body: commentView(comment) };
}

function changeComment(state: State, [id]: readonly string[], { body }: Asked): Answer {
  const text = (body as Fields)['body'];
  const comment = state.comments.find((one) => one.id === Number(id));
  if (comment === undefined) return refusal(404, 'Not Found');
  const objection = tooLong(text, 'IssueComment');
  if (objection !== null) return objection;
  comment.body = String(text);
  comment.edits += 1;
  return ok(commentView(comment));
}

function issueView({ repository: name }: State): (issue: Issue) => Fields {
  return ({ number, user, title, body, state, labels }) => ({
    number,
    user,
    title,
    body,
    state,
    labels: labels.map((label) => ({ name: label })),
    html_url: `https://github.example/${name}/issues/${number}`,
  });
}

function listIssues(state: State, _match: readonly string[], { query }: Asked): Answer {
  const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '');
  const wanted = query.get('state') ?? 'open';
  const issues = state.issues
    .filter((one) => wanted === 'all' || one.state === wanted)
    .filter((one) => labels.every((label) => one.labels.includes(label)))
    .sort((a, b) => b.number - a.number);
  return { status: 200, list: { entries: issues.map(issueView(state)), as: null } };
}

function createIssue(state: State, _match: readonly string[], { body }: Asked): Answer {
  const { title, body: text, labels } = body as { title: string; body: string; labels?: string[] };
  const objection = tooLong(text, 'Issue');
  if (objection !== null) return objection;
  const issue: Issue = {
    number: state.nextId++,
    user: state.me,
    title,
    body: text,
    state: 'open',
    labels: labels ?? [],
  };
  state.issues.push(issue);
  return { status: 201, body: issueView(state)(issue) };
}

function changeIssue(state: State, [number]: readonly string[], { body }: Asked): Answer {
  const issue = state.issues.find((one) => one.number === Number(number));
  if (issue === undefined) return refusal(404, 'Not Found');
  const { title, body: text, state: wanted } = body as Partial<Issue>;
  if (text !== undefined) {
    const objection = tooLong(text, 'Issue');
    if (objection !== null) return objection;
  }
  Object.assign(issue, {
    ...(title === undefined ? {} : { title }),
    ...(text === undefined ? {} : { body: text }),
    ...(wanted === undefined ? {} : { state: wanted }),
  });
  return ok(issueView(state)(issue));
}

function createLabel(state: State, _match: readonly string[], { body }: Asked): Answer {
  const { name } = body as { name: string };
  if (state.labels.includes(name)) {
    const errors = [{ resource: 'Label', code: 'already_exists', field: 'name' }];
    return refusal(422, 'Validation Failed', errors);
  }
  state.labels.push(name);
  return { status: 201, body: { name } };
}

function showPermission({ permissions }: State, [login = '']: readonly string[]): Answer {
  const permission = permissions.get(login);
  return permission === undefined
    ? refusal(404, `${login} is not a user`)
    : ok({ permission, role_name: permission, user: { login } });
}

function showFile({ files }: State, [path = '']: readonly string[], { query }: Asked): Answer {
  return found(files?.read(query.get('ref') ?? 'main', path) ?? undefined, ({ text, blob }) => {
    const whole = Buffer.from(text);
    // Above 1 MiB the content is left out.
    const isLarge = whole.length > 1024 * 1024;
    return {
      type: 'file',
      sha: blob,
      size: whole.length,
      encoding: isLarge ? 'none' : 'base64',
      content: isLarge ? '' : whole.toString('base64').replace(/.{60}/g, '$&\n'),
    };
  });
}

function writeFile({ files }: State, [path = '']: readonly string[], { body }: Asked): Answer {
  const { message, content, branch, sha } = body as {
    message: string;
    content: string;
    branch: string;
    sha?: string;
  };
  const there = files?.read(branch, path) ?? null;
  if (there !== null && sha === undefined) {
    return refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  }
  if (there?.blob !== sha) return refusal(409, `${path} does not match ${sha}`);
  const text = Buffer.from(content, 'base64').toString('utf8');
  const commit = files?.write(branch, path, text, message);
  return { status: there === null ? 201 : 200, body: { commit: { sha: commit } } };
}

function pullView({ repositoryId }: State): (pull: Pull) => Fields {
  return ({ number, head, headRepository, base, state, merge, mergedAt, updatedAt }) => ({
    number,
    state,
    head: { sha: head, repo: { id: headRepository } },
    base: { ref: base, repo: { id: repositoryId } },
    merge_commit_sha: merge,
    merged_at: mergedAt,
    updated_at: updatedAt,
  });
}

function listPulls(state: State, _match: readonly string[], { query }: Asked): Answer {
  const wanted = query.get('state') ?? 'open';
  const base = query.get('base');
  const down = query.get('direction') === 'desc' ? -1 : 1;
  const pulls = state.pulls
    .filter((one) => (wanted === 'all' || one.state === wanted) && (base ?? one.base) === one.base)
    .sort((a, b) => down * (Date.parse(a.updatedAt) - Date.parse(b.updatedAt)));
  return { status: 200, list: { entries: pulls.map(pullView(state)), as: null } };
}

function listFiles(state: State, [number]: readonly string[]): Answer {
  const pull = state.pulls.find((one) => one.number === Number(number));
  if (pull === undefined) return refusal(404, 'Not Found');
  return { status: 200, list: { entries: pull.files, as: null } };
}

function listReviewComments(state: State, [number]: readonly string[]): Answer {
  const entries = state.reviewComments.filter(({ pull }) => pull === Number(number));
  return { status: 200, list: { entries, as: null } };
}

interface Position {
  readonly path: string;
  readonly line: number;
  readonly start_line?: number;
  readonly body: string;
}

/** A comment has to be on lines of one hunk of the diff. */
function isInDiff(pull: Pull, { path, line, start_line: start = line }: Position): boolean {
  const patch = pull.files.find(({ filename }) => filename === path)?.patch;
  if (patch === undefined || start > line) return false;
  return changedLines(patch).some((hunk) => hunk.start <= start && line <= hunk.end);
}

function addReviewComments(state: State, number: number, comments: readonly Position[]): Answer {
  const pull = state.pulls.find((one) => one.number === number);
  if (pull === undefined) return refusal(404, 'Not Found');
  if (!comments.every((comment) => isInDiff(pull, comment))) {
    return refusal(422, 'Unprocessable Entity', [
      'Pull request review thread line must be part of the diff',
    ]);
  }
  for (const { path, line, body } of comments) {
    state.reviewComments.push({
      id: state.nextId++,
      pull: number,
      user: state.me,
      path,
      line,
      body,
    });
  }
  return { status: 200, body: { id: state.nextId++ } };
}

function createReview(state: State, [number]: readonly string[], { body }: Asked): Answer {
  const {
    comments = [],
    event,
    body: text,
  } = body as {
    comments?: Position[];
    event?: string;
    body?: string;
  };
  if (event === 'COMMENT' && !text)
    return refusal(422, 'Unprocessable Entity', ['Body is missing']);
  return addReviewComments(state, Number(number), comments);
}

function createReviewComment(state: State, [number]: readonly string[], { body }: Asked): Answer {
  return addReviewComments(state, Number(number), [body as Position]);
}

function compare(
  state: State,
  [basehead = '']: readonly string[],
  { origin, path }: Asked,
): Answer {
  const [base = '', head = ''] = basehead.split('...');
  const at = (sha: string) => state.commits.findIndex((commit) => commit.sha === sha);
  if (at(base) < 0 || at(head) < 0) return refusal(404, 'Not Found');
  const entries = state.commits.slice(at(base) + 1, at(head) + 1).map(commitView);
  const ahead = at(head) - at(base);
  const status = ahead < 0 ? 'behind' : ahead > 0 ? 'ahead' : 'identical';
  const rest = { url: `${origin}${path}`, status, total_commits: entries.length };
  return { status: 200, list: { entries, as: 'commits', rest } };
}

function commitView({ sha, date }: Commit): Fields {
  return { sha, commit: { committer: { date } } };
}

function listCommits(state: State, _match: readonly string[], { query }: Asked): Answer {
  const head = state.commits.findIndex(({ sha }) => sha === query.get('sha'));
  if (head < 0) return refusal(404, 'Not Found');
  const since = Date.parse(query.get('since') ?? '');
  const entries = state.commits.slice(0, head + 1).filter(({ date }) => Date.parse(date) >= since);
  return { status: 200, list: { entries: entries.reverse().map(commitView), as: null } };
}

function artifactView({ repositoryId }: State): (artifact: ArtifactRecord) => Fields {
  return ({ id, name, zip, createdAt, expired, run, headSha, headBranch, headRepository }) => ({
    id,
    name,
    size_in_bytes: zip.byteLength,
    expired,
    created_at: createdAt,
    digest: `sha256:${createHash('sha256').update(zip).digest('hex')}`,
    workflow_run: {
      id: run,
      repository_id: repositoryId,
      head_repository_id: headRepository,
      head_branch: headBranch,
      head_sha: headSha,
    },
  });
}

function listArtifacts(state: State, _match: readonly string[], { query }: Asked): Answer {
  const name = query.get('name');
  const artifacts = state.artifacts.filter((one) => name === null || one.name === name).reverse();
  const rest = { total_count: artifacts.length };
  const entries = artifacts.map(artifactView(state));
  return { status: 200, list: { entries, as: 'artifacts', rest } };
}

function redirectToBlob(state: State, [id]: readonly string[]): Answer {
  const artifact = state.artifacts.find((one) => one.id === Number(id));
  if (artifact === undefined) return refusal(404, 'Not Found');
  if (artifact.expired) return refusal(410, 'Artifact has expired');
  return { status: 302, headers: { location: `/blob/${blobKey(artifact.id)}` } };
}

function showRun(state: State, [id]: readonly string[]): Answer {
  const artifact = state.artifacts.find(({ run }) => run === Number(id));
  return found(artifact, ({ event, run, headSha }) => ({ id: run, event, head_sha: headSha }));
}
