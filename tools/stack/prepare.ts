import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { prepareBroker, type BrokerFiles } from '../broker/prepare-broker.ts';
import { removeOutsideCluster } from '../servers/postgres-place.ts';
import { tenants } from '../dev-issuer/personas.ts';
import { EPHEMERAL_PREFIX, sweepEphemeral } from './folders.ts';
import { ensureKeys } from './keys.ts';
import { layoutOf, projectDir, type Layout } from './layout.ts';
import { keptSecrets, type Secrets } from './secrets.ts';
import { writeSeed } from './seed.ts';

/** Where a stack is kept unless told otherwise. */
export const DEFAULT_FOLDER = join(projectDir, '.registry');

/** Makes the folder of a stack: the named one, or a temporary one after sweeping those of killed launchers. */
export const stackFolder = async (
  options: { readonly folder?: string | undefined; readonly isEphemeral?: boolean | undefined },
  report: (line: string) => void,
): Promise<Layout> => {
  if (options.isEphemeral === true) {
    await sweepEphemeral(report);
    return layoutOf(await mkdtemp(join(tmpdir(), EPHEMERAL_PREFIX)));
  }
  const layout = layoutOf(resolve(options.folder ?? DEFAULT_FOLDER));
  await mkdir(layout.folder, { recursive: true, mode: 0o700 });
  return layout;
};

/** What was prepared before anything starts. */
export type Prepared = { readonly secrets: Secrets; readonly broker: BrokerFiles };

/** Fills the folder with what has to be there before anything starts: passwords, keys, the seed. */
export const prepareFolder = async (layout: Layout): Promise<Prepared> => {
  for (const path of [layout.logs, layout.nats, layout.issuer])
    await mkdir(path, { recursive: true, mode: 0o700 });
  const { secrets, isFresh } = await keptSecrets(layout.secretsFile, tenants);
  // A cluster that root left outside belongs to the folder's earlier life, whose password is lost.
  if (isFresh) await removeOutsideCluster(layout.postgres, projectDir);
  await ensureKeys(layout, tenants, new Date());
  await writeSeed(layout.seedFile, tenants);
  return { secrets, broker: await prepareBroker(layout.broker, tenants) };
};
