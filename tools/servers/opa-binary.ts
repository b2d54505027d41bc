import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { cacheFolder } from './cache-folder.ts';
import { isAsRecorded } from './checked-file.ts';
import { buildServer, goVersion, type GoServer } from './go-build.ts';
import { Unavailable } from './unavailable.ts';

const KEY_LENGTH = 16;
const OPA: GoServer = {
  name: 'opa',
  module: 'github.com/open-policy-agent/opa',
  duration: 'two to five minutes on two cores',
  remedy: 'or put opa 1.0 or newer on PATH, or name one in OPA_BIN',
};

const run = promisify(execFile);

/** An OPA that may be started, and where it came from. */
export type OpaBinary = {
  readonly path: string;
  readonly version: string;
  readonly source: 'OPA_BIN' | 'PATH' | 'cache' | 'go build';
};

export type OpaBinaryOptions = {
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
};

/** Finds or builds an opa of at least 1.0: named by the environment, on PATH, cached, or built with Go. */
export const opaBinary = async (options: OpaBinaryOptions): Promise<OpaBinary> => {
  const named = options.env['OPA_BIN'];
  if (named !== undefined && named !== '') {
    const version = await versionOf(named);
    if (version !== undefined) return { path: named, version, source: 'OPA_BIN' };
    throw new Unavailable(`OPA_BIN names ${named}, which is no opa 1.0 or newer; name one, or unset it`);
  }
  return (await onPath(options.env)) ?? (await cachedOrBuilt(options));
};

const onPath = async (env: NodeJS.ProcessEnv): Promise<OpaBinary | undefined> => {
  for (const directory of (env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    const path = join(directory, OPA.name);
    const version = await versionOf(path);
    if (version !== undefined) return { path, version, source: 'PATH' };
  }
  return undefined;
};

const cachedOrBuilt = async ({ env, report }: OpaBinaryOptions): Promise<OpaBinary> => {
  const moduleDir = join(import.meta.dirname, 'opa');
  const go = await goVersion(moduleDir, env);
  if (go === undefined) {
    throw new Unavailable(
      'no opa 1.0 or newer is on PATH and there is no Go to build one; install Go (https://go.dev/dl) or opa ' +
        '(https://github.com/open-policy-agent/opa/releases), or name a binary in OPA_BIN',
    );
  }
  const sources = createHash('sha256').update(await readFile(join(moduleDir, 'go.sum')));
  const key = `opa-${sources.digest('hex').slice(0, KEY_LENGTH)}-${go}-${process.platform}-${process.arch}`;
  const entry = join(cacheFolder(env), key);
  const cached = await checkedEntry(entry);
  if (cached !== undefined) return { ...cached, source: 'cache' };
  await rm(entry, { recursive: true, force: true });
  await buildServer(entry, { server: OPA, moduleDir, env, report });
  const fresh = await checkedEntry(entry);
  if (fresh === undefined) throw new Error(`the opa just built in ${entry} does not match its own digest`);
  return { ...fresh, source: 'go build' };
};

const checkedEntry = async (entry: string): Promise<Omit<OpaBinary, 'source'> | undefined> => {
  const path = join(entry, OPA.name);
  const version = (await isAsRecorded(path)) ? await versionOf(path) : undefined;
  return version === undefined ? undefined : { path, version };
};

const versionOf = async (path: string): Promise<string | undefined> => {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['version']);
    return /^Version: ([1-9]\d*\.\d+\.\d+\S*)/m.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
};
