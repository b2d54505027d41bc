import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { codeOf } from '../../servers/error-code.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import { writePrivateJson } from '../../stack/private-file.ts';
import { UsageFault } from '../answer.ts';
import type { Settings } from '../settings.ts';

const ANSWER_MS = 10_000;
// A token that is about to expire would do so on the way.
const EXPIRY_MARGIN_MS = 30_000;

const Who = z.object({ persona: z.string(), tenant: z.string() });
/** A persona of the development issuer in one tenant. */
export type Who = z.infer<typeof Who>;

const KeptToken = z.object({ token: z.string(), issuer: z.string(), expiresAtMs: z.int() });
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
  return { persona, tenant };
};

/** The tenant that is acted in. */
export const tenantOf = async (settings: Settings): Promise<string> =>
  settings.tenant ?? (await whoActs(settings)).tenant;

/**
 * An access token: the given one, else a kept one that is still good, else a new one. `isFresh` asks for one that was
 * authenticated just now, as publishing and promoting demand.
 */
export const accessToken = async (settings: Settings, isFresh = false): Promise<string> => {
  if (settings.token !== undefined) return settings.token;
  const who = await whoActs(settings);
  const kept = isFresh ? undefined : await readOrNothing(tokenFile(settings, who), KeptToken);
  if (kept === undefined || kept.issuer !== settings.issuerUrl) return newToken(settings, who);
  return kept.expiresAtMs - EXPIRY_MARGIN_MS > Date.now() ? kept.token : newToken(settings, who);
};

const newToken = async (settings: Settings, who: Who): Promise<string> => {
  const { issuerUrl: issuer } = settings;
  if (issuer === undefined) throw new UsageFault('no issuer is known: give --token, --issuer or --stack');
  const { access_token: token, expires_in: seconds } = await askIssuer(issuer, who);
  await mkdir(settings.home, { recursive: true, mode: 0o700 });
  const expiresAtMs = Date.now() + Math.floor(seconds * 1_000);
  await writePrivateJson(tokenFile(settings, who), { token, issuer, expiresAtMs });
  return token;
};

const askIssuer = async (issuer: string, who: Who): Promise<z.infer<typeof TokenAnswer>> => {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(who),
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((cause: unknown) => {
    throw new Unavailable(`the issuer at ${issuer} does not answer; is the registry running?`, { cause });
  });
  if (!response.ok) {
    const said = z.looseObject({ error_description: z.string() }).safeParse(await response.json());
    throw new UsageFault(
      `the issuer refused ${who.persona}: ${said.data?.error_description ?? response.status}`,
    );
  }
  return TokenAnswer.parse(await response.json());
};

const tokenFile = (settings: Settings, { persona, tenant }: Who): string =>
  join(settings.home, `token-${encodeURIComponent(tenant)}-${encodeURIComponent(persona)}.json`);

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
