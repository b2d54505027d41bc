import { compareBytewise, type Json } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Content, Operation } from './answers.ts';
import { isMutation, parametersOf } from './parameters.ts';
import { OPERATIONS } from './operations.ts';
import { requestSchemas, type JsonObject } from './request-schemas.ts';
import { RESOURCES, type ResourceName } from './resources.ts';
import { routes, type Route } from './routes.ts';

const DESCRIPTION = [
  'The life of security policies: versions, reviews, simulations, signed evidence, promotion.',
  'A mutation is a command: it is answered when it was decided and can be read, or 202 when that takes longer.',
  'Refusals are problem details (RFC 9457); docs/errors.md explains every code.',
].join(' ');

/** The OpenAPI 3.1 document of this gateway. Throws when it would leave out an operation, or describe one that is not there. */
export const describeApi = async (version: string): Promise<JsonObject> => {
  const known = await routes();
  verifyDescribed(known);
  const requests = requestSchemas();
  const paths = new Map<string, Record<string, JsonObject>>();
  for (const route of known) {
    const operations = paths.get(route.path) ?? {};
    operations[route.method] = operationOf(route, requests);
    paths.set(route.path, operations);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Policy Registry',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ accessToken: [] }],
    paths: sorted(Object.fromEntries(paths)),
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token in the profile of RFC 9068 with the claim `tenant`',
        },
      },
      headers: HEADERS,
      schemas: sorted({ ...bodySchemas(requests), ...resourceSchemas() }),
    },
  };
};

const operationOf = (route: Route, requests: Readonly<Record<string, JsonObject>>): JsonObject => {
  const { name, tag, scopes, isPublic, body } = route;
  const operation = described(name);
  return {
    operationId: name,
    tags: [tag],
    summary: operation.summary,
    ...(isPublic && { security: [] }),
    ...(scopes !== undefined && { description: `Scopes: ${scopes}.` }),
    parameters: parametersOf(route, operation, requests),
    ...(body !== undefined && {
      requestBody: { required: true, content: { [body.mediaType]: { schema: body.schema } } },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(answersOf(route, operation)).map(([status, content]) => [
          status,
          { ...responseOf(content), ...(!isPublic && { headers: RATE_HEADERS }) },
        ]),
      ),
      ...(!isPublic && { 429: TOO_MANY, 503: UNAVAILABLE, default: REFUSED }),
    },
  };
};

/** Also of a dry run, where it can be one: 200, whatever else the operation answers. */
const answersOf = (route: Route, { answers }: Operation): Operation['answers'] => {
  if (!isMutation(route)) return answers;
  const { 200: done = DRY_RUN } = answers;
  return { ...answers, 200: { ...done, isMaybeDry: true } };
};

const DRY_RUN: Content = {
  description: 'What a dry run comes to',
  mediaType: 'application/json',
  resource: 'DryRun',
};

const refusal = (description: string, headers: JsonObject): JsonObject => ({
  description,
  headers,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const headerRefs = (...names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const RATE_HEADERS = headerRefs('RateLimit', 'RateLimit-Policy');
const REFUSED = refusal('Refused', RATE_HEADERS);
const TOO_MANY = refusal(
  'A quota is used up, or too many requests, uploads or streams of the caller are under way',
  headerRefs('Retry-After', 'RateLimit', 'RateLimit-Policy'),
);
const UNAVAILABLE = refusal(
  'Not possible now; a retry with the same Idempotency-Key is safe',
  headerRefs('Retry-After'),
);

/** draft-ietf-httpapi-ratelimit-headers-10, and RFC 9110 §10.2.3. */
const HEADERS: JsonObject = {
  RateLimit: {
    description:
      'What is left (`r`) of each quota that the request counts against, all of it again in `t` seconds',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: 'The quotas: `q` in `w` seconds, of requests or of what `qu` names',
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds after which to come again',
    schema: { type: 'integer', minimum: 1 },
  },
};

const responseOf = (content: Content): JsonObject => {
  const { description, mediaType, otherMediaTypes = [] } = content;
  const others = otherMediaTypes.map((other) => [other, { schema: {} }]);
  if (mediaType === undefined) return { description };
  return {
    description,
    content: { [mediaType]: { schema: answerOf(content) }, ...Object.fromEntries(others) },
  };
};

const answerOf = ({
  resource,
  isList = false,
  isMaybePending = false,
  isMaybeDry = false,
}: Content): JsonObject => {
  if (resource === undefined) return {};
  const item = isList ? listOf(refTo(resource)) : refTo(resource);
  const others = [
    ...(isMaybePending ? [refTo('Pending')] : []),
    ...(isMaybeDry && resource !== 'DryRun' ? [refTo('DryRun')] : []),
  ];
  return others.length === 0 ? item : { anyOf: [item, ...others] };
};

const refTo = (resource: ResourceName): JsonObject => ({ $ref: `#/components/schemas/${resource}` });

const listOf = (item: JsonObject): JsonObject => ({
  type: 'object',
  required: ['items', 'next_page_token'],
  properties: { items: { type: 'array', items: item }, next_page_token: { type: ['string', 'null'] } },
});

// What stands in a path or a query is described where it is used.
const bodySchemas = (requests: Readonly<Record<string, JsonObject>>): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(
    Object.entries(requests).filter(([name]) => name.endsWith('Request') && name !== 'ReasonedRequest'),
  );

const resourceSchemas = (): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(
    Object.entries(RESOURCES).map(([name, schema]) => {
      const { $schema: _dialect, ...rest } = z.toJSONSchema(schema);
      const plain: JsonObject = JSON.parse(JSON.stringify(rest));
      return [name, plain];
    }),
  );

const described = (name: string): Operation => {
  const operation = OPERATIONS[name];
  if (operation === undefined) throw new Error(`operations.ts says nothing of ${name}`);
  return operation;
};

const verifyDescribed = (known: readonly Route[]): void => {
  const names = new Set(known.map(({ name }) => name));
  const gone = Object.keys(OPERATIONS).filter((name) => !names.has(name));
  if (gone.length > 0) throw new Error(`operations.ts describes what is not there: ${gone.join(', ')}`);
};

const sorted = <T extends Json | undefined>(members: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(members).sort(([a], [b]) => compareBytewise(a, b)));
