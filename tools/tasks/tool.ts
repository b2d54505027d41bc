import { spawn } from 'node:child_process';

import { projectDir } from '../stack/layout.ts';

/** A development tool ended with something else than success; it has said itself what is wrong. */
export class ToolFailed extends Error {
  override readonly name = 'ToolFailed';
}

/** Runs a tool of this project whose output is for the reader. */
export const runTool = async (command: string, ...args: readonly string[]): Promise<void> => {
  const { code } = await run(command, args, 'shown');
  if (code !== 0) throw new ToolFailed(`${[command, ...args].join(' ')} found something to correct`);
};

/** Runs a tool whose output matters only when it fails; then it is written to stderr. */
export const runQuietly = async (command: string, ...args: readonly string[]): Promise<string> => {
  const { code, output } = await run(command, args, 'kept');
  if (code === 0) return output;
  process.stderr.write(output);
  throw new ToolFailed(`${[command, ...args].join(' ')} did not succeed`);
};

const run = (
  command: string,
  args: readonly string[],
  show: 'shown' | 'kept',
): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectDir,
      env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
      stdio: show === 'shown' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
