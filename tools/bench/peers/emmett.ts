import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Unavailable } from '../../servers/unavailable.ts';

const PACKAGE = '@event-driven-io/emmett-postgresql';

/** The part of the library that is measured, in its own names. */
export type EmmettStore = {
  readonly schema: { readonly migrate: () => Promise<unknown> };
  readonly appendToStream: (
    streamName: string,
    events: readonly { readonly type: string; readonly data: object }[],
    options: { readonly expectedStreamVersion: 'STREAM_DOES_NOT_EXIST' },
  ) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
};

type EmmettPostgresql = { readonly getPostgreSQLEventStore: (connectionString: string) => EmmettStore };

/** Loads the installed library. It is not among the packages of the project, so no import can name it. */
export const openEmmett = async (connectionString: string): Promise<EmmettStore> => {
  const resolve = createRequire(join(import.meta.dirname, 'package.json')).resolve;
  // What `require` resolves is the CommonJS file; the library works the same from there.
  const loaded: unknown = await import(pathToFileURL(resolve(PACKAGE)).href);
  if (!isEmmettPostgresql(loaded))
    throw new Unavailable(`${PACKAGE} does not export what it did; install the version of the lock file`);
  return loaded.getPostgreSQLEventStore(connectionString);
};

const isEmmettPostgresql = (loaded: unknown): loaded is EmmettPostgresql =>
  typeof loaded === 'object' &&
  loaded !== null &&
  'getPostgreSQLEventStore' in loaded &&
  typeof loaded.getPostgreSQLEventStore === 'function';
