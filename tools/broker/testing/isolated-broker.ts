import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { auditSourceOf, type ServiceUser, type TenantRole } from '@policy-registry/contracts';
import { brokerLogin, ensureAudit, ensureStreams } from '@policy-registry/event-store';
import { startLocalBroker } from '@policy-registry/event-store/testing';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { tenantCredentials } from '../credentials.ts';
import { brokerFilesIn, type BrokerFiles } from '../prepare-broker.ts';

const TTL_MS = 600_000;

/** A broker with the registry's accounts and streams, for two tenants. */
export type IsolatedBroker = {
  readonly url: string;
  readonly files: BrokerFiles;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  /** The credentials of a service, or new ones of somebody of a tenant. */
  readonly credentialsOf: (who: Who) => Promise<Uint8Array>;
  /** A connection of its own; closed with the broker. */
  readonly as: (who: Who | Uint8Array) => Promise<NatsConnection>;
  readonly stop: () => Promise<void>;
};

export type Who =
  ServiceUser | { readonly tenant: string; readonly role: TenantRole } | { readonly keeperOf: string };

export const TENANTS = ['acme', 'globex'] as const;

const run = promisify(execFile);

/** By the program that an operator runs; the key library is slow, and in a test's sandbox several times slower. */
const prepared = async (folder: string): Promise<BrokerFiles> => {
  const program = join(import.meta.dirname, '..', 'main.ts');
  const args = [program, '--dir', folder, '--tenants', TENANTS.join(',')];
  await run(process.execPath, args, { env: { ...process.env, NODE_OPTIONS: '' } });
  return brokerFilesIn(folder);
};

export const startIsolatedBroker = async (binary: string): Promise<IsolatedBroker> => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-accounts-'));
  const files = await prepared(folder);
  const server = await startLocalBroker(binary, await readFile(files.settings, 'utf8'));
  const connections: NatsConnection[] = [];

  const credentialsOf = async (who: Who): Promise<Uint8Array> => {
    if (typeof who === 'string') return readFile(files.credentialsOf(who));
    if ('keeperOf' in who) return readFile(join(files.keepers, `${who.keeperOf}.creds`));
    return tenantCredentials(files.keys, { ...who, expiresAtMs: Date.now() + TTL_MS });
  };
  const as = async (who: Who | Uint8Array): Promise<NatsConnection> => {
    const credentials = who instanceof Uint8Array ? who : await credentialsOf(who);
    const { authenticator, inboxPrefix } = brokerLogin(credentials);
    const connection = await connect({ servers: server.url, authenticator, inboxPrefix, reconnect: false });
    connections.push(connection);
    return connection;
  };
  const stop = async (): Promise<void> => {
    for (const connection of connections) await connection.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };

  try {
    const admin = await as('admin');
    await ensureStreams(admin, { duplicateWindowMs: 120_000, replicas: 1 });
    for (const tenant of TENANTS)
      await ensureAudit(await as({ keeperOf: tenant }), { source: auditSourceOf(tenant), replicas: 1 });
    return {
      url: server.url,
      files,
      js: jetstream(admin),
      jsm: await jetstreamManager(admin),
      credentialsOf,
      as,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
