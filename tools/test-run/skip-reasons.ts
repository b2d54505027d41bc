import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { projectDir } from '../stack/layout.ts';
import type { SkipReason } from './report.ts';

const DOCKER_MS = 10_000;
const run = promisify(execFile);

/** The only reasons for which a test may be skipped, each looked up on this machine. */
export const skipReasons = async (): Promise<readonly SkipReason[]> => [
  {
    name: 'the folder of real reports is absent',
    inTitle: /shared\/data/,
    holds: !existsSync(resolve(projectDir, '..', 'shared', 'data')),
  },
  { name: 'not root', inTitle: /not root/i, holds: process.getuid?.() !== 0 },
  { name: 'no Docker engine answers', inTitle: /docker/i, holds: !(await hasDocker()) },
];

const hasDocker = async (): Promise<boolean> =>
  run('docker', ['info'], { timeout: DOCKER_MS }).then(
    () => true,
    () => false,
  );
