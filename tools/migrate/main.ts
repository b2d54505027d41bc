import process from 'node:process';
import { join } from 'node:path';

import { inboxPrefixOf } from '@policy-registry/contracts';
import { ensureStreams } from '@policy-registry/event-store';
import { ensureBlobBuckets } from '@policy-registry/object-store';
import { ensureRoles, migrate } from '@policy-registry/postgres';
import { connect } from '@nats-io/transport-node';
import { z } from 'zod';

// Everything that needs an administrator, once per release: roles, schema, streams, buckets. The services have no
// such rights.

const Config = z.object({
  DATABASE_ADMIN_URL: z.url(),
  DATABASE_OWNER_PASSWORD: z.string().min(1),
  DATABASE_PROJECTOR_PASSWORD: z.string().min(1),
  DATABASE_GATEWAY_PASSWORD: z.string().min(1),
  NATS_URL: z.string().min(1),
  NATS_USER: z.string().optional(),
  NATS_PASSWORD: z.string().optional(),
  NATS_DUPLICATE_WINDOW_MS: z.coerce.number().int().min(100).default(120_000),
  NATS_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
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

  const connection = await connect({
    servers: config.NATS_URL,
    inboxPrefix: inboxPrefixOf('admin'),
    ...(config.NATS_USER !== undefined && { user: config.NATS_USER, pass: config.NATS_PASSWORD ?? '' }),
  });
  try {
    const replicas = config.NATS_REPLICAS;
    await ensureStreams(connection, { duplicateWindowMs: config.NATS_DUPLICATE_WINDOW_MS, replicas });
    await ensureBlobBuckets(connection, config.TENANTS.split(','), { replicas });
  } finally {
    await connection.close();
  }
};

await main();
