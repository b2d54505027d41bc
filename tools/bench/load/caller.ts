import { Agent, request, type ClientRequest } from 'node:http';
import { text } from 'node:stream/consumers';

import { z } from 'zod';

import { Unavailable } from '../../servers/unavailable.ts';
import type { StackDescription } from '../../stack/description.ts';

const PERSONA = 'alice';
const ANSWER_MS = 15_000;
const CONNECTIONS_MAX = 512;

const TokenResponse = z.object({ access_token: z.string() });

/** One person over REST, signed in once, with connections that stay open. */
export type Caller = {
  readonly tenant: string;
  /** Whether `path` under the API is answered 200. */
  readonly get: (path: string) => Promise<boolean>;
  /** What `path` under the API is answered, parsed. Rejects for anything but 200. */
  readonly read: (path: string) => Promise<unknown>;
  /** Whether the request made something: an answer 201. */
  readonly post: (path: string, body: string, idempotencyKey: string) => Promise<boolean>;
  /** Answers other than the wanted ones, by what they were. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly close: () => void;
};

export const openCaller = async (stack: StackDescription): Promise<Caller> => {
  const tenant = stack.tenants[0] ?? '';
  const token = await accessToken(stack.issuerUrl, tenant);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  const refusals = new Map<string, number>();
  const identity = { authorization: `Bearer ${token}`, 'x-stella-tenant': tenant };

  const isAnswered = async (wanted: string, send: () => Promise<string>): Promise<boolean> => {
    const outcome = await send().catch(String);
    if (outcome === wanted) return true;
    refusals.set(outcome, (refusals.get(outcome) ?? 0) + 1);
    return false;
  };
  const sent = (method: string, path: string, headers: Record<string, string | number>): ClientRequest =>
    request(`${stack.gatewayUrl}/api/v1${path}`, {
      method,
      agent,
      headers: { ...identity, ...headers },
      timeout: ANSWER_MS,
    });
  return {
    tenant,
    get: (path) => isAnswered('200', () => outcomeOf(sent('GET', path, {}))),
    read: async (path) => {
      const response = await fetch(`${stack.gatewayUrl}/api/v1${path}`, { headers: identity });
      if (!response.ok) throw new Error(`GET ${path} was answered ${response.status}`);
      return response.json();
    },
    post: (path, body, idempotencyKey) =>
      isAnswered('201', () => {
        const length = Buffer.byteLength(body);
        const headers = {
          'idempotency-key': idempotencyKey,
          'content-type': 'application/json',
          'content-length': length,
        };
        return outcomeOf(sent('POST', path, headers), body);
      }),
    refusals,
    close: () => agent.destroy(),
  };
};

/** The status, with the code of the problem when there is one. */
const outcomeOf = (sent: ClientRequest, body?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
    sent.once('response', (response) => {
      const status = String(response.statusCode);
      text(response).then((answer) => resolve([status, ...codeOf(answer)].join(' ')), reject);
    });
    sent.end(body);
  });

const codeOf = (answer: string): readonly string[] => /"code":"(\w+)"/.exec(answer)?.slice(1) ?? [];

const accessToken = async (issuerUrl: string, tenant: string): Promise<string> => {
  const response = await fetch(`${issuerUrl}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona: PERSONA, tenant }),
  });
  if (!response.ok) throw new Unavailable(`the development issuer answered ${response.status}; see its log`);
  return TokenResponse.parse(await response.json()).access_token;
};
