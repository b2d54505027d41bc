import { sha256Hex } from '@policy-registry/kernel';
import type { JWTHeaderParameters, JWTVerifyGetKey } from 'jose';

import type { Authenticated } from './access-token.ts';

const TOKENS_MAX = 10_000;

/** Whom a token turned out to be of, and by which key that was seen. */
export type VerifiedToken = {
  readonly caller: Authenticated;
  readonly header: JWTHeaderParameters;
  readonly key: unknown;
  readonly verifiedAtMs: number;
};

/**
 * Tokens whose signature held, by their digests: a caller sends one many times, and a signature costs more to verify
 * than all else of it. Whatever can change is asked each time: the time, and whether the issuer still shows the key.
 */
export type VerifiedTokens = {
  /** `undefined` for a token that has to be verified: a new one, an expired one, one whose key is another by now. */
  readonly recall: (token: string, nowMs: number) => Promise<Authenticated | undefined>;
  readonly keep: (token: string, verified: VerifiedToken) => void;
};

export const verifiedTokens = (find: JWTVerifyGetKey, max = TOKENS_MAX): VerifiedTokens => {
  const kept = new Map<string, VerifiedToken>();
  return {
    recall: async (token, nowMs) => {
      const known = kept.get(sha256Hex(token));
      if (known === undefined) return undefined;
      const { caller, header, key, verifiedAtMs } = known;
      if (nowMs < verifiedAtMs || nowMs >= caller.expiresAtMs) return undefined;
      return (await find(header, partsOf(token))) === key ? caller : undefined;
    },
    keep: (token, verified) => {
      const digest = sha256Hex(token);
      kept.delete(digest);
      kept.set(digest, verified);
      const [oldest] = kept.keys();
      if (kept.size > max && oldest !== undefined) kept.delete(oldest);
    },
  };
};

// RFC 7515 §7.2.2: the flattened form of a compact token.
const partsOf = (token: string): Parameters<JWTVerifyGetKey>[1] => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return { protected: header, payload, signature };
};
