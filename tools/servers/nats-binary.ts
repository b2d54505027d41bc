import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, readdir, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { cacheFolder } from './cache-folder.ts';
import { isAsRecorded } from './checked-file.ts';
import { buildServer, goVersion, type GoServer } from './go-build.ts';
import { hasDockerEngine, NATS_IMAGE, natsInDocker } from './nats-docker.ts';
import { Unavailable } from './unavailable.ts';

const MAJOR_MIN = 2;
const MINOR_MIN = 12;
const KEY_LENGTH = 16;

const NATS: GoServer = {
  name: 'nats-server',
  module: 'github.com/nats-io/nats-server/v2',
  duration: 'about a minute when modules must be fetched',
  remedy: 'or put nats-server 2.12 or newer on PATH, or name one in NATS_SERVER_BIN',
};

const run = promisify(execFile);

/** A server that may be started, and where it came from. */
export type NatsBinary = {
  readonly path: string;
  readonly version: string;
  readonly source: 'NATS_SERVER_BIN' | 'PATH' | 'cache' | 'Docker' | 'go build';
};

export type NatsBinaryOptions = {
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
  readonly moduleDir?: string;
};

/** Finds or makes a nats-server of at least 2.12: named by the environment, on PATH, cached, in Docker, or built with Go. */
export const natsServerBinary = async (options: NatsBinaryOptions): Promise<NatsBinary> => {
  const named = options.env['NATS_SERVER_BIN'];
  if (named !== undefined && named !== '') return namedBinary(named);
  return (await binaryOnPath(options)) ?? (await cachedOrMade(options));
};

const namedBinary = async (path: string): Promise<NatsBinary> => {
  const version = await versionOf(path);
  if (version !== undefined && isNewEnough(version)) return { path, version, source: 'NATS_SERVER_BIN' };
  throw new Unavailable(
    `NATS_SERVER_BIN names ${path}, which is ${version === undefined ? 'no nats-server' : `nats-server ${version}`}; ` +
      `name a nats-server ${MAJOR_MIN}.${MINOR_MIN} or newer, or unset the variable`,
  );
};

const binaryOnPath = async ({ env, report }: NatsBinaryOptions): Promise<NatsBinary | undefined> => {
  for (const directory of (env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    const path = join(directory, 'nats-server');
    const version = await versionOf(path);
    if (version === undefined) continue;
    if (isNewEnough(version)) return { path, version, source: 'PATH' };
    report(`${path} is ${version}, older than ${MAJOR_MIN}.${MINOR_MIN}: not used`);
  }
  return undefined;
};

const cachedOrMade = async (options: NatsBinaryOptions): Promise<NatsBinary> => {
  const moduleDir = options.moduleDir ?? import.meta.dirname;
  const cache = cacheFolder(options.env);
  const built = createHash('sha256').update(await readFile(join(moduleDir, 'go.sum')));
  const prefix = `nats-${built.digest('hex').slice(0, KEY_LENGTH)}-`;
  const suffix = `-${process.platform}-${process.arch}`;
  const go = await goVersion(moduleDir, options.env);
  const entry = join(cache, `${prefix}${go}${suffix}`);
  const cached = go === undefined ? await cachedByAnyGo(cache, prefix, suffix) : await checkedEntry(entry);
  if (cached !== undefined) return cached;
  const contained = await inDocker(options);
  if (contained !== undefined) return contained;
  if (go === undefined) throw nowhere();
  await rm(entry, { recursive: true, force: true });
  await buildServer(entry, { server: NATS, moduleDir, env: options.env, report: options.report });
  const fresh = await checkedEntry(entry);
  if (fresh === undefined) throw new Error(`the server just built in ${entry} does not match its own digest`);
  return { ...fresh, source: 'go build' };
};

/** Without Go the exact key is unknown, but a server built earlier from the same sources is as good. */
const cachedByAnyGo = async (
  cache: string,
  prefix: string,
  suffix: string,
): Promise<NatsBinary | undefined> => {
  const names = await readdir(cache).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefix) && each.endsWith(suffix)).sort()) {
    const found = await checkedEntry(join(cache, name));
    if (found !== undefined) return found;
  }
  return undefined;
};

const nowhere = (): Unavailable =>
  new Unavailable(
    `no nats-server ${MAJOR_MIN}.${MINOR_MIN} or newer is on PATH, no Docker engine answers and there is no Go to build ` +
      'one; install Go (https://go.dev/dl) or nats-server (https://github.com/nats-io/nats-server/releases), or name a ' +
      "binary in NATS_SERVER_BIN (Debian's package, 2.9, cannot do what the registry needs)",
  );

/** The server in a container, where an engine answers and gets its image. */
const inDocker = async ({ env, report }: NatsBinaryOptions): Promise<NatsBinary | undefined> => {
  if (!(await hasDockerEngine(env))) return undefined;
  report(`getting the image ${NATS_IMAGE}`);
  const path = await natsInDocker(env);
  const version = await versionOf(path, env);
  if (version !== undefined && isNewEnough(version)) return { path, version, source: 'Docker' };
  report(`Docker gives no ${NATS_IMAGE}: not used`);
  return undefined;
};

const checkedEntry = async (entry: string): Promise<NatsBinary | undefined> => {
  const path = join(entry, 'nats-server');
  if (!(await isAsRecorded(path))) return undefined;
  const version = await versionOf(path);
  return version !== undefined && isNewEnough(version) ? { path, version, source: 'cache' } : undefined;
};

const versionOf = async (path: string, env = process.env): Promise<string | undefined> => {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['--version'], { env });
    return /^nats-server: v(\d+\.\d+\.\d+\S*)/m.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
};

const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MAJOR_MIN || (major === MAJOR_MIN && minor >= MINOR_MIN);
};
