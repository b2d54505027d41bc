import type { Authorize } from './authorization.ts';
import { problemFrom } from './problem.ts';

/** Sends one request, as `fetch` does. */
export type Send = (request: Request) => Promise<Response>;

export type Sending = {
  /** Left out: what needs no token can be asked. */
  readonly authorize?: Authorize | undefined;
  /** The way to the registry; the global `fetch` when left out. */
  readonly fetch?: Send | undefined;
};

const ANSWER_MS = 60_000;
const ATTEMPTS_MAX = 8;
const RETRY_PAUSE_MS = 250;
const RETRY_PAUSE_MAX_MS = 4_000;
/** A registry that wants to be left alone for longer is not waited for. */
const RETRY_AFTER_MAX_MS = 30_000;
const DECISION_MS_MAX = 120_000;
const DECISION_PAUSE_MS = 200;

// Refusals that pass: the same request may be sent again, with the same key.
const PASSING_CODES: readonly string[] = ['UNAVAILABLE', 'READ_MODEL_BEHIND'];

/** The registry was not reached, or did not decide in time. The same request may be sent again later. */
export class RegistryUnavailable extends Error {
  override readonly name = 'RegistryUnavailable';
}

/**
 * `fetch` for one registry and one caller. Each request is authorized anew; a mutation that has no `Idempotency-Key` gets
 * one; a read is no older than what was written through this before. What did not get through or was refused for the
 * moment is sent again as it is, within bounds; so is a mutation that is still being decided, once it is decided, and
 * thereby answered with its result. Other refusals are answers as any other. Rejects with {@link RegistryUnavailable},
 * and with what `authorize` and `fetch` reject with. `once` replaces parts of this for one request.
 */
export const registryFetch = (
  sending: Sending,
): ((request: Request, once?: Sending) => Promise<Response>) => {
  let position: string | undefined;
  return (request, once) => {
    const { authorize, fetch: send = (sent: Request) => fetch(sent, { signal: sent.signal }) } = {
      ...sending,
      ...once,
    };
    const isMutation = request.method !== 'GET';
    const key = request.headers.get('idempotency-key') ?? crypto.randomUUID();

    const attempt = async (): Promise<Response> => {
      const headers = new Headers(request.headers);
      if (isMutation) headers.set('idempotency-key', key);
      else if (position !== undefined && !headers.has('x-registry-position'))
        headers.set('x-registry-position', position);
      for (const [name, value] of Object.entries((await authorize?.(request)) ?? {}))
        headers.set(name, value);
      const response = await send(new Request(request.clone(), { headers, signal: deadlineOf(request) }));
      position = response.headers.get('x-registry-position') ?? position;
      return response;
    };
    const look = (place: string): Promise<Response> =>
      registryFetch({ authorize, fetch: send })(new Request(place, { signal: request.signal }));
    return decided(request, () => untilItPasses(request, attempt), look);
  };
};

// A stream of events lasts as long as what it tells of.
const deadlineOf = ({ headers, signal }: Request): AbortSignal =>
  headers.get('accept') === 'text/event-stream'
    ? signal
    : AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);

const untilItPasses = async (
  { url, signal }: Request,
  attempt: () => Promise<Response>,
): Promise<Response> => {
  for (let attempts = 1; ; attempts += 1) {
    const response = await attempt().catch((cause: unknown) => {
      if (signal.aborted || !isLost(cause)) throw cause;
      if (attempts < ATTEMPTS_MAX) return undefined;
      throw new RegistryUnavailable(`${new URL(url).origin} does not answer${whyOf(cause)}`, { cause });
    });
    const pauseMs =
      response === undefined ? 0 : attempts < ATTEMPTS_MAX ? await pauseAfter(response) : undefined;
    if (response !== undefined && pauseMs === undefined) return response;
    await pause(Math.max(pauseMs ?? 0, Math.min(RETRY_PAUSE_MS * 2 ** (attempts - 1), RETRY_PAUSE_MAX_MS)));
  }
};

/** How long a registry that refuses for the moment wants to be left alone; nothing where sending again does not help. */
const pauseAfter = async (response: Response): Promise<number | undefined> => {
  if (response.ok) return undefined;
  const isPassing =
    response.status === 429 || PASSING_CODES.includes((await problemFrom(response.clone())).code);
  const afterMs = Number(response.headers.get('retry-after') ?? 0) * 1_000;
  return isPassing && afterMs <= RETRY_AFTER_MAX_MS ? afterMs : undefined;
};

const decided = async (
  { url }: Request,
  ask: () => Promise<Response>,
  look: (place: string) => Promise<Response>,
): Promise<Response> => {
  const deadline = Date.now() + DECISION_MS_MAX;
  for (;;) {
    // Once decided, the same request with the same key is answered with the original result.
    const response = await ask();
    const place = pendingPlace(response, url);
    if (place === undefined) return response;
    await response.body?.cancel();
    while (await isPending(await look(place))) {
      if (Date.now() > deadline)
        throw new RegistryUnavailable(
          `${place} was not decided within ${DECISION_MS_MAX / 1_000} s; look at it again later`,
        );
      await pause(DECISION_PAUSE_MS);
    }
  }
};

/** Where to look at the command that is not decided yet: the answer to it, or the refusal to take it twice, tells. */
const pendingPlace = ({ status, headers }: Response, url: string): string | undefined => {
  const location = headers.get('location') ?? '';
  const at = location.indexOf('/commands/');
  if (at < 0 || (status !== 202 && status < 400)) return undefined;
  // A path or a whole address: what follows the base is ours.
  return `${url.slice(0, url.indexOf('/api/v1/'))}/api/v1${location.slice(at)}`;
};

const isPending = async (response: Response): Promise<boolean> =>
  response.ok && Object(await response.json()).status === 'pending';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

// `fetch` rejects with a TypeError when the network failed, whatever else it knows of it.
const isLost = (cause: unknown): boolean => ['TypeError', 'TimeoutError'].includes(Object(cause).name);

const whyOf = (error: unknown): string => {
  const { code, cause } = Object(error);
  const why = typeof code === 'string' ? code : Object(cause).code;
  return typeof why === 'string' ? ` (${why})` : '';
};
