import pg from 'pg';

import type { Operation } from '../load/operation.ts';
import { openEmmett } from '../peers/emmett.ts';

const DATABASE = 'bench';

/** When a commit of the peer waits for the disk. */
export type SynchronousCommit = 'off' | 'on';

/** A database of the peer's own on the stack's server, with the setting in force for every session. */
export const peerDatabase = async (
  adminUrl: string,
  synchronousCommit: SynchronousCommit,
): Promise<string> => {
  await queryOne(adminUrl, `create database ${DATABASE}`);
  await queryOne(adminUrl, `alter database ${DATABASE} set synchronous_commit = ${synchronousCommit}`);
  const url = new URL(adminUrl);
  url.pathname = `/${DATABASE}`;
  return url.href;
};

/** What the server says of itself, to a session like the peer's. */
export const databaseSettings = async (
  url: string,
): Promise<{ readonly version: string; readonly synchronousCommit: string; readonly fsync: string }> => ({
  version: await queryOne(url, 'show server_version'),
  synchronousCommit: await queryOne(url, 'show synchronous_commit'),
  fsync: await queryOne(url, 'show fsync'),
});

/** Single-event appends to new streams, each with the check that the stream is new, as the registry's have it. */
export const emmettAppends = async (
  url: string,
  event: object,
): Promise<{ readonly append: Operation; readonly close: () => Promise<void> }> => {
  const store = await openEmmett(url);
  await store.schema.migrate();
  return {
    append: async (n) => {
      await store.appendToStream(`policy-${n}`, [{ type: 'PolicyCreated', data: event }], {
        expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
      });
      return true;
    },
    close: async () => void (await store.close()),
  };
};

/** The first value that a statement answers, as text. */
export const queryOne = async (url: string, statement: string): Promise<string> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(statement);
    return String(Object.values(rows[0] ?? {})[0] ?? '');
  } finally {
    await client.end();
  }
};
