import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { Unavailable } from '../../servers/unavailable.ts';

/** Loads an installed peer. Peers are not among the packages of the project, so no import can name them. */
export const loadPeer = <T>(specifier: string, isAsExpected: (loaded: unknown) => loaded is T): T => {
  const loaded: unknown = createRequire(join(import.meta.dirname, 'package.json'))(specifier);
  if (!isAsExpected(loaded))
    throw new Unavailable(`${specifier} does not export what it did; install the version of the lock file`);
  return loaded;
};

/** The version that is installed. */
export const peerVersion = (name: string): string => {
  const file = join(import.meta.dirname, 'node_modules', name, 'package.json');
  const { version }: { readonly version?: unknown } = JSON.parse(readFileSync(file, 'utf8'));
  return String(version);
};
