import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { removeOutsideCluster, removeUnusedOpenFolders } from '../servers/postgres-place.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { layoutOf, projectDir, type Layout } from './layout.ts';
import { endLeftovers, hasLauncherEnded, livingPrograms } from './ledger.ts';

/** How the folder of a stack begins that is removed when it stops. */
export const EPHEMERAL_PREFIX = 'policy-registry-stack-';

/** Removes a stack's folder and what of it lies outside; the caller knows that nothing serves it. */
export const removeFolder = async (layout: Layout): Promise<void> => {
  await removeOutsideCluster(layout.postgres, projectDir);
  await rm(layout.folder, { recursive: true, force: true });
};

/** Deletes the registry in a folder. One that is served is refused, and so is a folder that holds something else. */
export const resetFolder = async (layout: Layout): Promise<'removed' | 'absent'> => {
  await refuseWhenLiving(layout);
  if (!(await isThere(layout.folder))) return 'absent';
  if (!(await isThere(layout.secretsFile))) {
    throw new Unavailable(`${layout.folder} is not the folder of a registry; nothing was deleted`);
  }
  await removeFolder(layout);
  await removeUnusedOpenFolders(projectDir);
  return 'removed';
};

const refuseWhenLiving = async (layout: Layout): Promise<void> => {
  const [first] = await livingPrograms(layout);
  if (first === undefined) return;
  throw new Unavailable(
    (await hasLauncherEnded(layout))
      ? `${first.name} (pid ${first.pid}) was left behind by a killed launcher and still serves ${layout.folder}; ` +
          'start the registry once more, which ends it, and stop it with Ctrl-C'
      : `a registry is running on ${layout.folder} (pid ${first.pid}); stop it with Ctrl-C first`,
  );
};

/** Removes ephemeral stacks of this user whose launcher was killed. What cannot be proven to be one stays. */
export const sweepEphemeral = async (report: (line: string) => void): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(EPHEMERAL_PREFIX)) continue;
    const layout = layoutOf(join(tmpdir(), name));
    const found = await stat(layout.folder).catch(() => undefined);
    if (found === undefined || found.uid !== process.getuid?.() || !(await hasLauncherEnded(layout)))
      continue;
    await endLeftovers(layout, report);
    await removeFolder(layout);
  }
};

const isThere = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
