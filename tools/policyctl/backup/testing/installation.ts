import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { headers } from '@nats-io/nats-core';
import { ensureBlobBuckets, jetStreamBlobStore } from '@policy-registry/object-store';
import { createTextKey, inTenant } from '@policy-registry/postgres';
import { createTestDatabase, type TestDatabase } from '@policy-registry/postgres/testing';
import type { BlobStore, Outcome } from '@policy-registry/kernel';

import {
  startIsolatedBroker,
  TENANTS,
  type IsolatedBroker,
} from '../../../broker/testing/isolated-broker.ts';
import type { NamedPath } from '../../files.ts';
import { constructedLog } from '../../replay/testing/constructed-log.ts';
import type { Settings } from '../../settings.ts';
import type { SealedManifest } from '../manifest.ts';
import { withOperator } from '../../operator.ts';
import { restoreBackup, type Restored, type RestoreRun } from '../restore-backup.ts';
import { takeBackup } from '../take-backup.ts';
import type { TenantObjects } from '../tenant-objects.ts';
import { verifyBackup } from '../verify-backup.ts';

/** Servers that migrations have set up: a broker with accounts and a database. */
export type Installation = {
  readonly broker: IsolatedBroker;
  readonly database: TestDatabase;
  readonly blobs: BlobStore;
  readonly access: Pick<Settings, 'administrator' | 'databaseUrl'>;
  readonly backup: (
    folder: string,
    taken?: { readonly files?: readonly NamedPath[]; readonly objects?: TenantObjects },
  ) => Promise<SealedManifest>;
  readonly restore: (folder: string, options?: Partial<RestoreRun>) => Promise<Restored>;
  readonly stop: () => Promise<void>;
};

export const startInstallation = async (servers: {
  readonly natsBinary: string;
  readonly databaseUrl: string;
}): Promise<Installation> => {
  await using starting = new AsyncDisposableStack();
  const broker = await startIsolatedBroker(servers.natsBinary);
  starting.defer(broker.stop);
  const database = await createTestDatabase(servers.databaseUrl);
  starting.defer(database.drop);
  const admin = await broker.as('admin');
  await ensureBlobBuckets(admin, TENANTS);
  const access = {
    administrator: { url: broker.url, credentialsFile: broker.files.credentialsOf('admin') },
    databaseUrl: database.urlOf('registry_owner'),
  };
  const stopping = starting.move();
  return {
    broker,
    database,
    blobs: jetStreamBlobStore({ connection: await broker.as('runner') }),
    access,
    backup: (folder, { files = [], objects } = {}) =>
      withOperator(access, (operator) =>
        takeBackup({
          operator,
          folder,
          files,
          objects,
          registryVersion: 'test',
          now: () => new Date(),
          say: () => undefined,
        }),
      ),
    restore: async (folder, options = {}) => {
      const { manifest } = await verifyBackup(folder);
      const run = { folder, manifest, discardsReadModels: false, say: () => undefined, ...options };
      return withOperator(access, (operator) => restoreBackup({ operator, ...run }));
    },
    stop: () => stopping.disposeAsync(),
  };
};

export const EVENTS = constructedLog(['pay-gate', 'web-gate'], 5);
export const REACTED = 7;
export const TEXT_KEY = Buffer.from('wrapped key of acme');
export const BLOB = Buffer.alloc(300_000, 'evidence ');

const REFUSAL: Outcome = {
  commandId: 'refused',
  tenant: 'acme',
  requestDigest: 'a'.repeat(64),
  status: 'rejected',
  code: 'POLICY_UNKNOWN',
  detail: 'there is none',
  faults: [],
};

/** Something of everything that an installation keeps. */
export const fill = async ({
  broker,
  database,
  blobs,
}: Installation): Promise<{ readonly digest: string }> => {
  const { js } = broker;
  for (const { subject, bytes } of EVENTS) {
    const carried = headers();
    carried.set('traceparent', `of ${bytes.length}`);
    await js.publish(subject, bytes, { headers: carried });
  }
  const reactor = await js.consumers.get('EVENTS', 'reactor-v1');
  for (let seq = 1; seq <= REACTED; seq += 1) await (await reactor.next())?.ackAck();
  await js.publish('registry.cmd.gateway.acme.pending', 'a command that waits');
  await js.publish('registry.out.acme.refused', JSON.stringify(REFUSAL));
  await js.publish('registry.job.normal.acme.shard.j1', 'a job that waits');
  await js.publish('registry.dead.commands.acme.d1', 'a dead letter');
  const owner = await database.as('registry_owner');
  await inTenant(owner, 'acme', (tx) => createTextKey(tx, 'acme', TEXT_KEY));
  return blobs.put('acme', once(BLOB), BLOB.length);
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A folder of the spec's own, and its end. */
export const ownFolder = async (): Promise<{
  readonly path: string;
  readonly remove: () => Promise<void>;
}> => {
  const path = await mkdtemp(join(tmpdir(), 'policy-registry-backup-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
};
