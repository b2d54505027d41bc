import { request as requestHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Content } from '../content.ts';

/** A registry that takes no byte for so long is taken for gone. */
const IDLE_MS = 60_000;
/** How long a registry may be silent while it stores what it got: it manages a mebibyte in a second at least. */
const ANSWER_MS = 60_000;
const STORED_BYTES_PER_MS_MIN = 1_024;
/** A server that knows nothing of `Expect` is not waited for any longer (RFC 9110 §10.1.1). */
const CONTINUE_MS = 1_000;

/** What is sent, and where to. */
export type Sending = {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Content;
  readonly idleMs?: number;
};

/**
 * Sends content piece by piece, as fast as it is taken: `fetch` reads a stream ahead of the connection, and its memory
 * grows with what is sent. A server that refuses before it has read everything is heard, and nothing more is sent.
 * Rejects when the connection breaks, with {@link Unavailable} when nothing moves for a while, and with what reading the
 * content rejects with.
 */
export const sendContent = async ({
  url,
  method,
  headers,
  content,
  idleMs = IDLE_MS,
}: Sending): Promise<Response> => {
  const target = new URL(url);
  const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, {
    method,
    agent: false,
    headers: { ...headers, 'content-length': content.size, expect: '100-continue' },
  });
  request.on('timeout', () =>
    request.destroy(new Unavailable(`${target.origin} is silent; try again later`)),
  );
  request.setTimeout(idleMs);
  request.on('finish', () => request.setTimeout(ANSWER_MS + content.size / STORED_BYTES_PER_MS_MIN));
  try {
    const answer = await answerTo(request, content);
    return new Response(await text(answer), {
      status: answer.statusCode ?? 0,
      statusText: answer.statusMessage ?? '',
      headers: headersOf(answer),
    });
  } finally {
    request.destroy();
  }
};

const answerTo = (request: ClientRequest, { pieces }: Content): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    let isBegun = false;
    const begin = (): void => {
      clearTimeout(patience);
      if (isBegun) return;
      isBegun = true;
      send(request, pieces()).catch(reject);
    };
    const patience = setTimeout(begin, CONTINUE_MS);
    request.on('continue', begin);
    request.on('error', reject);
    request.on('response', resolve);
    request.on('close', () => clearTimeout(patience));
    request.flushHeaders();
  });

// One piece at a time: it is on its way when the next one takes its place. Where the answer comes first, the request is
// over, and this ends with it.
const send = async (request: ClientRequest, pieces: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const piece of pieces)
    await new Promise<void>((resolve, reject) => {
      request.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  request.end();
};

const headersOf = ({ headersDistinct }: IncomingMessage): Headers => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  return headers;
};
