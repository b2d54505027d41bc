import { builtExports } from './built.ts';

/** The OpenAPI document of the gateway, as its own code describes it. */
export const describeApi = async (version: string): Promise<unknown> => {
  const exported = await builtExports('gateway', 'dist', 'openapi', 'describe-api.js');
  const describe = exported.get('describeApi');
  if (typeof describe !== 'function') throw new Error('the gateway exports no describeApi: build it first');
  return describe(version);
};
