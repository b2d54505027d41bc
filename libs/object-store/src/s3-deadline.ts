import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';

import type { ClientOptions } from 'minio';

/** The server did not answer, or not fast enough. */
export class S3TimedOut extends Error {
  override readonly name = 'S3TimedOut';
}

/** A request that ends in time: with its answer, or with {@link S3TimedOut}. */
export type S3Deadline = {
  readonly transport: NonNullable<ClientOptions['transport']>;
  /** The status of the answer, as soon as there is one. */
  readonly status: () => number | undefined;
  /** From here on somebody else sees to it that the body comes in time. */
  readonly release: () => void;
};

// The client takes these for answers after which it may ask again, and then does not say what they were.
const ASKS_AGAIN = [408, 429, 499, 500, 502, 503, 504, 520];

/**
 * A transport for one request of the client, which has no time limit of its own: after `timeoutMs` the connection
 * is cut, unless `release` was called.
 */
export const s3Deadline = (isSecure: boolean, timeoutMs: number): S3Deadline => {
  let status: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const release = (): void => clearTimeout(timer);

  const watch = (request: ClientRequest): ClientRequest => {
    let cut: ClientRequest | IncomingMessage = request;
    timer = setTimeout(() => cut.destroy(new S3TimedOut(`no answer within ${timeoutMs} ms`)), timeoutMs);
    return request.once('close', release).once('response', (response: IncomingMessage) => {
      cut = response;
      ({ statusCode: status } = response);
      if (status !== undefined && ASKS_AGAIN.includes(status)) response.destroy();
    });
  };
  const { request } = isSecure ? https : http;
  const transport = {
    request: new Proxy(request, { apply: (send, _, args) => watch(Reflect.apply(send, undefined, args)) }),
  };
  return { transport, status: () => status, release };
};
