import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { s3AccessOf, s3BlobDigests, s3BlobStore, S3CredentialsInvalid } from '@policy-registry/object-store';
import { closeDatabase, openDatabase, type Database } from '@policy-registry/postgres';

import { Unavailable } from '../servers/unavailable.ts';
import { UsageFault } from './answer.ts';
import { connectBroker } from './client/broker.ts';
import type { TenantObjects } from './backup/tenant-objects.ts';
import type { Settings } from './settings.ts';

/** The broker as its administrator and the database as the owner of its tables. */
export type Operator = {
  readonly connection: NatsConnection;
  readonly jsm: JetStreamManager;
  readonly database: Database;
  /** The address of the database, with its password. */
  readonly databaseUrl: string;
};

/** What one is called at both servers. */
const NAME = 'policyctl operator';
/** A rebuild holds a lock, keeps rows still, and compares. */
const CONNECTIONS_MAX = 3;
/** All rows are compared in one statement for each table and tenant. */
const SILENCE_MS_MAX = 60 * 60_000;
// Looking at the whole log takes the broker a while.
const API_MS_MAX = 30_000;

/** Lends both to `work`, and closes them afterwards. */
export const withOperator = <T>(
  settings: Pick<Settings, 'administrator' | 'databaseUrl'>,
  work: (operator: Operator) => Promise<T>,
): Promise<T> =>
  withAdministrator(settings, (connection, jsm) =>
    withOwner(settings, (database, databaseUrl) => work({ connection, jsm, database, databaseUrl })),
  );

/** Lends the broker as its administrator. */
export const withAdministrator = async <T>(
  { administrator }: Pick<Settings, 'administrator'>,
  work: (connection: NatsConnection, jsm: JetStreamManager) => Promise<T>,
): Promise<T> => {
  if (administrator === undefined) {
    throw new UsageFault(
      'the operator’s broker is not known: give --stack, or POLICYCTL_NATS_URL and POLICYCTL_NATS_ADMIN_CREDS_FILE',
    );
  }
  const connection = await connectBroker(administrator, NAME, false);
  try {
    return await work(connection, await managerOf(connection));
  } finally {
    await connection.close();
  }
};

/** Lends the database as the owner of its tables, with the address of it. */
export const withOwner = async <T>(
  { databaseUrl }: Pick<Settings, 'databaseUrl'>,
  work: (database: Database, databaseUrl: string) => Promise<T>,
): Promise<T> => {
  if (databaseUrl === undefined) {
    throw new UsageFault(
      'the operator’s database is not known: give --stack, or POLICYCTL_DATABASE_OWNER_URL',
    );
  }
  const database = await opened(databaseUrl);
  try {
    return await work(database, databaseUrl);
  } finally {
    await closeDatabase(database);
  }
};

/** The S3 service that has the blobs, with its access keys; `undefined` where they are in the broker. */
export const s3Of = async ({ objectStore }: Pick<Settings, 'objectStore'>) => {
  try {
    return objectStore && (await s3AccessOf(objectStore));
  } catch (error) {
    throw error instanceof S3CredentialsInvalid ? new UsageFault(error.message, { cause: error }) : error;
  }
};

/** The blobs there, as who may list them; `undefined` where they are in the broker. */
export const tenantObjects = async ({
  objectStore,
}: Pick<Settings, 'objectStore'>): Promise<TenantObjects | undefined> => {
  const access = await s3Of({ objectStore });
  return access && { blobs: s3BlobStore({ access }), digestsOf: (tenant) => s3BlobDigests(access, tenant) };
};

const opened = async (url: string): Promise<Database> => {
  try {
    return await openDatabase({
      url,
      applicationName: NAME,
      connectionsMax: CONNECTIONS_MAX,
      silenceMsMax: SILENCE_MS_MAX,
    });
  } catch (cause) {
    // The address holds a password, and so may the driver's words.
    const { host, username } = addressOf(url);
    throw new Unavailable(`the database at ${host} does not let ${username} in; is it running?`, { cause });
  }
};

const addressOf = (url: string): { readonly host: string; readonly username: string } => {
  try {
    return new URL(url);
  } catch {
    throw new UsageFault('POLICYCTL_DATABASE_OWNER_URL is no address of a database');
  }
};

const managerOf = async (connection: NatsConnection): Promise<JetStreamManager> => {
  try {
    return await jetstreamManager(connection, { timeout: API_MS_MAX });
  } catch (cause) {
    throw new Unavailable(
      'the broker refuses its administration to this user: use the credentials of admin',
      {
        cause,
      },
    );
  }
};
