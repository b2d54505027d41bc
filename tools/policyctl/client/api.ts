import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Content } from '../content.ts';
import type { Settings } from '../settings.ts';
import { RequestRefused } from './problem.ts';
import { transportOf, type Sent } from './transport.ts';

const ANSWER_MS = 60_000;
const DECISION_MS_MAX = 120_000;
const DECISION_PAUSE_MS = 200;

/** A condition on what is replaced (RFC 9110 §13.1). */
export type Condition = { readonly ifMatch: string } | { readonly ifNoneMatch: '*' };

export type Mutation = {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body: unknown;
  readonly condition?: Condition;
  /** Ask for a token that was authenticated just now. */
  readonly isFresh?: boolean;
};

const StoredBlob = z.looseObject({ digest: z.string(), size: z.number() });
export type StoredBlob = z.infer<typeof StoredBlob>;
const CommandState = z.looseObject({ status: z.enum(['pending', 'accepted', 'unchanged', 'rejected']) });

/** The registry's REST surface. */
export type Api = {
  readonly get: (path: string) => Promise<unknown>;
  /** `undefined` for what is not there. */
  readonly find: (path: string) => Promise<Found | undefined>;
  readonly getBytes: (path: string) => Promise<Uint8Array>;
  /** An open response, for a stream of events. */
  readonly open: (path: string, headers: Readonly<Record<string, string>>) => Promise<Response>;
  /** Sent with one idempotency key until it is decided: repeated, it has one effect. */
  readonly mutate: (mutation: Mutation) => Promise<unknown>;
  /** Stores a file of a policy. */
  readonly putBlob: (bytes: Uint8Array) => Promise<StoredBlob>;
  /** Stores a document to import, which may be larger than memory. */
  readonly putDocument: (content: Content) => Promise<StoredBlob>;
};
export type Found = { readonly body: unknown; readonly etag: string | undefined };

type Send = (sent: Sent) => Promise<Response>;

export const apiOf = (settings: Settings): Api => {
  const send = transportOf(settings);
  const get = (path: string): Promise<Response> => send({ method: 'GET', path, timeoutMs: ANSWER_MS });
  return {
    get: async (path) => (await get(path)).json(),
    find: async (path) => {
      const response = await get(path).catch((error: unknown) => {
        if (error instanceof RequestRefused && error.problem.status === 404) return undefined;
        throw error;
      });
      return response && { body: await response.json(), etag: response.headers.get('etag') ?? undefined };
    },
    getBytes: async (path) => new Uint8Array(await (await get(path)).arrayBuffer()),
    open: (path, headers) => send({ method: 'GET', path, headers }),
    mutate: (mutation) => mutate(send, mutation),
    putBlob: (bytes) => upload(send, { path: '/blobs', body: new Uint8Array(bytes), timeoutMs: ANSWER_MS }),
    putDocument: (content) => putDocument(send, content),
  };
};

const upload = async (send: Send, sent: Omit<Sent, 'method' | 'headers'>): Promise<StoredBlob> => {
  const headers = { 'content-type': 'application/octet-stream' };
  return StoredBlob.parse(await (await send({ method: 'POST', headers, ...sent })).json());
};

const putDocument = async (send: Send, { size, pieces }: Content): Promise<StoredBlob> => {
  let hash = createHash('sha256');
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    hash = createHash('sha256');
    for await (const piece of pieces()) {
      hash.update(piece);
      yield piece;
    }
  };
  const stored = await upload(send, { path: '/blobs?kind=document', content: { size, pieces: hashed } });
  const digest = hash.digest('hex');
  if (stored.digest !== digest)
    throw new Unavailable(`the registry stored ${stored.digest} where ${digest} was sent; send it again`);
  return stored;
};

/** All that is sent again as it is until the command is decided. */
const repeatable = ({ method, path, body, condition }: Mutation): Sent => ({
  method,
  path,
  headers: {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    'idempotency-key': randomUUID(),
    ...(condition !== undefined && 'ifMatch' in condition && { 'if-match': condition.ifMatch }),
    ...(condition !== undefined && 'ifNoneMatch' in condition && { 'if-none-match': condition.ifNoneMatch }),
  },
  ...(body !== undefined && { body: JSON.stringify(body) }),
  timeoutMs: ANSWER_MS,
});

const mutate = async (send: Send, mutation: Mutation): Promise<unknown> => {
  const { isFresh = false } = mutation;
  const sent = repeatable(mutation);
  // Once decided, the same request with the same key is answered with the original result.
  for (let isFirst = true; ; isFirst = false) {
    const response = await send({ ...sent, isFresh: isFresh && isFirst }).catch(pendingPlace);
    if (response instanceof Response) {
      const location = response.headers.get('location') ?? '';
      if (response.status !== 202 || !isCommand(location)) return response.json();
      await waitForDecision(send, location);
    } else {
      await waitForDecision(send, response.location);
    }
  }
};

/** The same request is still being decided: where to look. Every other error is thrown on. */
const pendingPlace = (error: unknown): { readonly location: string } => {
  const location = error instanceof RequestRefused ? error.problem.location : undefined;
  if (location !== undefined && isCommand(location)) return { location };
  throw error;
};

const isCommand = (location: string): boolean => location.includes('/commands/');

const waitForDecision = async (send: Send, location: string): Promise<void> => {
  // A path or a whole address: what follows the base is ours.
  const path = location.slice(location.indexOf('/commands/'));
  const deadline = Date.now() + DECISION_MS_MAX;
  while (Date.now() < deadline) {
    const response = await send({ method: 'GET', path, timeoutMs: ANSWER_MS });
    if (CommandState.parse(await response.json()).status !== 'pending') return;
    await pause(DECISION_PAUSE_MS);
  }
  throw new Unavailable(
    `${location} was not decided within ${DECISION_MS_MAX / 1_000} s; look at it again later`,
  );
};
