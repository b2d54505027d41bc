import fc from 'fast-check';

import {
  resolved,
  type DescribedOperation,
  type DescribedParameter,
  type Schema,
} from './described-operations.ts';

/** A request to an operation: one that the document describes, or one that strays from it somewhere. */
export type FuzzedRequest = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent as it stands. */
  readonly body?: string;
};

const DEPTH_MAX = 3;
// Valid three times out of four, so that most requests get past the first check that they meet.
const [VALID, ASTRAY] = [3, 1];

/** A value that the schema describes. */
const described = (schema: Schema): fc.Arbitrary<unknown> => {
  const { type, enum: choices, pattern, minimum = 0, maximum = 1_000, ...rest } = resolved(schema);
  if (Array.isArray(choices)) return fc.constantFrom(...choices);
  switch (type) {
    case 'string':
      return typeof pattern === 'string'
        ? fc.stringMatching(new RegExp(pattern, 'u'))
        : fc.string({
            minLength: Number(rest['minLength'] ?? 0),
            maxLength: Math.min(Number(rest['maxLength'] ?? 40), 40),
          });
    case 'integer':
      return fc.integer({ min: Number(minimum), max: Number(maximum) });
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(mostly(Object(rest['items'])), {
        minLength: Number(rest['minItems'] ?? 0),
        maxLength: 4,
      });
    default:
      return objectOf(rest);
  }
};

const objectOf = ({
  properties = {},
  required = [],
  additionalProperties,
}: Schema): fc.Arbitrary<unknown> => {
  if (typeof additionalProperties === 'object' && additionalProperties !== null)
    return fc.dictionary(fc.string({ maxLength: 8 }), described(Object(additionalProperties)), {
      maxKeys: 3,
    });
  const members = Object.entries(Object(properties)).map(
    ([name, member]) => [name, mostly(Object(member))] as const,
  );
  return fc.record(Object.fromEntries(members), { requiredKeys: Array.isArray(required) ? required : [] });
};

const astray: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: DEPTH_MAX }),
  fc.constantFrom(
    null,
    '',
    ' ',
    '\u0000',
    '\ud800',
    '../..',
    '__proto__',
    -1,
    1e308,
    2 ** 53,
    0.5,
    [],
    {},
    'a'.repeat(5_000),
  ),
  fc.string({ unit: 'binary' }),
);

const mostly = (schema: Schema): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: VALID * 4, arbitrary: described(schema) }, { weight: ASTRAY, arbitrary: astray });

const textOf = (schema: Schema): fc.Arbitrary<string> =>
  mostly(schema).map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));

/** Everything that a client may put on the wire as a header. */
const headerOf = (schema: Schema): fc.Arbitrary<string> =>
  textOf(schema).map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').trim());

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

const bodyOf = ({ requestBody }: DescribedOperation): fc.Arbitrary<string | undefined> => {
  const schema = requestBody?.content['application/json']?.schema;
  if (requestBody === undefined) return fc.constant(undefined);
  if (schema === undefined) return fc.string({ maxLength: 200 });
  return fc.oneof(
    { weight: VALID * 4, arbitrary: mostly(schema).map((value) => JSON.stringify(value)) },
    {
      weight: ASTRAY,
      arbitrary: fc.constantFrom(
        '',
        '{',
        '[]',
        'null',
        '{"a":1}{',
        '{"__proto__":{"x":1}}',
        '['.repeat(5_000),
      ),
    },
  );
};

const named = (
  parameters: readonly DescribedParameter[],
  place: DescribedParameter['in'],
  arbitrary: (schema: Schema) => fc.Arbitrary<string>,
): fc.Arbitrary<Readonly<Record<string, string>>> => {
  const chosen = parameters.filter((parameter) => parameter.in === place);
  return fc.record(Object.fromEntries(chosen.map(({ name, schema }) => [name, arbitrary(schema)] as const)), {
    requiredKeys: chosen.filter(({ required }) => required).map(({ name }) => name),
  });
};

/** Requests to this operation, by what the document says of it. */
export const requestsTo = (operation: DescribedOperation): fc.Arbitrary<FuzzedRequest> => {
  const { parameters, path } = operation;
  return fc
    .record({
      inPath: named(parameters, 'path', textOf),
      inQuery: fc.oneof(
        { weight: VALID * 4, arbitrary: named(parameters, 'query', textOf) },
        {
          weight: ASTRAY,
          arbitrary: fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), { maxKeys: 3 }),
        },
      ),
      headers: named(
        parameters.filter(({ name }) => name !== 'X-Stella-Tenant'),
        'header',
        headerOf,
      ),
      body: bodyOf(operation),
    })
    .map(({ inPath, inQuery, headers, body }) => {
      const address = path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encoded(inPath[name] ?? ''));
      const query = Object.entries(inQuery).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
      const type = operation.requestBody && Object.keys(operation.requestBody.content)[0];
      return {
        path: query.length === 0 ? address : `${address}?${query.join('&')}`,
        headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
        ...(body !== undefined && { body }),
      };
    });
};
