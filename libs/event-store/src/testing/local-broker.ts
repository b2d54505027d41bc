import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type LocalBroker = {
  readonly url: string;
  /** SIGSTOP has it hang, with its sockets open, until SIGCONT. */
  readonly signal: (name: 'SIGSTOP' | 'SIGCONT') => void;
  readonly stop: () => Promise<void>;
};

const READY_MS = 20_000;
const STOP_GRACE_MS = 5_000;

/** Starts the given nats-server with JetStream on a free loopback port, in a folder that goes away with it. */
export const startLocalBroker = async (binary: string, settings = ''): Promise<LocalBroker> => {
  const folder = await brokerFolder();
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const broker = await startBrokerIn(folder, binary, settings);
    return { ...broker, stop: () => broker.stop().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
};

export const brokerFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'policy-registry-broker-'));

/** The same on a folder that stays: what was stored is there again at the next start. */
export const startBrokerIn = async (folder: string, binary: string, settings = ''): Promise<LocalBroker> => {
  const config = join(folder, 'nats.conf');
  await writeFile(
    config,
    `listen: "127.0.0.1:-1"\njetstream { store_dir: ${JSON.stringify(folder)} }\n${settings}\n`,
  );

  const server = spawn(binary, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const end = (): void => void server.kill('SIGKILL');
  process.once('exit', end);
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    const forced = setTimeout(end, STOP_GRACE_MS);
    await ended;
    clearTimeout(forced);
    process.off('exit', end);
  };

  let log = '';
  const ready = new Promise<string>((resolve, reject) => {
    const failed = (why: string) => reject(new Error(`nats-server ${why}:\n${log}`));
    const late = setTimeout(() => failed(`was not ready within ${READY_MS} ms`), READY_MS);
    server.once('error', reject);
    server.once('close', () => failed('ended while starting'));
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log = `${log}${text}`.slice(-20_000);
      const port = /client connections on 127\.0\.0\.1:(\d+)/.exec(log)?.[1];
      if (port === undefined || !log.includes('Server is ready')) return;
      clearTimeout(late);
      resolve(`nats://127.0.0.1:${port}`);
    });
  });
  try {
    return { url: await ready, signal: (name) => void server.kill(name), stop };
  } catch (error) {
    if (server.pid !== undefined) await stop();
    throw error;
  }
};
