import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type LocalNats = { readonly url: string; readonly stop: () => Promise<void> };

/** Starts the given nats-server with JetStream on a free loopback port, in a folder that goes away with it. */
export const startLocalNats = async (binary: string, settings = ''): Promise<LocalNats> => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-nats-'));
  const config = join(folder, 'nats.conf');
  await writeFile(
    config,
    `listen: "127.0.0.1:-1"\njetstream { store_dir: ${JSON.stringify(folder)} }\n${settings}\n`,
  );

  const server = spawn(binary, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };

  let log = '';
  const url = await new Promise<string>((resolve, reject) => {
    server.once('error', reject);
    server.once('close', () => reject(new Error(`nats-server ended while starting:\n${log}`)));
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const port = /client connections on 127\.0\.0\.1:(\d+)/.exec(log)?.[1];
      if (port !== undefined && log.includes('Server is ready')) resolve(`nats://127.0.0.1:${port}`);
    });
  });
  return { url, stop };
};
