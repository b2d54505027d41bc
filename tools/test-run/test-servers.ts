import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { natsServerBinary } from '../servers/nats-binary.ts';
import { startNatsServer } from '../servers/nats-server.ts';
import { startPostgres } from '../servers/postgres-server.ts';
import { EPHEMERAL_PREFIX, removeFolder, sweepEphemeral } from '../stack/folders.ts';
import { layoutOf, projectDir } from '../stack/layout.ts';
import { claimFolder } from '../stack/ledger.ts';
import { startTestS3 } from './test-s3-server.ts';

const PASSWORD = 'test';
// Nothing in here outlives the run, so nothing waits for a disk.
const SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/** One broker, one PostgreSQL and one S3 server that the integration specs share; each spec makes its own streams, databases and buckets. */
export type TestServers = {
  readonly variables: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
};

/** Starts them in a temporary folder and tells specs where they are, by environment. */
export const startTestServers = async (report: (line: string) => void): Promise<TestServers> => {
  await sweepEphemeral(report);
  const layout = layoutOf(await mkdtemp(join(tmpdir(), EPHEMERAL_PREFIX)));
  const closing = new AsyncDisposableStack();
  try {
    const ledger = await claimFolder(layout, report);
    closing.defer(() => removeFolder(layout));
    for (const path of [layout.logs, layout.nats]) await mkdir(path);
    const binary = await natsServerBinary({ env: process.env, report });
    const shared = { onSpawn: ledger.record };
    const nats = await startNatsServer({
      ...shared,
      binary: binary.path,
      folder: layout.nats,
      logFile: join(layout.logs, 'nats-server.log'),
    });
    closing.defer(nats.stop);
    const postgres = await startPostgres({
      ...shared,
      folder: layout.postgres,
      projectDir,
      logFile: join(layout.logs, 'postgres.log'),
      password: PASSWORD,
      isKept: false,
      settings: SETTINGS,
    });
    closing.defer(postgres.stop);
    const s3 = await startTestS3({ ...shared, folder: layout.folder, logs: layout.logs, report });
    closing.defer(s3.stop);
    const variables = {
      TEST_NATS_BIN: binary.path,
      TEST_NATS_URL: nats.url,
      ...s3.variables,
      TEST_DATABASE_ADMIN_URL: postgres.adminUrl,
    };
    return { variables, stop: () => closing.disposeAsync() };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
};
