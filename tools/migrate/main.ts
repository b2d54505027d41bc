import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { join } from 'node:path';

import { auditSourceOf } from '@policy-registry/contracts';
import { brokerLogin, ensureAudit, ensureStreams } from '@policy-registry/event-store';
import { ensureBlobBuckets } from '@policy-registry/object-store';
import { ConfigInvalid } from '@policy-registry/platform/config';
import { ensureRoles, migrate } from '@policy-registry/postgres';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { readMigrateConfig, type MigrateConfig } from './config.ts';

// Everything that needs an administrator, once per release: roles, schema, streams, buckets, the tenants' copies of their events. The services have no
// such rights.

const CONNECT_MS_MAX = 10_000;

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
  await withBroker(config.NATS_CREDS_FILE, config.NATS_URL, async (connection) => {
    await ensureStreams(connection, { duplicateWindowMs: config.NATS_DUPLICATE_WINDOW_MS, replicas });
    await ensureBlobBuckets(connection, tenants, { replicas, bytesMax: config.TENANT_BLOB_BYTES_MAX });
  });
  for (const tenant of tenants) {
    await withBroker(join(config.NATS_KEEPERS_DIR, `${tenant}.creds`), config.NATS_URL, (connection) =>
      ensureAudit(connection, { source: auditSourceOf(tenant), replicas }),
    );
  }
};

const withBroker = async (
  credentialsFile: string,
  servers: string,
  work: (connection: NatsConnection) => Promise<void>,
): Promise<void> => {
  const { authenticator, inboxPrefix } = brokerLogin(await readFile(credentialsFile));
  const connection = await connect({ servers, authenticator, inboxPrefix, timeout: CONNECT_MS_MAX });
  try {
    await work(connection);
  } finally {
    await connection.close();
  }
};

try {
  await main(readMigrateConfig(process.env));
} catch (error) {
  if (!(error instanceof ConfigInvalid)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
