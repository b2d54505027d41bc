import {
  accessTokenVerifier,
  authenticator,
  issuerKeys,
  proofMemory,
  type Authenticate,
  type IssuerKeys,
  type KeyPlace,
} from '@policy-registry/access';

import type { GatewayConfig } from './config.ts';

const CLOCK_TOLERANCE_SECONDS = 5;

type Identity = Pick<
  GatewayConfig,
  | 'OIDC_ISSUER'
  | 'OIDC_AUDIENCE'
  | 'OIDC_CLIENTS'
  | 'OIDC_JWKS_URL'
  | 'OIDC_JWKS_FILE'
  | 'PUBLIC_URL'
  | 'DPOP_REQUIRED'
>;
export type Authentication = { readonly authenticate: Authenticate; readonly keys: IssuerKeys };

/** Whom the gateway believes, as it is configured, and the keys that it judges by. */
export const authenticationOf = (config: Readonly<Identity>, now = Date.now): Authentication => {
  const keys = issuerKeys(keyPlaceOf(config));
  const authenticate = authenticator({
    verifyToken: accessTokenVerifier({
      issuer: config.OIDC_ISSUER,
      audience: config.OIDC_AUDIENCE,
      ...(config.OIDC_CLIENTS !== undefined && { clients: config.OIDC_CLIENTS }),
      keys,
      clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
      now,
    }),
    isNewProof: proofMemory({ nowMs: () => performance.now() }),
    publicUrl: config.PUBLIC_URL,
    isBindingRequired: config.DPOP_REQUIRED,
    clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS,
    now,
  });
  return { authenticate, keys };
};

// The configuration sets one of the two at most.
const keyPlaceOf = ({ OIDC_ISSUER, OIDC_JWKS_URL, OIDC_JWKS_FILE }: Identity): KeyPlace => {
  if (OIDC_JWKS_FILE !== undefined) return { file: OIDC_JWKS_FILE };
  return OIDC_JWKS_URL === undefined ? { issuer: OIDC_ISSUER } : { url: OIDC_JWKS_URL };
};
