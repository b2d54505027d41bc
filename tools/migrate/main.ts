import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { join } from 'node:path';

import { auditSourceOf } from '@policy-registry/contracts';
import { brokerLogin, ensureAudit, ensureStreams } from '@policy-registry/event-store';
import { ensureBlobBuckets } from '@policy-registry/object-store';
import { ensureRoles, migrate } from '@policy-registry/postgres';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { z } from 'zod';

// Everything that needs an administrator, once per release: roles, schema, streams, buckets, the tenants' copies of their events. The services have no
// such rights.

const CONNECT_MS_MAX = 10_000;

const Config = z.object({
  DATABASE_ADMIN_URL: z.url(),
  DATABASE_OWNER_PASSWORD: z.string().min(1),
  DATABASE_PROJECTOR_PASSWORD: z.string().min(1),
  DATABASE_GATEWAY_PASSWORD: z.string().min(1),
  NATS_URL: z.string().min(1),
  NATS_CREDS_FILE: z.string().min(1),
  NATS_KEEPERS_DIR: z.string().min(1),
  NATS_DUPLICATE_WINDOW_MS: z.coerce.number().int().min(100).default(120_000),
  NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
  TENANT_BLOB_BYTES_MAX: z.coerce.number().int().min(1_048_576).optional(),
  TENANTS: z.string().min(1),
});

const main = async (): Promise<void> => {
  const config = Config.parse(process.env);
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
  const tenants = config.TENANTS.split(',');
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

await main();
