import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const READY_MS = 30_000;
const INTERVAL_MS = 25;

export type RunningOpa = { readonly url: URL; readonly port: number; stop(): Promise<void> };

/** Starts the OPA that `TEST_OPA_BIN` names, on a free port; resolves when it is healthy. */
export const runningOpa = async (preferredPort?: number): Promise<RunningOpa> => {
  const binary = process.env['TEST_OPA_BIN'];
  if (binary === undefined) throw new Error('TEST_OPA_BIN is not set: run this by npm run test:interop');
  const port = preferredPort ?? (await freePort());
  const args = [
    'run',
    '--server',
    '--addr',
    `127.0.0.1:${port}`,
    '--skip-version-check',
    '--log-level',
    'error',
  ];
  const child = spawn(binary, args, { stdio: 'ignore', env: { PATH: process.env['PATH'] } });
  const ended = once(child, 'exit');
  const url = new URL(`http://127.0.0.1:${port}`);
  const deadline = performance.now() + READY_MS;
  while (!(await isHealthy(url))) {
    if (child.exitCode !== null || performance.now() > deadline)
      throw new Error('OPA does not become healthy');
    await pause(INTERVAL_MS);
  }
  return {
    url,
    port,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const isHealthy = (url: URL): Promise<boolean> =>
  fetch(new URL('health', url)).then(
    ({ ok }) => ok,
    () => false,
  );

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
};
