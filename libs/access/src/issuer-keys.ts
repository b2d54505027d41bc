import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';

import { fileKeys } from './file-keys.ts';

const ANSWER_MS_MAX = 3_000;
const ANSWER_BYTES_MAX = 256 * 1024;
const AGE_MAX_MS = 600_000;
/** Between two requests for a key that nobody knows: otherwise strangers could make us flood the issuer. */
const UNKNOWN_KEY_PAUSE_MS = 30_000;
/** Between two requests when the issuer did not answer well. */
const FAILURE_PAUSE_MS = 2_000;

/** Where the public keys of the issuer are: found by its discovery document, at an address, or in a file. */
export type KeyPlace = { readonly issuer: string } | { readonly url: string } | { readonly file: string };

/** The issuer's public keys, as they are at present. */
export type IssuerKeys = {
  /** The key that a token's header names. Rejects with errors of jose, or with whatever keeps the keys away. */
  readonly find: JWTVerifyGetKey;
  /** How many there are. Rejects when they cannot be had. */
  readonly count: () => Promise<number>;
};

/**
 * Keys that follow the issuer's: fetched again when they are ten minutes old, and once when a token names one that is
 * not among them. Keys that the issuer no longer shows are not used, and old ones not beyond those ten minutes. A file
 * is read again within a second.
 */
export const issuerKeys = (place: KeyPlace, answerMsMax = ANSWER_MS_MAX): IssuerKeys =>
  'file' in place ? fileKeys(place.file) : remoteKeys(place, answerMsMax);

const remoteKeys = (place: Exclude<KeyPlace, { readonly file: string }>, answerMsMax: number): IssuerKeys => {
  const addressOf = async (signal: AbortSignal): Promise<URL> =>
    'url' in place ? new URL(place.url) : discovered(place.issuer, signal);
  const keys = createRemoteJWKSet(new URL('url' in place ? place.url : place.issuer), {
    timeoutDuration: answerMsMax,
    cooldownDuration: UNKNOWN_KEY_PAUSE_MS,
    cacheMaxAge: AGE_MAX_MS,
    // Discovered anew each time, so that keys may also move.
    [customFetch]: pausing(async (_address, { signal }) => answerOf(await addressOf(signal), signal)),
  });
  return {
    find: keys,
    count: async () => {
      if (!keys.fresh) await keys.reload();
      return keys.jwks()?.keys.length ?? 0;
    },
  };
};

// jose pauses after an answer alone.
const pausing = (fetchKeys: FetchImplementation): FetchImplementation => {
  let failed: { readonly untilMs: number; readonly error: unknown } | undefined;
  return async (url, init) => {
    if (failed !== undefined && performance.now() < failed.untilMs) throw failed.error;
    try {
      const answer = await fetchKeys(url, init);
      failed = undefined;
      return answer;
    } catch (error) {
      failed = { untilMs: performance.now() + FAILURE_PAUSE_MS, error };
      throw error;
    }
  };
};

const Discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });

// OpenID Connect Discovery 1.0 §4
const discovered = async (issuer: string, signal: AbortSignal): Promise<URL> => {
  const address = new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const found = Discovery.parse(await (await answerOf(address, signal)).json());
  // §4.3: the document of another issuer would have us believe that one's keys.
  if (found.issuer !== issuer) throw new Error('the discovery document is of another issuer');
  const keys = new URL(found.jwks_uri);
  // The configuration judged the transport of the issuer, and of nothing else.
  if (keys.protocol !== 'https:' && keys.origin !== address.origin) {
    throw new Error('the discovery document shows keys at an address without TLS');
  }
  return keys;
};

/** A whole, good answer of bounded size. A redirect is none: it would leave the configured place. */
const answerOf = async (url: URL, signal: AbortSignal): Promise<Response> => {
  const response = await fetch(url, {
    signal,
    redirect: 'error',
    headers: { accept: 'application/json, application/jwk-set+json' },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new errors.JOSEError(`${url.pathname} of the issuer answers ${response.status}`);
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error(`${url.pathname} of the issuer is too long`);
    pieces.push(piece);
  }
  return new Response(Buffer.concat(pieces));
};
