import type { Client } from './client.ts';
import { accepted } from './client.ts';
import { at } from './json.ts';

/** The value of a parameter or of a member of a body, by its name; `undefined` where none is known. */
export type ValueOf = (name: string) => unknown;

/** An operation as the document of the API describes it. */
export type Operation = {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  readonly parameters: readonly Parameter[];
  /** The schema of a body of JSON. */
  readonly body: unknown;
  readonly takesBytes: boolean;
  /** Every schema that a `$ref` may name. */
  readonly schemas: unknown;
};
export type Parameter = { readonly name: string; readonly in: string; readonly isRequired: boolean };

/** Every operation that the gateway says it has. */
export const operationsOf = async (client: Client): Promise<readonly Operation[]> => {
  const document = accepted(await client.get('/openapi.json'), 200);
  return Object.entries(Object(at(document, 'paths'))).flatMap(([path, methods]) =>
    Object.entries(Object(methods)).map(([method, described]) =>
      toOperation(document, path, method, described),
    ),
  );
};

const toOperation = (document: unknown, path: string, method: string, described: unknown): Operation => {
  const parameters = at(described, 'parameters');
  return {
    operationId: String(at(described, 'operationId')),
    method: method.toUpperCase(),
    path,
    isPublic: at(described, 'security') !== undefined,
    parameters: (Array.isArray(parameters) ? parameters : []).map((parameter: unknown) => ({
      name: String(at(parameter, 'name')),
      in: String(at(parameter, 'in')),
      isRequired: at(parameter, 'required') === true,
    })),
    body: at(described, 'requestBody', 'content', 'application/json', 'schema'),
    takesBytes: at(described, 'requestBody', 'content', 'application/octet-stream') !== undefined,
    schemas: at(document, 'components', 'schemas'),
  };
};

export const takes = ({ parameters }: Operation, name: string): boolean =>
  parameters.some((parameter) => parameter.name === name);

/** The address with what it needs: path and required query. */
export const addressOf = ({ path, parameters, operationId }: Operation, valueOf: ValueOf): string => {
  const textOf = (name: string): string => {
    const value = valueOf(name);
    if (value === undefined) throw new Error(`say what a ${name} is, which ${operationId} asks for`);
    return encodeURIComponent(String(value));
  };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => textOf(name));
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.isRequired)
    .map(({ name }) => `${name}=${textOf(name)}`);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
};

/** A body of the operation: what is required, and each member that there is a value for by its name. */
export const bodyOf = ({ body, schemas }: Operation, valueOf: ValueOf): unknown => {
  const build = (schema: unknown, name: string): unknown => {
    const ref = at(schema, '$ref');
    if (typeof ref === 'string') return build(at(schemas, ref.split('/').at(-1) ?? ''), name);
    const known = valueOf(name);
    if (known !== undefined) return known;
    const choices = at(schema, 'enum');
    if (Array.isArray(choices)) return choices[0];
    switch (at(schema, 'type')) {
      case 'object':
        return Object.fromEntries(
          Object.entries(Object(at(schema, 'properties')))
            .filter(([member]) => isRequired(schema, member) || valueOf(member) !== undefined)
            .map(([member, inner]) => [member, build(inner, member)]),
        );
      case 'array':
        return [build(at(schema, 'items'), name)];
      case 'integer':
        return at(schema, 'minimum') ?? 1;
      case 'boolean':
        return true;
      default:
        return 'any text';
    }
  };
  return build(body, '');
};

const isRequired = (schema: unknown, member: string): boolean => {
  const required = at(schema, 'required');
  return Array.isArray(required) && required.includes(member);
};

/** The names that the address and the body of the operation take a value by. */
export const namesOf = (operation: Operation, valueOf: ValueOf): ReadonlySet<string> => {
  const names = new Set<string>();
  const noting: ValueOf = (name) => {
    const value = valueOf(name);
    if (value !== undefined) names.add(name);
    return value;
  };
  addressOf(operation, noting);
  if (operation.body !== undefined) bodyOf(operation, noting);
  return names;
};
