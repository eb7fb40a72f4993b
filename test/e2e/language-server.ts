/** A minimal client of yaml-language-server: enough of the protocol to open a file and ask about it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SERVER = fileURLToPath(
  new URL('../../node_modules/yaml-language-server/bin/yaml-language-server', import.meta.url),
);

export interface LanguageServer {
  /** Opens a document and resolves with what the editor would underline. */
  open(uri: string, text: string): Promise<readonly Complaint[]>;
  /** Labels that the editor would offer at a position; line and character start at 0. */
  completions(uri: string, line: number, character: number): Promise<readonly string[]>;
  /** Text of the window that opens over a word. */
  hover(uri: string, line: number, character: number): Promise<string>;
  close(): Promise<void>;
}

export interface Complaint {
  readonly message: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Starts the server with `schema` (a file: URL) for every YAML file and nothing from the network. */
export async function startLanguageServer(schema: string): Promise<LanguageServer> {
  const child = spawn(process.execPath, [SERVER, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const settings = {
    schemas: { [schema]: ['*.yaml', '*.yml'] },
    schemaStore: { enable: false },
    validate: true,
    completion: true,
    hover: true,
  };
  const pending = new Map<number, (message: Message) => void>();
  const complaints = new Map<string, (found: readonly Complaint[]) => void>();
  let lastId = 0;

  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  };
  const request = (method: string, params: object | null) =>
    new Promise<unknown>((resolve, reject) => {
      lastId += 1;
      pending.set(lastId, ({ result, error }) => {
        if (error === undefined) resolve(result);
        else reject(new Error(`${method}: ${error.message}`));
      });
      send({ id: lastId, method, params });
    });

  readMessages(child, (message) => {
    if (message.method === undefined) {
      pending.get(message.id ?? 0)?.(message);
    } else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as { uri: string; diagnostics: Complaint[] };
      complaints.get(uri)?.(diagnostics);
    } else if (message.method === 'workspace/configuration') {
      const { items } = message.params as { items: { section: string }[] };
      send({
        id: message.id,
        result: items.map(({ section }) => (section === 'yaml' ? settings : {})),
      });
    } else if (message.id !== undefined) {
      send({ id: message.id, result: null });
    }
  });

  await request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
      textDocument: { completion: { completionItem: { snippetSupport: true } } },
    },
  });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml: settings } } });

  const at = (uri: string, line: number, character: number) => ({
    textDocument: { uri },
    position: { line, character },
  });
  return {
    open: (uri, text) =>
      new Promise((resolve) => {
        complaints.set(uri, resolve);
        send({
          method: 'textDocument/didOpen',
          params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
        });
      }),
    async completions(uri, line, character) {
      const answer = await request('textDocument/completion', at(uri, line, character));
      const { items } = answer as { items: { label: string }[] };
      return items.map(({ label }) => label);
    },
    async hover(uri, line, character) {
      const answer = await request('textDocument/hover', at(uri, line, character));
      return (answer as { contents: { value: string } } | null)?.contents.value ?? '';
    },
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await request('shutdown', null);
      send({ method: 'exit' });
      await ended;
    },
  };
}

/** Cuts the stream into messages: a header with the length in bytes, an empty line, JSON. */
function readMessages(child: ChildProcess, receive: (message: Message) => void): void {
  let buffer = Buffer.alloc(0);
  child.stdout?.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const headerEnd = buffer.indexOf('\r\n\r\n');
      const length = /Content-Length: (\d+)/i.exec(
        buffer.toString('ascii', 0, Math.max(0, headerEnd)),
      );
      if (headerEnd === -1 || length === null) return;
      const start = headerEnd + 4;
      const end = start + Number(length[1]);
      if (buffer.length < end) return;
      receive(JSON.parse(buffer.toString('utf8', start, end)));
      buffer = buffer.subarray(end);
    }
  });
}
