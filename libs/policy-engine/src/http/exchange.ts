import { EngineAnswerInvalid, EngineUnavailable } from '@policy-registry/finding';

import { ANSWER_MS, RESPONSE_BYTES_MAX } from './limits.ts';
import type { WorkBudget } from './work-budget.ts';

export type ExchangeOptions = {
  /** Where the engine is; `https:` for TLS. A path in it stands before every other. */
  readonly url: URL;
  /** Sent as a bearer token; never part of an error. */
  readonly token?: string | undefined;
  readonly answerMs?: number | undefined;
  readonly responseBytesMax?: number | undefined;
};

export type Question = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: { readonly type: string; readonly text: string };
};

/** A whole answer, whatever its status. `json` is untrusted; `undefined` where the body is empty. */
export type Answered = { readonly status: number; readonly json: unknown };

/** Within what is left of a piece of work, where there is one. */
export type Exchange = (question: Question, work?: WorkBudget) => Promise<Answered>;

/**
 * Asks an HTTP server once. Rejects with {@link EngineUnavailable} where no whole answer comes in time, and with
 * {@link EngineAnswerInvalid} where it is too long or no JSON. Redirects are not followed: they would carry the token on.
 */
export const httpExchange =
  ({ url, token, answerMs = ANSWER_MS, responseBytesMax = RESPONSE_BYTES_MAX }: ExchangeOptions): Exchange =>
  async ({ method, path, body }, work) => {
    work?.verifyInTime();
    const late = AbortSignal.timeout(answerMs);
    const signal = work === undefined ? late : AbortSignal.any([late, work.signal]);
    try {
      const response = await fetch(new URL(path, withSlash(url)), {
        method,
        signal,
        redirect: 'manual',
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': body.type }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: body.text }),
      });
      const bytes = await bytesOf(response, responseBytesMax, work);
      return { status: response.status, json: parsed(bytes) };
    } catch (error) {
      if (error instanceof EngineAnswerInvalid) throw error;
      work?.verifyInTime();
      if (signal.aborted) {
        throw new EngineUnavailable('LATE', `no whole answer of ${url.host} within ${answerMs} ms`, {
          cause: error,
        });
      }
      throw new EngineUnavailable('UNREACHABLE', `${url.host} cannot be asked (${systemCodeOf(error)})`, {
        cause: error,
      });
    }
  };

const withSlash = (url: URL): URL => {
  const base = new URL(url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
};

const bytesOf = async (
  response: Response,
  bytesMax: number,
  work: WorkBudget | undefined,
): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Counted as they come, after decompression: neither a false length nor a bomb makes this grow.
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    work?.take(chunk.length);
    if (length > bytesMax) {
      throw new EngineAnswerInvalid('TOO_LARGE', `the answer is longer than ${bytesMax} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const parsed = (bytes: Uint8Array): unknown => {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new EngineAnswerInvalid('MALFORMED', 'the answer is no JSON', { cause });
  }
};

// fetch wraps what the system says; its own message says nothing.
const systemCodeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'the connection broke off';
};
