/**
 * The sandbox registry as a server: real HTTP on loopback, real state.
 * Law: a request is logged before anything happens to it; a write is on disk before it is answered.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl, type Control, controlOf } from './control.ts';
import { type FaultRule, type Faults, faultsOf } from './faults.ts';
import { createLimiter, type RateRule } from './limiter.ts';
import { type OpenOptions, openRegistry } from './open.ts';
import type { Registry } from './registry.ts';
import { openRequestLog } from './requests.ts';
import { type Area, BASE_PATH } from './routes.ts';
import { type Gate, serveApi } from './serve.ts';
import { receive, refuseHost, type Wire } from './wire.ts';

export interface SandboxOptions extends OpenOptions {
  /** Default: one that is free. */
  readonly port?: number;
  /** Default: random. */
  readonly apiKey?: string;
  /** Wall ms until an operation ends; default: of the seed, else 1000. */
  readonly operationMs?: number;
  /** Whether the published rate limits are kept; default true. */
  readonly rateLimit?: RateRule;
  readonly faults?: readonly FaultRule[];
  /** What the key may not use (403), as a key made for another product. */
  readonly forbidden?: readonly Area[];
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT/admin-provisioning`. */
  readonly url: string;
  readonly apiKey: string;
  /** The machine itself, for looking inside. */
  readonly registry: Registry;
  readonly control: Control;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 65_000;

/** Throws StateLockedError, StateDamagedError, SeedError, and the system's error where the port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { operationMs } = options;
  const times = operationMs === undefined ? {} : { operation: operationMs };
  let faults: Faults = faultsOf(options.faults ?? []);
  let closed = false;
  const open = await openRegistry({ ...options, times: { ...options.times, ...times } });
  const log = openRequestLog(options.stateDir);
  const apiKey = options.apiKey ?? randomBytes(18).toString('base64url');
  const gate: Gate = {
    open,
    log,
    apiKey,
    rateLimit: options.rateLimit !== false,
    limiter: createLimiter(options.rateLimit ?? true),
    forbidden: new Set(options.forbidden),
    scrolls: new Map(),
    isClosed: () => closed,
    nextFaults: (method, target) => faults.next(method, target),
  };
  const control = controlOf(open, log, (rules) => {
    faults = faultsOf(rules);
  });

  const server = createServer((request, response) => {
    void receive(request, response).then((wire) => handle(wire));
  });
  // Longer than any pause between two polls, so that no client writes into a connection that is being closed.
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  async function handle(wire: Wire): Promise<void> {
    if (refuseHost(wire)) return;
    if (wire.path.startsWith('/sandbox/')) return answerControl(wire, control);
    await serveApi(wire, gate);
  }

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
  } catch (error) {
    log.close();
    open.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${BASE_PATH}`,
    apiKey,
    control,
    get registry() {
      return open.registry;
    },
    close: async () => {
      closed = true;
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      log.close();
      open.close();
    },
  };
}
