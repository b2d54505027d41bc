import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import pg from 'pg';

import { startPostgres } from '../postgres-server.ts';

// Run as a program of its own, as another user or from a closed folder: starts a server, writes and reads one
// row over a restart, and prints what it saw.
const [folder = '', projectDir = ''] = process.argv.slice(2);
await mkdir(folder, { recursive: true, mode: 0o700 });
const options = { folder, projectDir, logFile: join(folder, 'postgres.log'), password: 'probe' };

const ask = async <T extends pg.QueryResultRow>(url: string, sql: string): Promise<readonly T[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
};

const first = await startPostgres(options);
await ask(first.adminUrl, "create table kept (word text); insert into kept values ('still here')");
await first.stop();

const second = await startPostgres({ ...options, preferredPort: first.port });
const rows = await ask(second.adminUrl, 'select word from kept');
const listening = await ask(
  second.adminUrl,
  "select setting from pg_settings where name = 'listen_addresses'",
);
await second.stop();

process.stdout.write(JSON.stringify({ uid: process.getuid?.(), rows, listening }));
