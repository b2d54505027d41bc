import {
  bundleFromJSON,
  type BundleWithDsseEnvelope,
  type BundleWithPublicKey,
  isBundleWithDsseEnvelope,
  isBundleWithPublicKey,
} from '@sigstore/bundle';

/** Media type of Sigstore bundle v0.3, the only one read here. */
export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
/** A bundle is at most this long. */
export const BUNDLE_BYTES_MAX = 1024 * 1024;

export type KeyBundle = BundleWithPublicKey & BundleWithDsseEnvelope;

export type BundleFault = {
  readonly code: 'BUNDLE_MALFORMED' | 'BUNDLE_MEDIA_TYPE_UNKNOWN';
  readonly detail: string;
};

/**
 * Reads a bundle that anybody may have written: Sigstore bundle v0.3 with a DSSE envelope of exactly one signature
 * (v0.3 allows no more) and the hint of a public key. The library accepts invented media types, so it is checked here.
 */
export const openBundle = (bytes: Uint8Array): KeyBundle | BundleFault => {
  if (bytes.length > BUNDLE_BYTES_MAX) return malformed(`longer than ${BUNDLE_BYTES_MAX} bytes`);
  const parsed = parsedBundle(bytes);
  if ('fault' in parsed) return malformed(parsed.fault);
  const { bundle } = parsed;
  if (bundle.mediaType !== BUNDLE_MEDIA_TYPE) {
    return { code: 'BUNDLE_MEDIA_TYPE_UNKNOWN', detail: `the media type is ${bundle.mediaType}` };
  }
  if (!isBundleWithDsseEnvelope(bundle)) return malformed('not a DSSE envelope');
  if (!isBundleWithPublicKey(bundle)) return malformed('names no public key');
  return bundle;
};

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
