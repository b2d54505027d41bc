import { Unavailable } from '../../servers/unavailable.ts';
import { readManifest, type Manifest, type SealedManifest } from './manifest.ts';
import { differenceOf } from './parts.ts';
import { objectDifferences } from './tenant-objects.ts';

/** How many damaged parts are named. */
const NAMED_MAX = 10;

/**
 * Checks a backup without any server: its manifest, that everything the manifest names is a part of it, and the size and
 * digest of every part. Throws and names what is damaged. `expected` is the digest that the manifest should have.
 */
export const verifyBackup = async (folder: string, expected?: string): Promise<SealedManifest> => {
  const sealed = await readManifest(folder);
  if (expected !== undefined && sealed.sha256 !== expected) {
    throw new Unavailable(
      `${folder} is not the backup that was asked for: its manifest has the digest ${sealed.sha256}`,
    );
  }
  const differences = [...unlisted(sealed.manifest)];
  for (const part of sealed.manifest.parts) {
    const difference = await differenceOf(folder, part);
    if (difference !== undefined) differences.push(difference);
  }
  for (const objects of sealed.manifest.objects ?? [])
    if (differences.length === 0) differences.push(...(await objectDifferences(folder, objects)));
  if (differences.length === 0) return sealed;
  const more = differences.length > NAMED_MAX ? ` and ${differences.length - NAMED_MAX} more` : '';
  throw new Unavailable(
    `${folder} is damaged: ${differences.slice(0, NAMED_MAX).join('; ')}${more}. Use another backup`,
  );
};

const unlisted = ({ streams, objects = [], textKeys, files, parts }: Manifest): readonly string[] => {
  const listed = new Set(parts.map(({ path }) => path));
  const named = [...[...streams, ...objects].map(({ part }) => part), textKeys.part, ...files];
  return named.filter((path) => !listed.has(path)).map((path) => `${path} has no digest`);
};
