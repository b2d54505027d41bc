import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { rootCertificates, TLSSocket } from 'node:tls';

import type { DeliveryFault } from '@policy-registry/domain';
import ipaddr from 'ipaddr.js';

/** From the look-up of the name to the status of the answer. */
export const ANSWER_MS_MAX = 10_000;

export type Post = (request: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}) => Promise<Posted>;

export type Posted =
  | { readonly ok: true; readonly status: number }
  | { readonly ok: false; readonly fault: DeliveryFault; readonly status?: number };

type Address = { readonly address: string; readonly family: number };

export type PosterOptions = {
  readonly isAllowed: (address: string) => boolean;
  readonly mayUsePlainHttp: boolean;
  /** Authorities in PEM, trusted beside those that Node comes with. */
  readonly authorities: readonly string[];
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
  readonly answerMsMax?: number;
};

/**
 * POSTs to an address that somebody of a tenant chose. The name is looked up once: what it says is judged, and connected to,
 * so that no second answer can lead elsewhere. Redirects are answers like others, and of an answer the status alone is read.
 */
export const poster = (options: PosterOptions): Post => {
  const { isAllowed, mayUsePlainHttp, resolve = resolveHost, answerMsMax = ANSWER_MS_MAX } = options;
  const ca = [...rootCertificates, ...options.authorities];
  return async ({ url: text, headers, body }) => {
    const url = new URL(text);
    if (url.protocol !== 'https:' && !mayUsePlainHttp) return failed('PLAIN_HTTP_REFUSED');
    const signal = AbortSignal.timeout(answerMsMax);
    const addresses = await within(signal, resolve(hostOf(url))).catch(() => undefined);
    if (signal.aborted) return failed('TIMED_OUT');
    const [pinned] = addresses ?? [];
    if (addresses === undefined || pinned === undefined) return failed('HOST_UNKNOWN');
    if (!addresses.every(({ address }) => isAllowed(address))) return failed('ADDRESS_REFUSED');
    return send({ url, headers, body, pinned, ca, signal });
  };
};

const failed = (fault: DeliveryFault): Posted => ({ ok: false, fault });

/** Without the brackets of an IPv6 address. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1');

const resolveHost = async (host: string): Promise<readonly Address[]> =>
  ipaddr.isValid(host)
    ? [{ address: host, family: ipaddr.parse(host).kind() === 'ipv4' ? 4 : 6 }]
    : lookup(host, { all: true });

/** The system's resolver cannot be told to stop. */
const within = <T>(signal: AbortSignal, promise: Promise<T>): Promise<T> =>
  Promise.race([
    promise,
    new Promise<never>((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(new Error('it took too long')), { once: true }),
    ),
  ]);

type Sending = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly pinned: Address;
  readonly ca: readonly string[];
  readonly signal: AbortSignal;
};

const send = ({ url, headers, body, pinned, ca, signal }: Sending): Promise<Posted> =>
  new Promise((resolve) => {
    const common = {
      method: 'POST',
      agent: false,
      signal,
      lookup: pinnedLookup(pinned),
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'policy-registry',
      },
    };
    const request =
      url.protocol === 'https:'
        ? https.request(url, { ...common, ca: [...ca], signal })
        : http.request(url, { ...common, signal });
    request.once('response', (response) => {
      const { statusCode: status = 0 } = response;
      resolve(status >= 200 && status < 300 ? { ok: true, status } : { ...failed('STATUS_REFUSED'), status });
      response.destroy();
    });
    // A body that is not read to its end, and a connection that ends after the answer, are told of as well.
    request.on('error', () => resolve(failed(faultOf(request, signal))));
    request.end(body);
  });

const faultOf = ({ socket }: http.ClientRequest, signal: AbortSignal): DeliveryFault => {
  if (signal.aborted) return 'TIMED_OUT';
  const isRefused = socket instanceof TLSSocket && Boolean(socket.authorizationError);
  return isRefused ? 'CERTIFICATE_REFUSED' : 'CONNECTION_FAILED';
};

/** Whatever name is asked for, the address that was judged. */
const pinnedLookup =
  ({ address, family }: Address): LookupFunction =>
  (_host, { all }, done) =>
    all === true ? done(null, [{ address, family }]) : done(null, address, family);
