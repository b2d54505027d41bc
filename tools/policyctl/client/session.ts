import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { bearer, dpop, proofOf, type Authorize } from '@policy-registry/client';
import { z } from 'zod';

import { codeOf } from '../../servers/error-code.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import { writePrivateJson } from '../../stack/private-file.ts';
import { UsageFault } from '../answer.ts';
import type { Settings } from '../settings.ts';
import { KeptKey, newKey, proofKeyOf } from './session-key.ts';

const ANSWER_MS = 10_000;
// A token that is about to expire would do so on the way.
const EXPIRY_MARGIN_MS = 30_000;

const Who = z.object({ persona: z.string(), tenant: z.string(), isBound: z.boolean().default(false) });
/** A persona of the development issuer in one tenant; bound, when its tokens are good with a key of the session alone. */
export type Who = z.infer<typeof Who>;

const KeptToken = z.object({
  token: z.string(),
  issuer: z.string(),
  expiresAtMs: z.int(),
  key: KeptKey.optional(),
});
/** An access token, and the key that it is bound to. */
export type AccessToken = { readonly token: string; readonly key?: KeptKey | undefined };
const TokenAnswer = z.looseObject({ access_token: z.string(), expires_in: z.number() });

/** Remembers who acts from now on, and asks for their first token. */
export const login = async (settings: Settings, who: Who): Promise<void> => {
  await newToken(settings, who);
  await writePrivateJson(join(settings.home, 'current.json'), who);
};

/** Who acts: as the options say, else as the last login said. */
export const whoActs = async (settings: Settings): Promise<Who> => {
  const current = await readOrNothing(join(settings.home, 'current.json'), Who);
  const persona = settings.persona ?? current?.persona;
  const tenant = settings.tenant ?? current?.tenant;
  if (persona === undefined) throw new UsageFault('nobody is logged in: policyctl login --as alice');
  if (tenant === undefined) throw new UsageFault('no tenant is named: give --tenant, or log in with one');
  return { persona, tenant, isBound: settings.isBound || current?.isBound === true };
};

/** The tenant that is acted in. */
export const tenantOf = async (settings: Settings): Promise<string> =>
  settings.tenant ?? (await whoActs(settings)).tenant;

/** Lets requests in as whoever acts. `isFresh` asks for a token that was authenticated just now, once. */
export const authorizeAs = (settings: Settings, { isFresh = false } = {}): Authorize => {
  let isNeeded = isFresh;
  return async (request) => {
    const { token, key } = await accessToken(settings, isNeeded);
    isNeeded = false;
    const caller = { tenant: await tenantOf(settings), token: async () => token };
    return (key === undefined ? bearer(caller) : dpop({ ...caller, key: await proofKeyOf(key) }))(request);
  };
};

/**
 * An access token: the given one, else a kept one that is still good, else a new one. `isFresh` asks for one that was
 * authenticated just now, as publishing and promoting demand.
 */
export const accessToken = async (settings: Settings, isFresh = false): Promise<AccessToken> => {
  if (settings.token !== undefined) return { token: settings.token };
  const who = await whoActs(settings);
  const kept = isFresh ? undefined : await readOrNothing(tokenFile(settings, who), KeptToken);
  if (kept === undefined || kept.issuer !== settings.issuerUrl) return newToken(settings, who);
  return kept.expiresAtMs - EXPIRY_MARGIN_MS > Date.now() ? kept : newToken(settings, who);
};

const newToken = async (settings: Settings, who: Who): Promise<AccessToken> => {
  const { issuerUrl: issuer } = settings;
  if (issuer === undefined) throw new UsageFault('no issuer is known: give --token, --issuer or --stack');
  const key = who.isBound ? await newKey() : undefined;
  const { access_token: token, expires_in: seconds } = await askIssuer(issuer, who, key);
  await mkdir(settings.home, { recursive: true, mode: 0o700 });
  const expiresAtMs = Date.now() + Math.floor(seconds * 1_000);
  await writePrivateJson(tokenFile(settings, who), { token, issuer, expiresAtMs, key });
  return { token, key };
};

const askIssuer = async (
  issuer: string,
  { persona, tenant }: Who,
  key: KeptKey | undefined,
): Promise<z.infer<typeof TokenAnswer>> => {
  const url = `${issuer}/token`;
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(key !== undefined && { dpop: await proofOf(await proofKeyOf(key), { method: 'POST', url }) }),
    },
    body: JSON.stringify({ persona, tenant }),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((cause: unknown) => {
    throw new Unavailable(`the issuer at ${issuer} does not answer; is the registry running?`, { cause });
  });
  if (!response.ok) {
    const said = z.looseObject({ error_description: z.string() }).safeParse(await response.json());
    throw new UsageFault(`the issuer refused ${persona}: ${said.data?.error_description ?? response.status}`);
  }
  return TokenAnswer.parse(await response.json());
};

const tokenFile = (settings: Settings, { persona, tenant, isBound }: Who): string => {
  const name = [
    'token',
    encodeURIComponent(tenant),
    encodeURIComponent(persona),
    ...(isBound ? ['dpop'] : []),
  ];
  return join(settings.home, `${name.join('-')}.json`);
};

const readOrNothing = async <Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> => {
  try {
    return schema.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
};
