import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { projectDir } from '../stack/layout.ts';

/** The exports of a built file of an application, by their names: an application is nobody's library. */
export const builtExports = async (...path: readonly string[]): Promise<ReadonlyMap<string, unknown>> => {
  const module: object = await import(pathToFileURL(join(projectDir, 'apps', ...path)).href);
  return new Map(Object.entries(module));
};
