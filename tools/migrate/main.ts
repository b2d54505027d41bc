import process from 'node:process';
import { join } from 'node:path';

import { jetstreamManager } from '@nats-io/jetstream';
import { auditSourceOf } from '@policy-registry/contracts';
import { AUDIT, BROKER_ANSWER_MS_MAX, ensureAudit, ensureStreams } from '@policy-registry/event-store';
import {
  BlobStoreUnavailable,
  S3AccessInvalid,
  S3BucketMisconfigured,
  S3CredentialsInvalid,
} from '@policy-registry/object-store';
import { ConfigInvalid } from '@policy-registry/platform/config';
import { ensureRoles, migrate } from '@policy-registry/postgres';

import { Unavailable } from '../servers/unavailable.ts';
import { ensureBuckets } from './buckets.ts';
import { readMigrateConfig, type MigrateConfig } from './config.ts';
import { streamsAt, verifyReplicas } from './replicas.ts';
import { restoringAt } from './restoring.ts';
import { withBroker } from './with-broker.ts';

// Everything that needs an administrator, once per release: roles, schema, streams, buckets, the tenants' copies of their events. The services have no
// such rights.

const main = async (config: Readonly<MigrateConfig>): Promise<void> => {
  await ensureRoles(config.DATABASE_ADMIN_URL, {
    registry_owner: config.DATABASE_OWNER_PASSWORD,
    registry_projector: config.DATABASE_PROJECTOR_PASSWORD,
    registry_gateway: config.DATABASE_GATEWAY_PASSWORD,
  });
  const ownerUrl = new URL(config.DATABASE_ADMIN_URL);
  ownerUrl.username = 'registry_owner';
  ownerUrl.password = config.DATABASE_OWNER_PASSWORD;
  const done = await migrate(ownerUrl.href, join(import.meta.dirname, '../../migrations'));
  for (const name of done) process.stdout.write(`migrated ${name}\n`);

  const replicas = config.NATS_REPLICAS;
  const tenants = config.TENANTS;
  const servers = config.NATS_URL;
  await withBroker({ servers, credentialsFile: config.NATS_CREDS_FILE }, async (connection) => {
    if (
      (await restoringAt(await jetstreamManager(connection, { timeout: BROKER_ANSWER_MS_MAX }))) !== undefined
    )
      throw new Unavailable(
        'a backup was being restored here, and what there is of it is no registry: run policyctl restore again',
      );
    await ensureStreams(connection, { duplicateWindowMs: config.NATS_DUPLICATE_WINDOW_MS, replicas });
    await ensureBuckets(connection, config);
    await verifyReplicas(connection, replicas, await streamsAt(connection));
  });
  for (const tenant of tenants) {
    const credentialsFile = join(config.NATS_KEEPERS_DIR, `${tenant}.creds`);
    await withBroker({ servers, credentialsFile }, async (connection) => {
      await ensureAudit(connection, { source: auditSourceOf(tenant), replicas });
      // The keeper may see this stream, and none of its consumers: those are the auditors' own.
      await verifyReplicas(connection, replicas, [{ stream: AUDIT, durables: [] }]);
    });
  }
};

/** What an operator can do something about: said without a stack of calls. */
const FOR_OPERATORS = [
  ConfigInvalid,
  Unavailable,
  BlobStoreUnavailable,
  S3AccessInvalid,
  S3BucketMisconfigured,
  S3CredentialsInvalid,
] as const;

try {
  await main(readMigrateConfig(process.env));
} catch (error) {
  if (!(error instanceof Error && FOR_OPERATORS.some((kind) => error instanceof kind))) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
