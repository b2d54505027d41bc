/** Signs attestations with the evidence key of a tenant. */
export interface Signer {
  /**
   * Wraps `payload` into a DSSE envelope of `payloadType` inside a Sigstore bundle and answers its JSON.
   * MUST verify what it signed before it answers. Rejects with {@link SigningFailed}; then nothing was stored.
   */
  sign(tenant: string, payloadType: string, payload: Uint8Array): Promise<SignedBundle>;
}

export type SignedBundle = {
  /** JSON of `application/vnd.dev.sigstore.bundle.v0.3+json`. */
  readonly bundle: Uint8Array;
  /** SHA-256 of the signer's DER SubjectPublicKeyInfo. */
  readonly keyId: string;
};

export type SigningFailureCode = 'SIGNER_KEY_MISSING' | 'SIGNER_UNAVAILABLE' | 'SIGNATURE_NOT_VERIFIED';

export class SigningFailed extends Error {
  override readonly name = 'SigningFailed';
  readonly code: SigningFailureCode;
  constructor(code: SigningFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
