import openapiTS, { astToString } from 'openapi-typescript';

const HEADER =
  '// Generated from openapi/openapi.json by `npm run generate`: change what the gateway says of itself.\n\n';

/** The types of every operation of an OpenAPI document, given as JSON: a module of TypeScript. */
export const typedOperations = async (document: string): Promise<string> =>
  HEADER + astToString(await openapiTS(document));
