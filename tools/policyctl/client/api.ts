import { createHash } from 'node:crypto';

import {
  answered,
  dryRunning,
  registryClient,
  registryFetch,
  type RegistryClient,
  type Schemas,
  type Send,
} from '@policy-registry/client';

import { Unavailable } from '../../servers/unavailable.ts';
import { UsageFault } from '../answer.ts';
import type { Content } from '../content.ts';
import type { Settings } from '../settings.ts';
import { sendContent } from './send-content.ts';
import { authorizeAs } from './session.ts';

/** The registry's REST surface. */
export type Api = RegistryClient & {
  /** Spread into an operation that asks for a token which was authenticated just now. */
  readonly freshly: { readonly fetch: Send };
  /** Stores a document to import, which may be larger than memory. */
  readonly putDocument: (content: Content) => Promise<Schemas['Blob']>;
};

/** `isDry`: mutations only say what they would come to. */
export const apiOf = (settings: Settings, { isDry = false } = {}): Api => {
  const url = urlOf(settings);
  const send = registryFetch({ authorize: authorizeAs(settings) });
  const asMeant = isDry ? dryRunning : (meant: Send) => meant;
  const client = registryClient({ url, fetch: asMeant(send) });
  const freshly: Send = (request) => send(request, { authorize: authorizeAs(settings, { isFresh: true }) });
  return {
    ...client,
    freshly: { fetch: asMeant(freshly) },
    putDocument: (content) => putDocument(client, send, content),
  };
};

/** What can be asked of the registry without being anybody. */
export const anonymousApi = (settings: Settings): RegistryClient => registryClient({ url: urlOf(settings) });

const urlOf = ({ url }: Settings): string => {
  if (url !== undefined) return url;
  throw new UsageFault('no registry is named: give --url or --stack, or start one with npm start');
};

/** The bytes of an operation that was asked for them with `parseAs: 'arrayBuffer'`. */
export const answeredBytes = async (
  operation: Parameters<typeof answered<ArrayBuffer>>[0],
): Promise<Uint8Array> => new Uint8Array(await answered(operation));

const putDocument = async (
  client: RegistryClient,
  send: ReturnType<typeof registryFetch>,
  { size, pieces }: Content,
): Promise<Schemas['Blob']> => {
  let hash = createHash('sha256');
  const hashed = async function* (): AsyncGenerator<Uint8Array> {
    hash = createHash('sha256');
    for await (const piece of pieces()) {
      hash.update(piece);
      yield piece;
    }
  };
  const stored = await answered(
    client.POST('/api/v1/blobs', {
      params: { query: { kind: 'document' } },
      headers: { 'content-type': 'application/octet-stream' },
      // The content takes the place of a body, piece by piece and from its beginning at every attempt.
      body: undefined,
      fetch: (request) => send(request, { fetch: sending({ size, pieces: hashed }) }),
    }),
  );
  const digest = hash.digest('hex');
  if (stored.digest !== digest)
    throw new Unavailable(`the registry stored ${stored.digest} where ${digest} was sent; send it again`);
  return stored;
};

const sending =
  (content: Content): Send =>
  async ({ url, method, headers }) => {
    try {
      return await sendContent({ url, method, headers: Object.fromEntries(headers), content });
    } catch (cause) {
      if (cause instanceof UsageFault || cause instanceof Unavailable) throw cause;
      // As `fetch` tells of a connection that broke.
      throw new TypeError('the content did not get through', { cause });
    }
  };
