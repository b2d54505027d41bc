import { X509Certificate } from 'node:crypto';

import { TrustedRoot } from '@sigstore/protobuf-specs';
import {
  toSignedEntity,
  toTrustMaterial,
  type TrustMaterial,
  VerificationError,
  Verifier,
} from '@sigstore/verify';
import { Utf8String } from 'asn1js';

import { isOnlyFor, OID } from './authority/extensions.ts';
import type { CertificateBundle } from './open-bundle.ts';
import type { TrustAnchor } from './trust.ts';

export type CertificateFaultCode =
  | 'CERTIFICATE_MALFORMED'
  | 'TIMESTAMP_REQUIRED'
  | 'TIMESTAMP_INVALID'
  | 'CERTIFICATE_NOT_TRUSTED'
  | 'CERTIFICATE_PURPOSE_DIFFERENT'
  | 'TRANSPARENCY_INVALID'
  | 'SIGNATURE_INVALID'
  | 'SIGNER_NOT_TRUSTED'
  | 'SIGNER_TENANT_DIFFERENT'
  | 'KEY_WINDOW_MISSED';
export type CertificateFault = { readonly code: CertificateFaultCode; readonly detail: string };

/** The certificate in a bundle, or that it is none. */
export const certificateIn = (bundle: CertificateBundle): X509Certificate | CertificateFault => {
  try {
    return new X509Certificate(bundle.verificationMaterial.content.certificate.rawBytes);
  } catch {
    return { code: 'CERTIFICATE_MALFORMED', detail: 'the certificate cannot be read' };
  }
};

/** Whether the signature over the payload is that of the certificate's key, whoever that may be. */
export const isSignedWithCertificate = (
  bundle: CertificateBundle,
  { publicKey }: X509Certificate,
): boolean => {
  try {
    const { content, tlogEntries } = bundle.verificationMaterial;
    // What dates the signature is judged later, and read only then.
    const bare = {
      ...bundle,
      verificationMaterial: { content, tlogEntries, timestampVerificationData: undefined },
    };
    return toSignedEntity(bare).signature.verifySignature(publicKey);
  } catch {
    return false;
  }
};

/**
 * Verifies that the signer is a tenant's, under an anchor: a trusted authority's time stamp over the signature, then the
 * chain to a trusted root at that time, what the certificate is for, and its identity to the letter. `undefined`: it is.
 */
export const certificateFault = (
  bundle: CertificateBundle,
  certificate: X509Certificate,
  { anchor, tenant }: { readonly anchor: TrustAnchor; readonly tenant: string },
): CertificateFault | undefined => {
  // Without one the library checks no chain, and evidence would end with its certificate.
  if (timeStampsIn(bundle).length === 0)
    return { code: 'TIMESTAMP_REQUIRED', detail: 'a certificate counts with an RFC 3161 time stamp only' };
  if (certificate.ca || !isOnlyFor(certificate, OID.codeSigning))
    return { code: 'CERTIFICATE_PURPOSE_DIFFERENT', detail: 'the certificate is not for signing alone' };
  try {
    const entity = toSignedEntity(bundle);
    const { identity } = new Verifier(materialOf(anchor), THRESHOLDS).verify(entity);
    const issuer = identity?.oids?.find(({ oid }) => oid?.id.join('.') === OID.fulcioIssuer)?.value;
    const stamped = entity.timestamps.flatMap((stamp) =>
      stamp.$case === 'timestamp-authority' ? [stamp.timestamp.signingTime.toISOString()] : [],
    );
    return identityFault({ certificate, issuer, stamped, anchor, tenant });
  } catch (error) {
    return { code: codeOf(error), detail: error instanceof Error ? error.message : 'not verifiable' };
  }
};

type Certified = {
  readonly certificate: X509Certificate;
  readonly issuer: Uint8Array | undefined;
  readonly stamped: readonly string[];
  readonly anchor: TrustAnchor;
  readonly tenant: string;
};

// The library matches identities by regular expression: here one counts to the letter, and so does who vouched for it.
const identityFault = ({ certificate, issuer, stamped, anchor, tenant }: Certified) => {
  const name = certificate.subjectAltName ?? 'nobody';
  const known = anchor.identities?.find(
    (trusted) =>
      name === `URI:${trusted.identity}` &&
      issuer !== undefined &&
      Buffer.from(new Utf8String({ value: trusted.issuer }).toBER()).equals(issuer),
  );
  if (known === undefined)
    return fault('SIGNER_NOT_TRUSTED', `the anchor has no identity ${name} of this issuer`);
  if (known.tenant !== tenant)
    return fault('SIGNER_TENANT_DIFFERENT', `${name} is of tenant ${known.tenant}, wanted ${tenant}`);
  const { validFrom, validTo } = known;
  const missed = stamped.find((at) => at < validFrom || validTo < at);
  return missed === undefined
    ? undefined
    : fault('KEY_WINDOW_MISSED', `signed ${missed}, the identity was valid ${validFrom} to ${validTo}`);
};

const fault = (code: CertificateFaultCode, detail: string): CertificateFault => ({ code, detail });

// One time stamp at least, by an authority of the anchor. Logs of others are not in it: an entry that came along would
// be checked by nobody, and is refused.
const THRESHOLDS = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 };

const materialOf = ({ certificateAuthorities = [], timestampAuthorities = [] }: TrustAnchor): TrustMaterial =>
  toTrustMaterial(
    TrustedRoot.fromJSON({
      certificateAuthorities: certificateAuthorities.map(authorityJson),
      timestampAuthorities: timestampAuthorities.map(authorityJson),
    }),
  );

type TrustedAuthority = NonNullable<TrustAnchor['certificateAuthorities']>[number];
const authorityJson = ({ certificates, validFrom, validTo }: TrustedAuthority) => ({
  certChain: { certificates: certificates.map((rawBytes) => ({ rawBytes })) },
  validFor: { start: validFrom, end: validTo },
});

const timeStampsIn = ({ verificationMaterial }: CertificateBundle) =>
  verificationMaterial.timestampVerificationData?.rfc3161Timestamps ?? [];

const codeOf = (error: unknown): CertificateFaultCode => {
  if (!(error instanceof VerificationError)) return 'TIMESTAMP_INVALID'; // the one part that is parsed only there
  switch (error.code) {
    case 'TIMESTAMP_ERROR':
      return 'TIMESTAMP_INVALID';
    case 'TLOG_ERROR':
    case 'TLOG_INCLUSION_PROOF_ERROR':
    case 'TLOG_INCLUSION_PROMISE_ERROR':
    case 'TLOG_MISSING_INCLUSION_ERROR':
    case 'TLOG_BODY_ERROR':
      return 'TRANSPARENCY_INVALID';
    default:
      return 'CERTIFICATE_NOT_TRUSTED';
  }
};
