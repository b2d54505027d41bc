import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PROGRAM = join(
  import.meta.dirname,
  ...['..', '..', '..', '..', 'apps', 'policy-engine', 'dist', 'main.js'],
);

export type ReferenceServer = {
  readonly url: URL;
  readonly logged: readonly string[];
  stop(): Promise<void>;
};

/** Starts the reference server as a process of its own, on a free port; resolves when it listens. */
export const referenceServer = async (
  settings: Readonly<Record<string, string>> = {},
): Promise<ReferenceServer> => {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env['PATH'], HTTP_PORT: '0', LOG_LEVEL: 'debug', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  const logged: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => logged.push(chunk.toString('utf8')));
  const listening = new Promise<URL>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      logged.push(line);
      const { msg, url } = JSON.parse(line);
      if (msg === 'listening') resolve(new URL(url));
    });
  });
  const dead = ended.then(() => Promise.reject(new Error(`the server ended: ${logged.join('\n')}`)));
  dead.catch(() => undefined);
  return {
    url: await Promise.race([listening, dead]),
    logged,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};
