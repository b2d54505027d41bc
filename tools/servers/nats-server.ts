import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { startChild, tailOf, type Child } from './child.ts';
import { freePort } from './free-port.ts';
import { waitUntil } from './wait-until.ts';

const READY_MS = 30_000;
const STOP_GRACE_MS = 10_000;
const GREETING_MS = 1_000;
const PORT_ATTEMPTS_MAX = 3;

export type NatsOptions = {
  readonly binary: string;
  /** Holds the configuration, the log and the stored messages. */
  readonly folder: string;
  readonly logFile: string;
  /** The name of the program, for people. */
  readonly program?: string;
  /** In a cluster its identity, which has to stay the same; a server alone takes a new one each time. */
  readonly name?: string;
  readonly preferredPort?: number | undefined;
  /** When stored messages are synced to disk: `always`, or an interval; without it the server's own default. */
  readonly syncInterval?: string | undefined;
  /** Further configuration, such as users. Listening and storage are written here. */
  readonly settings?: string;
  /** Called as soon as the program exists, before it serves. */
  readonly onSpawn?: (child: Child) => Promise<void>;
};

export type NatsServer = {
  readonly url: string;
  readonly port: number;
  readonly child: Child;
  readonly stop: () => Promise<void>;
};

/** Starts one nats-server with JetStream on a loopback port, and resolves when it serves clients. */
export const startNatsServer = async (options: NatsOptions): Promise<NatsServer> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? options.preferredPort : undefined);
    const child = await launch(options, port);
    await options.onSpawn?.(child);
    if (await isServing(child, port, nameOf(options, port))) {
      const stop = async (): Promise<void> => void (await child.stop(STOP_GRACE_MS));
      return { url: `nats://127.0.0.1:${port}`, port, child, stop };
    }
    // Somebody else may have taken the port between the look and the bind.
    if (attempt < PORT_ATTEMPTS_MAX && /address already in use/.test(tailOf(options.logFile))) continue;
    throw new Error(
      `nats-server ended while starting; its log ${options.logFile} says:\n${tailOf(options.logFile)}`,
    );
  }
};

/**
 * From here on Go's collector works harder instead of letting the heap double: what the broker keeps of large blobs
 * that were read once is most of its memory.
 */
const MEMORY_SOFT_LIMIT = '352MiB';

// Clients in JavaScript take their time to sign in on a busy machine; the default is two seconds.
const SIGN_IN_SECONDS_MAX = 20;

const launch = async (options: NatsOptions, port: number): Promise<Child> => {
  const configFile = join(options.folder, 'nats.conf');
  await writeFile(configFile, configuration(options, port), { mode: 0o600 });
  return startChild({
    name: options.program ?? 'nats-server',
    command: options.binary,
    args: ['--config', configFile],
    env: { ...process.env, GOMEMLIMIT: MEMORY_SOFT_LIMIT },
    cwd: options.folder,
    logFile: options.logFile,
    stopSignal: 'SIGTERM',
  });
};

const configuration = (options: NatsOptions, port: number): string => {
  const { folder, settings, syncInterval } = options;
  const store = `store_dir: ${JSON.stringify(join(folder, 'jetstream'))}`;
  const sync = syncInterval === undefined ? [] : [`sync_interval: ${JSON.stringify(syncInterval)}`];
  return [
    `server_name: ${nameOf(options, port)}`,
    `listen: 127.0.0.1:${port}`,
    'max_payload: 1MB',
    `authorization { timeout: ${SIGN_IN_SECONDS_MAX} }`,
    `jetstream { ${[store, ...sync].join(', ')} }`,
    settings ?? '',
    '',
  ].join('\n');
};

// The name in the greeting proves that the server on this port is the one just started.
const nameOf = ({ name }: NatsOptions, port: number): string =>
  name ?? `policy-registry-${process.pid}-${port}`;

const isServing = async (child: Child, port: number, name: string): Promise<boolean> =>
  waitUntil(`nats-server greeting on port ${port}`, READY_MS, async () => {
    if (!child.isRunning()) return false;
    const greeting = await greetingOf(port);
    return greeting.includes(`"${name}"`) && greeting.includes('"jetstream":true') ? true : undefined;
  });

const greetingOf = (port: number): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1' });
    socket.setTimeout(GREETING_MS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      if (text.includes('\r\n')) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(text));
  });
