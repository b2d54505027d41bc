export { goodClaims, goodHeader, keysOf, NOW_MS, tokenIssuer, unsignedPart } from './token-issuer.ts';
export type { TokenIssuer } from './token-issuer.ts';
export { goodProofClaims, proofMaker, PUBLIC_URL } from './proof-maker.ts';
export type { ProofMaker } from './proof-maker.ts';
