import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { startChild, tailOf, type Child } from './child.ts';
import { freePort } from './free-port.ts';
import { waitUntil } from './wait-until.ts';

const READY_MS = 30_000;
const STOP_GRACE_MS = 10_000;
const ANSWER_MS = 1_000;
const ADMIN_MS = 30_000;
const PORT_ATTEMPTS_MAX = 3;
const HOST = '127.0.0.1';

const run = promisify(execFile);

/** A key of an S3 server; whoever has both halves may do what its user may. */
export type S3Key = { readonly accessKeyId: string; readonly secretAccessKey: string };

export type S3ServerOptions = {
  /** A VersityGW; see {@link versitygwBinary}. */
  readonly binary: string;
  /** Holds the objects, their versions and the users; on a file system with extended attributes. */
  readonly directory: string;
  readonly logFile: string;
  /** The administrator's key, who may do everything that Object Lock lets anybody do. */
  readonly root: S3Key;
  readonly region?: string;
  readonly preferredPort?: number | undefined;
  /** Called as soon as the program exists, before it serves. */
  readonly onSpawn?: (child: Child) => Promise<void>;
};

export type S3Server = {
  readonly url: string;
  readonly port: number;
  readonly child: Child;
  readonly stop: () => Promise<void>;
  /** Makes a user who may do nothing until a bucket's policy or ownership says so. Users outlive the server. */
  readonly addUser: (key: S3Key) => Promise<void>;
};

/** Starts one VersityGW with versions on a loopback port, and resolves when it serves clients. */
export const startS3Server = async (options: S3ServerOptions): Promise<S3Server> => {
  for (const name of FOLDERS) await mkdir(join(options.directory, name), { recursive: true, mode: 0o700 });
  // Nobody else's server answers on this path.
  const health = `/health-${randomUUID()}`;
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(attempt === 1 ? options.preferredPort : undefined);
    const child = await launch(options, port, health);
    await options.onSpawn?.(child);
    const url = `http://${HOST}:${port}`;
    if (await isServing(child, `${url}${health}`)) {
      const stop = async (): Promise<void> => void (await child.stop(STOP_GRACE_MS));
      return { url, port, child, stop, addUser: (key) => addUser(options, url, key) };
    }
    // Somebody else may have taken the port between the look and the bind.
    if (attempt < PORT_ATTEMPTS_MAX && /address already in use/.test(tailOf(options.logFile))) continue;
    throw new Error(
      `versitygw ended while starting; its log ${options.logFile} says:\n${tailOf(options.logFile)}`,
    );
  }
};

const [OBJECTS, VERSIONS, USERS] = ['objects', 'versions', 'users'] as const;
const FOLDERS = [OBJECTS, VERSIONS, USERS];
const REGION = 'us-east-1';

const launch = (options: S3ServerOptions, port: number, health: string): Promise<Child> => {
  const { binary, directory, logFile, root, region = REGION } = options;
  const serving = ['--port', `${HOST}:${port}`, '--region', region, '--health', health, '--quiet'];
  const users = ['--iam-dir', join(directory, USERS)];
  const storing = ['posix', '--versioning-dir', join(directory, VERSIONS), join(directory, OBJECTS)];
  return startChild({
    name: 'versitygw',
    command: binary,
    args: [...serving, ...users, ...storing],
    env: {
      ...process.env,
      ROOT_ACCESS_KEY_ID: root.accessKeyId,
      ROOT_SECRET_ACCESS_KEY: root.secretAccessKey,
    },
    cwd: directory,
    logFile,
    stopSignal: 'SIGTERM',
  });
};

const isServing = (child: Child, url: string): Promise<boolean> =>
  waitUntil(`versitygw answering at ${url}`, READY_MS, async () => {
    if (!child.isRunning()) return false;
    const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => undefined);
    return answer?.ok === true ? true : undefined;
  });

const addUser = async (
  { binary, root, region = REGION }: S3ServerOptions,
  url: string,
  key: S3Key,
): Promise<void> => {
  const user = ['--access', key.accessKeyId, '--secret', key.secretAccessKey, '--role', 'user'];
  const env = {
    ...process.env,
    ADMIN_ACCESS_KEY_ID: root.accessKeyId,
    ADMIN_SECRET_ACCESS_KEY: root.secretAccessKey,
    ADMIN_ENDPOINT_URL: url,
    ADMIN_REGION: region,
  };
  try {
    await run(binary, ['admin', 'create-user', ...user], { env, timeout: ADMIN_MS });
  } catch {
    // What was run stands in the error, and the secret with it.
    throw new Error(`versitygw made no user ${key.accessKeyId}`);
  }
};
