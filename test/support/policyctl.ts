import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { jsonOf } from './json.ts';
import { projectDir, type Stack } from './stack.ts';

export type Said = { readonly exitCode: number | null; readonly document: unknown; readonly stderr: string };

/** Runs the command line tool as its user would, and reads the one document it prints, if that is one. */
export const policyctl = (stack: Stack, ...args: readonly string[]): Promise<Said> =>
  policyctlWith({}, ...args, '--stack', join(stack.folder, 'stack.json'));

/** The same with these variables besides its caller's, and whatever stack they name. */
export const policyctlWith = async (
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Said> => {
  const main = join(projectDir, 'tools/policyctl/main.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, ...args, '--output', 'json'],
    { env: { ...process.env, ...env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [printed, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  await once(child, 'close');
  return { exitCode: child.exitCode, document: jsonOf(printed), stderr };
};
