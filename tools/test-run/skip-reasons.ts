import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { projectDir } from '../stack/layout.ts';
import type { SkipReason } from './report.ts';

const ANSWER_MS = 10_000;
const run = promisify(execFile);

/** The only reasons for which a test may be skipped, each looked up on this machine. */
export const skipReasons = async (): Promise<readonly SkipReason[]> => [
  {
    name: 'the folder of real reports is absent',
    inTitle: /shared\/data/,
    holds: !existsSync(resolve(projectDir, '..', 'shared', 'data')),
  },
  { name: 'not root', inTitle: /not root/i, holds: process.getuid?.() !== 0 },
  { name: 'no Docker engine answers', inTitle: /docker/i, holds: !(await answers('docker', 'info')) },
  { name: 'helm is not on PATH', inTitle: /needs helm\b/, holds: !(await answers('helm', 'version')) },
  {
    name: 'no VersityGW is named and there is no Go to build one',
    inTitle: /needs TEST_(S3|VERSITYGW_BIN)\b/,
    holds: (process.env['VERSITYGW_BIN'] ?? '') === '' && !(await answers('go', 'version')),
  },
  {
    name: 'Compose is not there',
    inTitle: /needs compose\b/,
    holds: !(await answers('docker', 'compose', 'version')),
  },
];

const answers = async (program: string, ...args: readonly string[]): Promise<boolean> =>
  run(program, [...args], { timeout: ANSWER_MS }).then(
    () => true,
    () => false,
  );
