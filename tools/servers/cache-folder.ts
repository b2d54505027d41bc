import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where servers that were built here are kept, for every checkout of this user. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string => {
  const own = env['REGISTRY_CACHE_DIR'];
  if (own !== undefined && own !== '') return join(own, 'servers');
  const shared = env['XDG_CACHE_HOME'];
  const home = shared !== undefined && shared !== '' ? shared : join(homedir(), '.cache');
  return join(home, 'policy-registry', 'servers');
};
