import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { Client } from 'pg';

import { closeDatabase, openDatabase, type Database } from '../database.ts';
import { migrate } from '../migrate.ts';
import { ensureRoles, ROLES, type DatabaseRole } from '../roles.ts';

/** Roles belong to the whole server: every suite on it gives them the same password. */
const PASSWORD = 'test';
// Any number, the same for every suite of one server.
const ROLES_LOCK = 7_205_759_404;
const CONNECTIONS_MAX = 4;

export const MIGRATIONS = join(import.meta.dirname, '../../../../migrations');

/** A database of the suite's own, with the registry's roles. */
export type TestDatabase = {
  /** Connects the superuser. */
  readonly adminUrl: string;
  readonly urlOf: (role: DatabaseRole) => string;
  /** Opens a pool under a role; it is closed with the database. */
  readonly as: (role: DatabaseRole | 'admin', connectionsMax?: number) => Promise<Database>;
  /** Opens one session under a role, bare of any transaction; it is ended with the database. */
  readonly session: (role: DatabaseRole | 'admin') => Promise<Client>;
  /** Runs `work` while no other suite changes the roles, which belong to the whole server. */
  readonly aloneWithRoles: <T>(work: () => Promise<T>) => Promise<T>;
  /** Runs one statement as the superuser. */
  readonly admin: (text: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;
  /** Closes the pools and drops the database. */
  readonly drop: () => Promise<void>;
};

/** Makes a database on the server of `serverUrl`; with the schema unless `isEmpty`. */
export const createTestDatabase = async (
  serverUrl: string,
  { isEmpty = false } = {},
): Promise<TestDatabase> => {
  const name = `spec_${randomBytes(6).toString('hex')}`;
  const adminUrl = urlAt(serverUrl, name);
  await asAdmin(serverUrl, async (server) => {
    await server.query(`create database ${name}`);
  });
  const aloneWithRoles = <T>(work: () => Promise<T>): Promise<T> =>
    asAdmin(serverUrl, async (server) => {
      // Locks belong to a database, so this one is taken in the one that all suites know.
      await server.query('select pg_advisory_lock($1)', [ROLES_LOCK]);
      return work();
    });
  await aloneWithRoles(() => ensureRoles(adminUrl, passwords()));
  const urlOf = (role: DatabaseRole): string => urlAt(serverUrl, name, role);
  if (!isEmpty) await migrate(urlOf('registry_owner'), MIGRATIONS);

  const opened = new AsyncDisposableStack();
  const addressOf = (role: DatabaseRole | 'admin'): string => (role === 'admin' ? adminUrl : urlOf(role));
  return {
    adminUrl,
    urlOf,
    aloneWithRoles,
    as: async (role, connectionsMax = CONNECTIONS_MAX) => {
      const url = addressOf(role);
      const database = await openDatabase({ url, applicationName: 'spec', connectionsMax });
      opened.defer(() => closeDatabase(database));
      return database;
    },
    session: async (role) => {
      const client = new Client({ connectionString: addressOf(role) });
      await client.connect();
      opened.defer(() => client.end());
      return client;
    },
    admin: (text, values = []) =>
      asAdmin(adminUrl, async (client) => (await client.query(text, [...values])).rows),
    drop: async () => {
      await opened.disposeAsync();
      await asAdmin(serverUrl, (server) => server.query(`drop database ${name} with (force)`));
    },
  };
};

const passwords = (): Record<DatabaseRole, string> => {
  const [owner, projector, gateway] = ROLES;
  return { [owner]: PASSWORD, [projector]: PASSWORD, [gateway]: PASSWORD };
};

const urlAt = (serverUrl: string, database: string, role?: DatabaseRole): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  if (role !== undefined) {
    url.username = role;
    url.password = PASSWORD;
  }
  return url.href;
};

const asAdmin = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
