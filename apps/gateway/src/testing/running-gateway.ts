import { serve, type ServeOptions } from '@policy-registry/platform';

import { AppModule } from '../app.module.ts';
import { configureHttp } from '../configure-http.ts';
import { clientProblem } from '../edge/client-problem.ts';
import type { Ports } from '../ports.ts';
import { fakeRegistry, type FakeRegistry } from './fake-registry.ts';

export type Answered = {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON, else text. */
  readonly body: unknown;
};

export type Asked = {
  readonly token?: string | undefined;
  readonly tenant?: string | undefined;
  readonly key?: string | undefined;
  readonly json?: unknown;
  readonly body?: NonNullable<RequestInit['body']>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A gateway that listens, and everything else in memory. */
export type RunningGateway = FakeRegistry & {
  readonly url: string;
  /** Asks with a token that has every scope, its tenant and a fresh key, unless told otherwise. */
  readonly ask: (method: string, path: string, asked?: Asked) => Promise<Answered>;
  readonly close: () => Promise<void>;
};

export const BODY_BYTES_MAX = 64 * 1024;

export const runningGateway = async (
  overrides: Partial<Ports> = {},
  served: Partial<Pick<ServeOptions, 'times' | 'connectionsMax' | 'trustedProxies'>> = {},
): Promise<RunningGateway> => {
  const registry = fakeRegistry(overrides);
  const token = registry.tokenOf();
  const { url, close } = await serve({
    module: AppModule.with(registry.ports),
    host: '127.0.0.1',
    port: 0,
    logger: registry.ports.logger,
    bodyBytesMax: BODY_BYTES_MAX,
    toClientProblem: clientProblem,
    configure: configureHttp(registry.ports),
    ...served,
  });
  let asked = 0;
  return {
    ...registry,
    url,
    close,
    ask: async (method, path, request = {}) => {
      asked += 1;
      const response = await fetch(`${url}${path}`, {
        method,
        headers: headersOf({ token, tenant: 'acme', key: `key-${asked}`, ...request }, method),
        body: request.json === undefined ? (request.body ?? null) : JSON.stringify(request.json),
        // Node's fetch wants it said where a body streams.
        ...(request.body instanceof ReadableStream && { duplex: 'half' }),
      });
      return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
    },
  };
};

const headersOf = (
  { token, tenant, key, json, headers = {} }: Asked,
  method: string,
): Record<string, string> => ({
  ...(token !== undefined && { authorization: `Bearer ${token}` }),
  ...(tenant !== undefined && { 'x-stella-tenant': tenant }),
  ...(key !== undefined && method !== 'GET' && { 'idempotency-key': key }),
  ...(json !== undefined && { 'content-type': 'application/json' }),
  ...headers,
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
