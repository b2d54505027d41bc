import {
  bundleFromJSON,
  type BundleWithDsseEnvelope,
  type BundleWithPublicKey,
  type BundleWithSingleCertificate,
  isBundleWithDsseEnvelope,
  isBundleWithPublicKey,
} from '@sigstore/bundle';

/** Media type of Sigstore bundle v0.3, the only one read here. */
export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** A bundle is at most this long. */
export const BUNDLE_BYTES_MAX = 1024 * 1024;

export type KeyBundle = BundleWithPublicKey & BundleWithDsseEnvelope;
export type CertificateBundle = BundleWithSingleCertificate & BundleWithDsseEnvelope;

export type BundleFault = {
  readonly code: 'BUNDLE_MALFORMED' | 'BUNDLE_MEDIA_TYPE_UNKNOWN';
  readonly detail: string;
};

/**
 * Reads a bundle that anybody may have written: Sigstore bundle v0.3 with a DSSE envelope of exactly one signature
 * (v0.3 allows no more) and either the hint of a public key or one certificate. The library accepts invented media types, so it is checked here.
 */
export const openBundle = (bytes: Uint8Array): KeyBundle | CertificateBundle | BundleFault => {
  if (bytes.length > BUNDLE_BYTES_MAX) return malformed(`longer than ${BUNDLE_BYTES_MAX} bytes`);
  const parsed = parsedBundle(bytes);
  if ('fault' in parsed) return malformed(parsed.fault);
  const { bundle } = parsed;
  if (bundle.mediaType !== BUNDLE_MEDIA_TYPE) {
    return { code: 'BUNDLE_MEDIA_TYPE_UNKNOWN', detail: `the media type is ${bundle.mediaType}` };
  }
  if (!isBundleWithDsseEnvelope(bundle)) return malformed('not a DSSE envelope');
  if (isBundleWithPublicKey(bundle) || isBundleWithCertificate(bundle)) return bundle;
  return malformed('holds neither the hint of a key nor one certificate');
};

/** Whether a bundle was signed with a certificate, not with a key that somebody has to know. */
export const isBundleWithCertificate = <Read extends BundleWithDsseEnvelope>(
  bundle: Read,
): bundle is Read & CertificateBundle => bundle.verificationMaterial.content.$case === 'certificate';

const malformed = (detail: string): BundleFault => ({ code: 'BUNDLE_MALFORMED', detail });

const parsedBundle = (
  bytes: Uint8Array,
): { bundle: ReturnType<typeof bundleFromJSON> } | { fault: string } => {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof json !== 'object' || json === null) return { fault: 'not a JSON object' };
    return { bundle: bundleFromJSON(json) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'not readable' };
  }
};
