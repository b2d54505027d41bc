import { randomUUID } from 'node:crypto';

import { at, jsonOf, textAt } from './json.ts';
import type { Stack } from './stack.ts';

const ANSWER_MS = 30_000;

export type Tenant = 'acme' | 'globex';
export type Persona = 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'robot' | 'olga';

/** One answer, read to its end. `body` is `undefined` where the bytes are no JSON. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
  readonly bytes: Buffer;
};

export type RequestOptions = {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as they are. */
  readonly bytes?: Uint8Array | ReadableStream<Uint8Array>;
  /** The Idempotency-Key; a fresh one for each mutation unless given, none when null. */
  readonly key?: string | null;
  /** Further headers; null takes one away. */
  readonly headers?: Readonly<Record<string, string | null>>;
};

/** Somebody with a token of a tenant. */
export type Client = {
  readonly tenant: string;
  readonly token: string;
  readonly send: (method: string, path: string, options?: RequestOptions) => Promise<Answer>;
  readonly get: (path: string, options?: RequestOptions) => Promise<Answer>;
  readonly post: (path: string, json: unknown, options?: RequestOptions) => Promise<Answer>;
  readonly put: (path: string, json: unknown, options?: RequestOptions) => Promise<Answer>;
};

/** Signs in at the development issuer, `authAgeSeconds` ago. */
export const signIn = async (
  stack: Pick<Stack, 'issuerUrl' | 'gatewayUrl'>,
  persona: Persona,
  tenant: Tenant,
  authAgeSeconds = 0,
): Promise<Client> => {
  const response = await fetch(`${stack.issuerUrl}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona, tenant, authAgeSeconds }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  return clientWith(stack, textAt(await response.json(), 'access_token'), tenant);
};

/** Everybody of a tenant, freshly signed in. */
export const signInAll = async (
  stack: Pick<Stack, 'issuerUrl' | 'gatewayUrl'>,
  tenant: Tenant,
): Promise<Readonly<Record<Persona, Client>>> => {
  const [alice, bob, carol, dave, erin, robot, olga] = await Promise.all([
    signIn(stack, 'alice', tenant),
    signIn(stack, 'bob', tenant),
    signIn(stack, 'carol', tenant),
    signIn(stack, 'dave', tenant),
    signIn(stack, 'erin', tenant),
    signIn(stack, 'robot', tenant),
    signIn(stack, 'olga', tenant),
  ]);
  return { alice, bob, carol, dave, erin, robot, olga };
};

/** Somebody with this token, whoever issued it. */
export const clientWith = (stack: Pick<Stack, 'gatewayUrl'>, token: string, tenant: string): Client => {
  const send: Client['send'] = async (method, path, { json, bytes, key, headers = {} } = {}) => {
    const isMutation = method !== 'GET';
    const all: Readonly<Record<string, string | null>> = {
      authorization: `Bearer ${token}`,
      'x-stella-tenant': tenant,
      'content-type':
        json === undefined ? (bytes === undefined ? null : 'application/octet-stream') : 'application/json',
      'idempotency-key': isMutation ? (key === undefined ? randomUUID() : key) : null,
      ...headers,
    };
    const response = await fetch(`${stack.gatewayUrl}${path}`, {
      method,
      headers: Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
      body: json === undefined ? (bytes ?? null) : JSON.stringify(json),
      duplex: 'half',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const read = Buffer.from(await response.arrayBuffer());
    const { status, headers: answered } = response;
    return { status, headers: answered, bytes: read, body: jsonOf(read.toString('utf8')) };
  };
  return {
    tenant,
    token,
    send,
    get: (path, options) => send('GET', path, options),
    post: (path, json, options) => send('POST', path, { ...options, json }),
    put: (path, json, options) => send('PUT', path, { ...options, json }),
  };
};

type Token = Pick<Client, 'token'>;

/** Whom the token is about. */
export const subjectOf = ({ token }: Token): string => textAt(claimsOf(token), 'sub');

export const scopesOf = ({ token }: Token): readonly string[] => textAt(claimsOf(token), 'scope').split(' ');

const claimsOf = (token: string): unknown =>
  jsonOf(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));

/** The answer's body, where it has one of these statuses; ends the test with the answer otherwise. */
export const accepted = (answer: Answer, ...statuses: readonly number[]): unknown => {
  const wanted = statuses.length === 0 ? [200, 201, 202] : statuses;
  if (wanted.includes(answer.status)) return answer.body;
  throw new Error(`answered ${answer.status}: ${answer.bytes.toString('utf8').slice(0, 2_000)}`);
};

/** What an answer is refused with: its status, and the code of its problem. */
export const refusal = ({ status, body }: Pick<Answer, 'status' | 'body'>): readonly unknown[] => [
  status,
  at(body, 'code'),
];
