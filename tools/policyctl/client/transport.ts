import { setTimeout as pause } from 'node:timers/promises';

import { codeOf } from '../../servers/error-code.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import { UsageFault } from '../answer.ts';
import type { Content } from '../content.ts';
import type { Settings } from '../settings.ts';
import { problemOf, RequestRefused, type Problem } from './problem.ts';
import { sendContent } from './send-content.ts';
import { authorization, tenantOf } from './session.ts';

const ATTEMPTS_MAX = 8;
const RETRY_PAUSE_MS = 250;
const RETRY_PAUSE_MAX_MS = 4_000;

// Refusals that pass: the same request may be sent again, with the same key.
const PASSING_CODES: readonly string[] = ['UNAVAILABLE', 'READ_MODEL_BEHIND'];

export type Sent = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** Sent in the place of a body, piece by piece and from its beginning at every attempt. */
  readonly content?: Content;
  /** Ask for a token that was authenticated just now. */
  readonly isFresh?: boolean;
  /** Left out: for as long as it takes. */
  readonly timeoutMs?: number;
};

/**
 * Sends as one tenant and one persona, and reads what it wrote before. Sends again what did not get through, within
 * bounds; so a mutation MUST carry an idempotency key. Rejects with {@link RequestRefused}.
 */
export const transportOf = (settings: Settings): ((sent: Sent) => Promise<Response>) => {
  const { url } = settings;
  if (url === undefined) {
    throw new UsageFault('no registry is named: give --url or --stack, or start one with npm start');
  }
  let position: string | undefined;

  const once = async ({
    method,
    path,
    headers,
    body,
    content,
    isFresh,
    timeoutMs,
  }: Sent): Promise<Response> => {
    const at = `${url}/api/v1${path}`;
    const authorized = {
      ...(await authorization(settings, { method, url: at, isFresh })),
      'x-stella-tenant': await tenantOf(settings),
      ...(position !== undefined && method === 'GET' && { 'x-registry-position': position }),
      ...headers,
    };
    const signal = timeoutMs === undefined ? null : AbortSignal.timeout(timeoutMs);
    const response =
      content === undefined
        ? await fetch(at, { method, headers: authorized, body: body ?? null, signal })
        : await sendContent({ url: at, method, headers: authorized, content });
    position = response.headers.get('x-registry-position') ?? position;
    return response;
  };

  return async (sent) => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await once(sent).catch((cause: unknown) => {
        if (cause instanceof UsageFault || cause instanceof Unavailable) throw cause;
        if (attempt === ATTEMPTS_MAX)
          throw new Unavailable(`${url} does not answer${whyOf(cause)}; is the registry running?`, { cause });
        return undefined;
      });
      if (response?.ok === true) return response;
      const problem = response === undefined ? undefined : await problemOf(response);
      if (problem !== undefined && !(isPassing(problem) && attempt < ATTEMPTS_MAX))
        throw new RequestRefused(problem);
      await pause(Math.min(RETRY_PAUSE_MS * 2 ** (attempt - 1), RETRY_PAUSE_MAX_MS));
    }
  };
};

// `fetch` wraps what the system said.
const whyOf = (cause: unknown): string => {
  const code = codeOf(cause) ?? codeOf(Object(cause).cause);
  return typeof code === 'string' ? ` (${code})` : '';
};

const isPassing = ({ status, code }: Problem): boolean => status === 429 || PASSING_CODES.includes(code);
