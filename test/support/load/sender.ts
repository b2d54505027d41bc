import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { clientWith, signIn, type Answer, type Client, type Persona, type Tenant } from '../client.ts';
import { base32, sha256OfFields } from '../digests.ts';
import type { Draw } from '../draw.ts';
import { jsonOf, textAt } from '../json.ts';
import { wordOf, type Command, type Word } from './command.ts';

/** How long one command may take until somebody can say what became of it. */
export const SETTLE_MS_MAX = 120_000;

const RETRY_PAUSE_MS = 50;
const RETRY_PAUSE_MAX_MS = 1_000;
/** Well below the lifetime of a token, and below the 300 s for which a sign-in is fresh enough to publish. */
const SIGN_IN_AGAIN_MS = 4 * 60_000;
/** One command in so many is sent twice at once. */
const TWICE_ONE_IN = 5;

/** Where a registry is reached. Of several gateways each attempt takes another one. */
export type Place = { readonly issuerUrl: string; readonly gatewayUrls: readonly string[] };

export type Request = {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

/** What became of a command as its sender heard it: an answer that settles it. */
export type Sent = { readonly word: Word; readonly answer: Answer };

/** The people of one tenant, who send each command until they know what became of it. */
export type Sender = {
  readonly tenant: Tenant;
  /** Sends a command, again under the same key as long as nobody says what became of it. Throws when that lasts too long. */
  readonly send: (persona: Persona, request: Request) => Promise<Sent>;
  /** Sends a decided command once more, as somebody does who has forgotten that it was. */
  readonly again: (command: Command) => Promise<void>;
  /** Somebody who reads, at whichever gateway is next. Fails where it does not answer. */
  readonly as: (persona: Persona) => Promise<Client>;
  /** Bytes that the registry has confirmed to hold, with their digest. */
  readonly upload: (persona: Persona, bytes: Uint8Array, kind?: 'document') => Promise<string>;
  /** Digests of the uploads that were confirmed. */
  readonly uploaded: () => readonly string[];
  readonly commands: () => readonly Command[];
  /** Keeps a command that was sent in another way. */
  readonly keep: (command: Command) => void;
};

type Kept = Command & { readonly words: Word[]; readonly resend: () => Promise<Sent | undefined> };

export const openSender = (place: Place, tenant: Tenant, draw: Draw): Sender => {
  const as = visitors(place, tenant);
  const kept = new Map<string, Kept>();
  const others: Command[] = [];
  const uploaded = new Set<string>();

  const attempt = async (persona: Persona, request: Request, key: string): Promise<Answer | undefined> => {
    const { method, path, json, headers = {} } = request;
    try {
      return await (await as(persona)).send(method, path, { json, key, headers });
    } catch {
      return undefined; // the connection broke, or nobody listened
    }
  };
  const tell = (command: Kept, answer: Answer | undefined): Sent | undefined => {
    const word = wordOf(answer);
    command.words.push(word);
    return answer !== undefined && (word.says === 'done' || word.says === 'refused')
      ? { word, answer }
      : undefined;
  };

  const send: Sender['send'] = async (persona, request) => {
    const key = randomUUID();
    const { method, path } = request;
    const principal = subjectIn((await patiently(() => as(persona))).token);
    const command: Kept = {
      commandId: base32(sha256OfFields(tenant, principal, `${method} ${path}`, key)),
      tenant,
      what: `${method} ${path}`,
      words: [],
      resend: async () => tell(command, await attempt(persona, request, key)),
    };
    kept.set(command.commandId, command);
    const doubled = draw(TWICE_ONE_IN) === 0 ? [command.resend()] : [];
    const [sent] = await Promise.all([untilSettled(command), ...doubled]);
    return sent;
  };

  return {
    tenant,
    send,
    as,
    again: async ({ commandId }) => void (await kept.get(commandId)?.resend()),
    upload: async (persona, bytes, kind) => {
      const path = kind === undefined ? '/api/v1/blobs' : `/api/v1/blobs?kind=${kind}`;
      return patiently(async () => {
        const { status, body } = await (await as(persona)).send('POST', path, { bytes, key: null });
        if (status !== 201) throw new Error(`an upload was answered ${status}: ${JSON.stringify(body)}`);
        uploaded.add(textAt(body, 'digest'));
        return textAt(body, 'digest');
      });
    },
    uploaded: () => [...uploaded],
    commands: () => [...kept.values(), ...others],
    keep: (command) => void others.push(command),
  };
};

const untilSettled = async (command: Kept): Promise<Sent> => {
  const deadline = performance.now() + SETTLE_MS_MAX;
  for (let tries = 0; performance.now() < deadline; tries += 1) {
    const sent = await command.resend();
    if (sent !== undefined) return sent;
    await pause(Math.min(RETRY_PAUSE_MS * 2 ** tries, RETRY_PAUSE_MAX_MS));
  }
  const last = command.words.at(-1)?.says;
  throw new Error(`after ${SETTLE_MS_MAX} ms nobody knows what became of ${command.what}: ${last}`);
};

/** Does what may fail while something is down until it succeeds. */
export const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
  const deadline = performance.now() + SETTLE_MS_MAX;
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await pause(Math.min(RETRY_PAUSE_MS * 2 ** tries, RETRY_PAUSE_MAX_MS));
    }
  }
};

const visitors = ({ issuerUrl, gatewayUrls }: Place, tenant: Tenant): Sender['as'] => {
  const tokens = new Map<Persona, { readonly token: string; readonly issuedAt: number }>();
  let visits = 0;
  return async (persona) => {
    visits += 1;
    const gatewayUrl = gatewayUrls[visits % gatewayUrls.length] ?? '';
    const held = tokens.get(persona);
    if (held !== undefined && performance.now() - held.issuedAt < SIGN_IN_AGAIN_MS)
      return clientWith({ gatewayUrl }, held.token, tenant);
    const issuedAt = performance.now();
    const client = await signIn({ issuerUrl, gatewayUrl }, persona, tenant);
    tokens.set(persona, { token: client.token, issuedAt });
    return client;
  };
};

const subjectIn = (token: string): string =>
  textAt(jsonOf(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')), 'sub');
