import { basename, join } from 'node:path';

import type { Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { tenantObjects, withOperator } from '../operator.ts';
import { takeBackup } from '../backup/take-backup.ts';
import { isFolder, pathsAt, type NamedPath } from '../files.ts';
import { manifestFields } from './backup-verify.ts';
import registry from '../../package.json' with { type: 'json' };

/** Takes a backup and says what is in it. */
export const takeOf = async (
  { settings, say }: Context,
  { folder, include }: { readonly folder: string; readonly include: readonly string[] },
): Promise<Answer> => {
  const files = await included(include);
  const objects = await tenantObjects(settings);
  const { manifest, sha256 } = await withOperator(settings, (operator) =>
    takeBackup({
      ...{ operator, folder, files, objects, say },
      registryVersion: registry.version,
      now: () => new Date(),
    }),
  );
  return {
    json: { ok: true, folder, manifestSha256: sha256, manifest },
    text: manifestFields(folder, { manifest, sha256 }),
  };
};

/** What was named: a file under its name, a folder with everything in it under its own. */
const included = async (paths: readonly string[]): Promise<readonly NamedPath[]> => {
  const files: NamedPath[] = [];
  for (const path of paths) {
    const below = (await isFolder(path)) ? basename(path) : '';
    for (const found of await pathsAt(path)) files.push({ ...found, path: join(below, found.path) });
  }
  const twice = files.find(({ path }, index) => files.findIndex((other) => other.path === path) !== index);
  if (twice !== undefined) throw new UsageFault(`${twice.path} would be in the backup twice`);
  return files;
};
