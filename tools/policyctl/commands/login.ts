import type { Command } from 'commander';
import { z } from 'zod';

import type { Act, Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { accessToken, login, tenantOf } from '../client/session.ts';
import { fields } from '../table.ts';

/** The tenant of whoever names none. */
const TENANT_DEFAULT = 'acme';

// What a token says is read here to be shown; only the registry judges it.
const Claims = z.looseObject({
  sub: z.string(),
  tenant: z.string(),
  scope: z.string().optional(),
  exp: z.number(),
  auth_time: z.number().optional(),
  interactive: z.boolean().optional(),
});

export const loginCommands = (root: Command, act: Act): void => {
  root
    .command('login')
    .description('act as a persona of the development issuer from now on: login --as alice')
    .action((_options: object, command: Command) => act(command, logIn));
  root
    .command('whoami')
    .description('show who acts, where and with which scopes')
    .action((_options: object, command: Command) => act(command, showSelf));
};

const logIn = async ({ settings }: Context): Promise<Answer> => {
  const { persona, tenant = TENANT_DEFAULT } = settings;
  if (persona === undefined) throw new UsageFault('say as whom: policyctl login --as alice [--tenant acme]');
  const { isBound } = settings;
  await login(settings, { persona, tenant, isBound });
  return {
    json: { persona, tenant, isBound, home: settings.home },
    text: `logged in as ${persona} of ${tenant}${isBound ? ', with a key for this session' : ''}`,
  };
};

const showSelf = async ({ settings }: Context): Promise<Answer> => {
  const { token, key } = await accessToken(settings);
  const claims = claimsOf(token);
  const json = {
    subject: claims.sub,
    tenant: await tenantOf(settings),
    tokenTenant: claims.tenant,
    persona: settings.persona,
    scopes: (claims.scope ?? '').split(' ').filter((scope) => scope !== ''),
    isInteractive: claims.interactive,
    isBound: key !== undefined,
    authenticatedAt: claims.auth_time === undefined ? undefined : toText(claims.auth_time),
    expiresAt: toText(claims.exp),
    url: settings.url,
  };
  return { json, text: fields(Object.entries({ ...json, scopes: json.scopes.join(' ') })) };
};

const claimsOf = (token: string): z.infer<typeof Claims> => {
  try {
    return Claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  } catch (cause) {
    throw new UsageFault('the token is no JWT with the claims of an access token', { cause });
  }
};

const toText = (seconds: number): string => new Date(seconds * 1_000).toISOString();
