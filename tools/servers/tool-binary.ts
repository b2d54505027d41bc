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

const run = promisify(execFile);

/** A program of others that tests are made against: found where somebody put it, or built with Go. */
export type Tool = GoServer & {
  /** The variable that names one. */
  readonly variable: string;
  /** The least release that will do, as a reader is told. */
  readonly least: string;
  /** Where releases are had. */
  readonly releases: string;
  /** Arguments with which it tells its version. */
  readonly versionArguments: readonly string[];
  /** The version in what it says then; `undefined` where it is another program, or too old. */
  readonly versionIn: (said: string) => string | undefined;
};

/** A tool that may be started, and where it came from. */
export type ToolBinary = {
  readonly path: string;
  readonly version: string;
  /** The variable that named it, or one of these. */
  readonly source: string;
};

export type ToolBinaryOptions = {
  readonly env: NodeJS.ProcessEnv;
  readonly report: (line: string) => void;
};

/** Finds or builds a tool: named by the environment, on PATH, cached, or built with Go from the sources that are pinned. */
export const toolBinary = async (tool: Tool, options: ToolBinaryOptions): Promise<ToolBinary> => {
  const { variable, name, least } = tool;
  const named = options.env[variable];
  if (named !== undefined && named !== '') {
    const version = await versionOf(tool, named);
    if (version !== undefined) return { path: named, version, source: variable };
    throw new Unavailable(
      `${variable} names ${named}, which is no ${name} ${least} or newer; name one, or unset it`,
    );
  }
  return (await onPath(tool, options.env)) ?? (await cachedOrBuilt(tool, options));
};

const onPath = async (tool: Tool, env: NodeJS.ProcessEnv): Promise<ToolBinary | undefined> => {
  for (const directory of (env['PATH'] ?? '').split(delimiter).filter((part) => part !== '')) {
    const path = join(directory, tool.name);
    const version = await versionOf(tool, path);
    if (version !== undefined) return { path, version, source: 'PATH' };
  }
  return undefined;
};

const cachedOrBuilt = async (tool: Tool, { env, report }: ToolBinaryOptions): Promise<ToolBinary> => {
  const { name, least, variable, releases } = tool;
  const moduleDir = join(import.meta.dirname, name);
  const go = await goVersion(moduleDir, env);
  if (go === undefined) {
    throw new Unavailable(
      `no ${name} ${least} or newer is on PATH and there is no Go to build one; install Go (https://go.dev/dl) or ` +
        `${name} (${releases}), or name a binary in ${variable}`,
    );
  }
  const sources = createHash('sha256').update(await readFile(join(moduleDir, 'go.sum')));
  const key = `${name}-${sources.digest('hex').slice(0, KEY_LENGTH)}-${go}-${process.platform}-${process.arch}`;
  const entry = join(cacheFolder(env), key);
  const cached = await checkedEntry(tool, entry);
  if (cached !== undefined) return { ...cached, source: 'cache' };
  await rm(entry, { recursive: true, force: true });
  await buildServer(entry, { server: tool, moduleDir, env, report });
  const fresh = await checkedEntry(tool, entry);
  if (fresh === undefined)
    throw new Error(`the ${name} just built in ${entry} does not match its own digest`);
  return { ...fresh, source: 'go build' };
};

const checkedEntry = async (tool: Tool, entry: string): Promise<Omit<ToolBinary, 'source'> | undefined> => {
  const path = join(entry, tool.name);
  const version = (await isAsRecorded(path)) ? await versionOf(tool, path) : undefined;
  return version === undefined ? undefined : { path, version };
};

const versionOf = async (
  { versionArguments, versionIn }: Tool,
  path: string,
): Promise<string | undefined> => {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, [...versionArguments]);
    return versionIn(stdout);
  } catch {
    return undefined;
  }
};
