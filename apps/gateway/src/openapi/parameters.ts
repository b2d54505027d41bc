import type { Json } from '@policy-registry/kernel';

import type { Operation } from './answers.ts';
import { membersOf, type JsonObject } from './request-schemas.ts';
import type { Route } from './routes.ts';

const header = (
  name: string,
  description: string,
  { isRequired = false, schema = { type: 'string' } as Json } = {},
): JsonObject => ({
  name,
  in: 'header',
  required: isRequired,
  description,
  schema,
});

const TENANT = header('X-Stella-Tenant', 'The tenant of the token', { isRequired: true });
const KEY = header('Idempotency-Key', 'Names the request: a retry with the same key has its effect once', {
  isRequired: true,
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,200}$' },
});
const POSITION = header(
  'X-Registry-Position',
  'From an earlier mutation: what is read is no older than that',
);
const REQUEST_ID = header('X-Request-Id', 'Taken over into the answer, the logs and the audit trail');
const IF_MATCH = header('If-Match', 'The ETag that was seen; 412 when it has changed');
const IF_NONE_MATCH = header('If-None-Match', '`*`: it must not exist yet');
const IF_KNOWN = header('If-None-Match', 'ETags of what the caller has');
const LAST_EVENT_ID = header('Last-Event-ID', 'The id of the last event seen: what follows is no older');

const DRY_RUN: JsonObject = {
  name: 'dryRun',
  in: 'query',
  required: false,
  description: 'Only answer what this would come to, with every reason why not; nothing is recorded',
  schema: { type: 'boolean' },
};

/** What is sent again has the same effect, and is decided by nobody. */
const NO_COMMANDS: readonly string[] = ['uploadBlob', 'reportHeartbeat'];

/** Whether an operation is a command: it needs a key, and can be a dry run. */
export const isMutation = ({ method, name }: Route): boolean =>
  method !== 'get' && !NO_COMMANDS.includes(name);

/** Everything that a request says besides its body. */
export const parametersOf = (
  route: Route,
  { condition, revalidates }: Operation,
  requests: Readonly<Record<string, JsonObject>>,
): readonly JsonObject[] => {
  const { path, method, name, isPublic, takes } = route;
  return [
    ...inPath(path, takes, requests),
    ...inQuery(takes, requests),
    ...(isPublic ? [] : [TENANT]),
    ...(isMutation(route) ? [DRY_RUN, KEY] : []),
    ...(condition === undefined ? [] : [IF_MATCH]),
    ...(condition === 'required' ? [IF_NONE_MATCH] : []),
    ...(revalidates === true ? [IF_KNOWN] : []),
    ...(method === 'get' && !isPublic ? [POSITION] : []),
    ...(name === 'streamSimulation' ? [LAST_EVENT_ID] : []),
    ...(isPublic ? [] : [REQUEST_ID]),
  ];
};

const inPath = (
  path: string,
  takes: readonly string[],
  requests: Readonly<Record<string, JsonObject>>,
): readonly JsonObject[] => {
  const members = takes.filter((name) => name.endsWith('Path')).flatMap((name) => membersOf(requests[name]));
  return [...path.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name = '']) => {
    const member = members.find((known) => known.name === name);
    if (member === undefined) throw new Error(`${path} has a parameter ${name} that no request class checks`);
    return { name, in: 'path', required: true, schema: member.schema };
  });
};

const inQuery = (
  takes: readonly string[],
  requests: Readonly<Record<string, JsonObject>>,
): readonly JsonObject[] =>
  takes
    .filter((name) => name.endsWith('Query'))
    .flatMap((name) => membersOf(requests[name]))
    .map(({ name, schema, isRequired }) => ({ name, in: 'query', required: isRequired, schema }));
