import { once } from 'node:events';
import { request } from 'node:http';

import { accessTokenVerifier, authenticator, proofMemory } from '@policy-registry/access';
import { goodClaims, keysOf, NOW_MS, PUBLIC_URL } from '@policy-registry/access/testing';

import type { Forge } from './hostile-tokens.ts';
import { runningGateway, type RunningGateway } from './running-gateway.ts';

const CLOCK_TOLERANCE_SECONDS = 5;

export type HeaderLines = Readonly<Record<string, string | readonly string[]>>;
export type Sent = { readonly headers: HeaderLines; readonly path?: string; readonly method?: string };

/** A gateway that judges tokens and proofs as a deployed one does, and takes headers as they are. */
export type GuardedGateway = {
  readonly gateway: RunningGateway;
  readonly ask: (sent: Sent) => Promise<{
    readonly status: number;
    readonly challenge: string | undefined;
    readonly problem: { readonly code?: string; readonly detail?: string };
  }>;
};

export const guardedGateway = async (
  forge: Forge,
  {
    proofsMax = 1_000,
    isBindingRequired = false,
  }: { readonly proofsMax?: number; readonly isBindingRequired?: boolean } = {},
): Promise<GuardedGateway> => {
  const now = (): number => NOW_MS;
  const gateway = await runningGateway({
    authenticate: authenticator({
      verifyToken: accessTokenVerifier({
        issuer: goodClaims.iss,
        audience: goodClaims.aud,
        clients: ['console', 'robot'],
        keys: keysOf(forge.issuer, forge.rsaIssuer),
        clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
        now,
      }),
      isNewProof: proofMemory({ nowMs: now, max: proofsMax }),
      publicUrl: PUBLIC_URL,
      isBindingRequired,
      clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
      now,
    }),
  });
  return {
    gateway,
    ask: async ({ headers, path = '/api/v1/policies', method = 'GET' }) => {
      const all = { 'x-stella-tenant': 'acme', ...headers };
      const [response] = await once(
        request(`${gateway.url}${path}`, { method, headers: all, agent: false }).end(),
        'response',
      );
      let text = '';
      for await (const chunk of response) text += String(chunk);
      return {
        status: Number(response.statusCode),
        challenge: response.headers['www-authenticate'],
        problem: JSON.parse(text),
      };
    },
  };
};
