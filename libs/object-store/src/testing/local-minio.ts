import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { TestS3 } from './test-s3.ts';

const HOST = '127.0.0.1';
const READY_MS = 60_000;
const ANSWER_MS = 1_000;
const INTERVAL_MS = 50;

export type LocalMinio = { readonly server: TestS3; readonly stop: () => Promise<void> };

/** Starts the given minio on a free loopback port, in a folder that goes away with it. */
export const startLocalMinio = async (binary: string): Promise<LocalMinio> => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-minio-'));
  const root = { accessKeyId: 'administrator', secretAccessKey: 'secret of the administrator' };
  const addresses = { server: await freeAddress(), console: await freeAddress() };
  const args = ['server', '--quiet', '--address', addresses.server, '--console-address', addresses.console];
  const minio = spawn(binary, [...args, folder], {
    env: {
      ...process.env,
      MINIO_ROOT_USER: root.accessKeyId,
      MINIO_ROOT_PASSWORD: root.secretAccessKey,
    },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => minio.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    minio.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const endpoint = new URL(`http://${addresses.server}`);
  try {
    await ready(endpoint);
  } catch (error) {
    await stop();
    throw error;
  }
  return { server: { endpoint, region: 'us-east-1', root, users: [] }, stop };
};

const freeAddress = (): Promise<string> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, HOST, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(`${HOST}:${port}`));
    });
  });

const ready = async (endpoint: URL): Promise<void> => {
  const health = new URL('/minio/health/ready', endpoint);
  for (const deadline = performance.now() + READY_MS; performance.now() < deadline;) {
    const answer = await fetch(health, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => undefined);
    if (answer?.ok === true) return;
    await pause(INTERVAL_MS);
  }
  throw new Error(`minio did not serve within ${READY_MS} ms`);
};
