import { execFile } from 'node:child_process';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { cacheFolder } from './cache-folder.ts';
import { Unavailable } from './unavailable.ts';

const VERSION = '4.32.5';
const INSTALL_MS = 5 * 60_000;
const REMEDY = `install Python 3.10 or newer with venv and pip, or name schemathesis ${VERSION} in SCHEMATHESIS_BIN`;

const run = promisify(execFile);

/** A Schemathesis that fuzzes an API by its document, and where it came from. */
export type SchemathesisBinary = {
  readonly path: string;
  readonly version: string;
  readonly source: 'SCHEMATHESIS_BIN' | 'cache' | 'pip';
};

/** The one that the environment names, or one in an environment of its own, which is made with pip when it is not there. */
export const schemathesisBinary = async (env: NodeJS.ProcessEnv): Promise<SchemathesisBinary> => {
  const named = env['SCHEMATHESIS_BIN'];
  if (named !== undefined && named !== '')
    return { path: named, version: 'as named', source: 'SCHEMATHESIS_BIN' };
  const folder = join(cacheFolder(env), `schemathesis-${VERSION}`);
  const path = join(folder, 'bin', 'schemathesis');
  if (await isThere(path)) return { path, version: VERSION, source: 'cache' };
  try {
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS });
    const install = ['install', '--quiet', `schemathesis==${VERSION}`];
    await run(join(folder, 'bin', 'pip'), install, { timeout: INSTALL_MS });
    return { path, version: VERSION, source: 'pip' };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const [why] = String(error).split('\n');
    throw new Unavailable(`schemathesis ${VERSION} could not be installed (${why}); ${REMEDY}`);
  }
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
