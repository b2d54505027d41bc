import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

import { freePort } from './network.ts';
import { projectDir, type Stack } from './stack.ts';

const STOP_MS = 25_000;

export type Runner = {
  readonly url: string;
  /** Ends it as an operator would; forced only when it does not end by itself. */
  readonly stop: () => Promise<void>;
};

/** Starts another runner beside the launcher's: the program and the settings of the first one, under a name and at a port of its own. */
export const startRunner = async (stack: Stack, name: string): Promise<Runner> => {
  const pid = await stack.pidOf('runner-1');
  const [command = '', ...args] = await partsOf(`/proc/${pid}/cmdline`);
  const settings = (await partsOf(`/proc/${pid}/environ`)).map((setting) => {
    const [key = '', ...value] = setting.split('=');
    return [key, value.join('=')];
  });
  const port = await freePort();
  const child = spawn(command, args, {
    cwd: projectDir,
    env: { ...Object.fromEntries(settings), INSTANCE_NAME: name, HTTP_PORT: port },
    stdio: 'ignore',
  });
  const ended = once(child, 'close');
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(forced);
    },
  };
};

const partsOf = async (path: string): Promise<readonly string[]> =>
  (await readFile(path, 'utf8')).split('\0').filter((part) => part !== '');
