import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Child } from '../servers/child.ts';
import { startS3Server, type S3Key } from '../servers/s3-server.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { versitygwBinary } from '../servers/versitygw-binary.ts';

const REGION = 'us-east-1';

export type TestS3Options = {
  readonly folder: string;
  readonly logs: string;
  readonly report: (line: string) => void;
  readonly onSpawn: (child: Child) => Promise<void>;
};

export type TestS3Server = {
  readonly variables: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
};

/** One S3 server that the integration specs share, with two users beside its administrator; none where it cannot be had. */
export const startTestS3 = async ({
  folder,
  logs,
  report,
  onSpawn,
}: TestS3Options): Promise<TestS3Server> => {
  const binary = await found(report);
  if (binary === undefined) return { variables: {}, stop: () => Promise.resolve() };
  const directory = join(folder, 's3');
  await mkdir(directory);
  const root = newKey('root');
  const users = [newKey('first'), newKey('second')];
  const options = { binary, directory, logFile: join(logs, 'versitygw.log'), root, region: REGION };
  const server = await startS3Server({ ...options, onSpawn });
  try {
    for (const user of users) await server.addUser(user);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const description = { endpoint: server.url, region: REGION, root, users };
  const variables = { TEST_S3: JSON.stringify(description), TEST_VERSITYGW_BIN: binary };
  return { variables, stop: server.stop };
};

const found = async (report: (line: string) => void): Promise<string | undefined> => {
  try {
    return (await versitygwBinary({ env: process.env, report })).path;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    report(`without an S3 server: ${error.message}`);
    return undefined;
  }
};

const newKey = (accessKeyId: string): S3Key => ({
  accessKeyId,
  secretAccessKey: randomBytes(20).toString('hex'),
});
