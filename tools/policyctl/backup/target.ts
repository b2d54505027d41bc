import type { StreamInfo } from '@nats-io/jetstream';
import {
  appliedMigrations,
  inTenant,
  inTransaction,
  readCheckpoint,
  readTextKey,
} from '@policy-registry/postgres';

import { isMissing } from '../../migrate/restoring.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import type { Manifest } from './manifest.ts';
import type { Operator } from '../operator.ts';

/** What of an installation is restored; without it everything. */
export type RestoredHalf = 'broker' | 'database';

/** How many things that are in the way are named. */
const NAMED_MAX = 10;

/** The streams that a restoration puts into the place of empty ones, with the settings that migrations gave those. */
export type Target = ReadonlyMap<string, StreamInfo['config']>;

/**
 * Looks whether a backup can be restored here: the set-up is of this version and nothing is in it. Changes nothing; throws
 * and names what is in the way.
 */
export const emptyTarget = async (
  operator: Operator,
  manifest: Manifest,
  {
    only,
    discardsReadModels,
    goesOn,
  }: {
    readonly only?: RestoredHalf | undefined;
    readonly discardsReadModels: boolean;
    /** An earlier one was broken off, and may have stored the text keys. */
    readonly goesOn: boolean;
  },
): Promise<Target> => {
  const target = new Map<string, StreamInfo['config']>();
  const inTheWay: string[] = [];
  if (only !== 'database') {
    for (const { name } of manifest.streams) {
      const { config, state } = await streamInfo(operator, name);
      if (state.last_seq > 0) inTheWay.push(`${name} has had ${state.last_seq} messages`);
      target.set(name, config);
    }
  }
  if (only !== 'broker')
    inTheWay.push(...(await rowsInTheWay(operator, manifest, { discardsReadModels, goesOn })));
  if (inTheWay.length === 0) return target;
  throw new Unavailable(
    `the installation is not empty: ${inTheWay.slice(0, NAMED_MAX).join('; ')}. Nothing was changed; restore into new servers that migrate alone has seen`,
  );
};

const streamInfo = async ({ jsm }: Operator, name: string): Promise<StreamInfo> => {
  try {
    return await jsm.streams.info(name);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new Unavailable(
      `the broker has no stream ${name}; run migrate first, with every tenant of the backup in TENANTS`,
      { cause },
    );
  }
};

const rowsInTheWay = async (
  { database }: Operator,
  { tenants, registry }: Manifest,
  { discardsReadModels, goesOn }: { readonly discardsReadModels: boolean; readonly goesOn: boolean },
): Promise<readonly string[]> => {
  const { migrations, checkpoint } = await inTransaction(database, async (tx) => ({
    migrations: await appliedMigrations(tx),
    checkpoint: await readCheckpoint(tx),
  }));
  const unknown = registry.migrations.filter((name) => !migrations.includes(name));
  if (unknown.length > 0) {
    throw new Unavailable(
      `the backup is of a newer registry (${registry.version}): this database has not had ${unknown.join(', ')}`,
    );
  }
  // Keys that stay are compared with those of the backup when those are stored.
  if (discardsReadModels) return [];
  const keys: string[] = [];
  for (const tenant of goesOn ? [] : tenants) {
    if ((await inTenant(database, tenant, readTextKey)) !== undefined) keys.push(`${tenant} has a text key`);
  }
  return [...(checkpoint > 0 ? [`the read models are at event ${checkpoint}`] : []), ...keys];
};
