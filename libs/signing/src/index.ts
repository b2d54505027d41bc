/** Attestations: in-toto statements, signed into Sigstore bundles with a local key or a certificate of our own authority, and their offline verification. */
export { createAuthority } from './authority/create-authority.ts';
export { certificateSigner } from './certificate-signer.ts';
export type { CertificateSignerParts } from './certificate-signer.ts';
export { localKeySigner } from './local-key-signer.ts';
export { BUNDLE_BYTES_MAX, BUNDLE_MEDIA_TYPE } from './open-bundle.ts';
export { predicateSchemaFiles } from './predicate-schemas.ts';
export {
  ENVIRONMENT_BUNDLE_PREDICATE,
  EnvironmentBundlePredicate,
  PROMOTION_PREDICATE,
  PromotionPredicate,
  PUBLICATION_PREDICATE,
  PublicationPredicate,
  SIMULATION_RESULT_PREDICATE,
  SimulationResultPredicate,
} from './predicates.ts';
export { newSigningKeyPem, publicKeyOfPem } from './signing-key.ts';
export type { PublicKey } from './signing-key.ts';
export { IN_TOTO_PAYLOAD_TYPE, Statement, statement } from './statement.ts';
export type { StatementParts } from './statement.ts';
export { SignerClaim, TrustAnchor } from './trust.ts';
export type { Trust } from './trust.ts';
export { verifyBundle } from './verify-bundle.ts';
export type { BundleToVerify, Verification, VerificationFailureCode } from './verify-bundle.ts';
