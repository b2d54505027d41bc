export { goodClaims, goodHeader, keysOf, NOW_MS, tokenIssuer, unsignedPart } from './token-issuer.ts';
export type { TokenIssuer } from './token-issuer.ts';
