import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { jsonOf, at, textAt } from './json.ts';
import { projectDir } from './stack.ts';

export type RunningEngine = {
  readonly url: string;
  readonly build: string;
  readonly stop: () => Promise<void>;
};

/** Starts a reference Policy Engine whose build ends with `+label`, on a free port. */
export const startPolicyEngine = async (label: string): Promise<RunningEngine> => {
  const child = spawn(process.execPath, [join(projectDir, 'apps/policy-engine/dist/main.js')], {
    env: { PATH: process.env['PATH'], HTTP_PORT: '0', POLICY_ENGINE_BUILD_LABEL: label },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const entry = jsonOf(line);
      if (at(entry, 'msg') === 'listening') resolve(textAt(entry, 'url'));
    });
    void ended.then(() => reject(new Error(`the Policy Engine ${label} ended at its start`)));
  });
  const capabilities = await fetch(`${url}/v1/capabilities`);
  return {
    url,
    build: textAt(await capabilities.json(), 'build'),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
};
