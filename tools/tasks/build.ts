import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

import { projectDir } from '../stack/layout.ts';
import { runQuietly, ToolFailed } from './tool.ts';

const STAMP_FILE = join(projectDir, 'node_modules', '.policy-registry-build');
const SETTINGS = ['.swcrc', 'nx.json', 'package-lock.json'] as const;

/** Builds every library and application, unless nothing has changed since the last build. */
export const buildWhenStale = async (): Promise<void> => {
  const sources = await sourcesNow();
  if (sources.isBuilt && readStamp() === sources.stamp) return;
  process.stderr.write('building\n');
  await build();
};

/**
 * Builds every library and application, always from source: Nx keeps its cache in the home folder, where one
 * entry that lost its files would give every clone a build that succeeds and writes nothing.
 */
export const build = async (): Promise<void> => {
  const { stamp } = await sourcesNow(); // of before: what is edited meanwhile is built the next time
  await runQuietly('nx', 'run-many', '-t', 'build', '--outputStyle=static');
  if (!(await sourcesNow()).isBuilt)
    throw new ToolFailed('the build said that it succeeded and left files out: is another one at work here?');
  writeFileSync(STAMP_FILE, stamp);
};

const sourcesNow = async (): Promise<{ stamp: string; isBuilt: boolean }> => {
  const hash = createHash('sha256');
  let isBuilt = true;
  for (const name of SETTINGS) await add(hash, join(projectDir, name));
  for (const project of await projects()) {
    await add(hash, join(project, 'package.json'));
    const entries = await readdir(join(project, 'src'), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) await add(hash, file);
    if (!files.filter(isBuiltSource).every((file) => existsSync(builtFileOf(project, file)))) isBuilt = false;
  }
  return { stamp: hash.digest('hex'), isBuilt };
};

const isBuiltSource = (file: string): boolean => file.endsWith('.ts') && !file.endsWith('.spec.ts');

const builtFileOf = (project: string, source: string): string =>
  join(project, 'dist', relative(join(project, 'src'), source)).replace(/\.ts$/, '.js');

const projects = async (): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const group of ['apps', 'libs']) {
    for (const name of (await readdir(join(projectDir, group))).sort()) {
      if (existsSync(join(projectDir, group, name, 'src'))) found.push(join(projectDir, group, name));
    }
  }
  return found;
};

// Path, time and size, as make would: reading every source would cost the command line its speed.
const add = async (hash: ReturnType<typeof createHash>, file: string): Promise<void> => {
  const { mtimeMs, size } = await stat(file);
  hash.update(`${file}\n${mtimeMs}\n${size}\n`);
};

const readStamp = (): string | undefined => {
  try {
    return readFileSync(STAMP_FILE, 'utf8');
  } catch {
    return undefined;
  }
};
