import { createHash } from 'node:crypto';

import { calculateJwkThumbprint, EmbeddedJWK, errors, jwtVerify } from 'jose';
import { z } from 'zod';

import { AccessDenied } from './access-denied.ts';

/** RFC 9449 §4.2: asymmetric only. The order is that of the challenge. */
export const PROOF_ALGORITHMS: readonly string[] = ['ES256', 'EdDSA', 'RS256'];
const PROOF_CHARS_MAX = 4_096;
/** How old a proof may be. It is made for one request, so this is the way it takes and no more. */
const AGE_MAX_SECONDS = 60;

/** What a proof has to be for. */
export type ProofTarget = {
  readonly method: string;
  /** The address that the client called, without query. */
  readonly uri: string;
  /** The access token that comes with it; absent where the proof asks for one. */
  readonly token?: string;
};

/** A proof that holds: of which key, and how to know it again until it is too old to be taken. */
export type Proven = { readonly thumbprint: string; readonly id: string; readonly usableMs: number };

const Claims = z.looseObject({
  jti: z.string().min(1).max(256),
  htm: z.string(),
  htu: z.string(),
  iat: z.number(),
  ath: z.string().optional(),
});

/**
 * Checks the proof of possession in the `DPoP` headers of one request (RFC 9449 §4.3), all but whether it was used
 * before. Throws AccessDenied `PROOF_MISSING` and `PROOF_REFUSED`.
 */
export const verifyProof = async (
  proofs: readonly string[] = [],
  target: ProofTarget,
  { nowMs, clockToleranceSeconds }: { readonly nowMs: number; readonly clockToleranceSeconds: number },
): Promise<Proven> => {
  const [proof = ''] = proofs;
  if (proof === '')
    throw new AccessDenied('PROOF_MISSING', 'the token is bound to a key: a DPoP proof is needed');
  if (proofs.length > 1) throw refused('there are two DPoP headers');
  if (proof.length > PROOF_CHARS_MAX) throw refused('it is too long');

  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt',
    algorithms: [...PROOF_ALGORITHMS],
    maxTokenAge: AGE_MAX_SECONDS,
    clockTolerance: clockToleranceSeconds,
    currentDate: new Date(nowMs),
  }).catch((error: unknown) => {
    throw refused(whyNot(error));
  });
  const claims = Claims.safeParse(payload).data;
  if (claims === undefined) throw refused('it lacks jti, htm, htu or iat');
  verifyTarget(claims, target);
  return {
    thumbprint: await calculateJwkThumbprint(protectedHeader.jwk ?? {}),
    id: claims.jti,
    usableMs: (claims.iat + AGE_MAX_SECONDS + clockToleranceSeconds) * 1_000 - nowMs,
  };
};

const verifyTarget = (claims: z.infer<typeof Claims>, { method, uri, token }: ProofTarget): void => {
  if (claims.htm !== method) throw refused('it is for another method');
  if (normalUri(claims.htu) !== normalUri(uri)) throw refused('it is for another address');
  if (token === undefined) return;
  if (claims.ath !== createHash('sha256').update(token).digest('base64url'))
    throw refused('it is for another token');
};

/** RFC 9449 §4.3, 9: without query and fragment, and normalised as RFC 3986 §6.2.2 and §6.2.3 say. */
const normalUri = (text: string): string | undefined => {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  return url.href.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
    return /[\w\-.~]/.test(character) ? character : octet.toUpperCase();
  });
};

// By type and never by its text, which may quote the proof.
const whyNot = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'it is too old';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'typ' ? 'its type is not dpop+jwt' : `its claims do not hold: ${error.claim}`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'its algorithm is not allowed';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature does not verify';
  return 'it is no JWT that is signed with the public key in its header';
};

const refused = (why: string): AccessDenied =>
  new AccessDenied('PROOF_REFUSED', `the DPoP proof does not hold: ${why}`);
