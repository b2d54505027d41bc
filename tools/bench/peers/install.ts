import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Unavailable } from '../../servers/unavailable.ts';

const FOLDER = import.meta.dirname;
const STAMP_FILE = join(FOLDER, 'node_modules', '.policy-registry-lock');
const INSTALL_MS = 180_000;
const SHOWN_CHARS = 300;

// Install scripts of what is only measured are not run.
const ARGS = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];

/** Installs the peers that the lock file in this folder names, once. Rejects with Unavailable when it cannot. */
export const installPeers = async (report: (line: string) => void): Promise<void> => {
  const lock = await readFile(join(FOLDER, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  if ((await readFile(STAMP_FILE, 'utf8').catch(() => '')) === stamp) return;
  report('installing what is measured beside the registry (npm ci in tools/bench/peers; once)');
  await npmCi();
  await writeFile(STAMP_FILE, stamp);
};

const npmCi = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const npm = spawn('npm', ARGS, { cwd: FOLDER, stdio: ['ignore', 'pipe', 'pipe'], timeout: INSTALL_MS });
    let output = '';
    for (const stream of [npm.stdout, npm.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    }
    const unavailable = (why: string, cause?: Error): Unavailable =>
      new Unavailable(
        `the peers could not be installed (${why}); give npm access to its registry and run npm ci in tools/bench/peers`,
        { cause },
      );
    npm.once('error', (error) => reject(unavailable('npm is not on PATH', error)));
    npm.once('close', (code) => {
      if (code === 0) resolve();
      else reject(unavailable(oneLine(output) || `npm ended with ${code}`));
    });
  });

const oneLine = (output: string): string => output.replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN_CHARS);
