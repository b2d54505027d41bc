import { certifyIdentity, LEAF_VALID_MS } from '../authority/certificate-authority.ts';
import { createAuthority, type NewAuthority } from '../authority/create-authority.ts';
import { certificateSigner } from '../certificate-signer.ts';
import { IN_TOTO_PAYLOAD_TYPE } from '../statement.ts';
import type { Trust, TrustAnchor } from '../trust.ts';
import { SIGNED_AT, year2026 } from './signed-bundle.ts';

export const SIGNED_AT_MS = Date.parse(SIGNED_AT);
export const ISSUER = 'https://registry.example.com';
export const identityOf = (tenant: string) => ({
  identity: `${ISSUER}/tenants/${tenant}`,
  issuer: ISSUER,
});

/** An authority of 2026; two of them have the same names and nothing else in common. */
export const newAuthority = (): NewAuthority =>
  createAuthority({
    name: 'Example',
    notBeforeMs: Date.parse(year2026.validFrom),
    notAfterMs: Date.parse(year2026.validTo),
  });

export const [ours, theirs] = [newAuthority(), newAuthority()];

const chainOf = (...certificates: NewAuthority['root'][]) => ({
  certificates: certificates.map(({ raw }) => raw.toString('base64')),
  ...year2026,
});

/** The anchor of an authority with the identities of both tenants, changed. */
export const anchorOf = (
  { root, certifier, timestamper }: NewAuthority,
  changed: Partial<TrustAnchor> = {},
): TrustAnchor => ({
  keys: [],
  certificateAuthorities: [chainOf(certifier.certificate, root)],
  timestampAuthorities: [chainOf(timestamper.certificate, root)],
  identities: ['acme', 'globex'].map((tenant) => ({ tenant, ...identityOf(tenant), ...year2026 })),
  ...changed,
});
export const trusting = (anchor: TrustAnchor): Trust => ({ kind: 'anchor', anchor });

/** A bundle with a certificate as JSON, to be damaged. */
export type CertifiedJson = {
  mediaType: string;
  verificationMaterial: {
    certificate: { rawBytes: string };
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] };
  };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid: string }[] };
};

type Circumstances = {
  readonly tenant?: string;
  readonly authority?: NewAuthority;
  readonly signer?: Partial<Parameters<typeof certificateSigner>[0]>;
};

/** What an authority signs for a tenant. */
export const certified = async (
  payload: Uint8Array,
  { tenant = 'acme', authority = ours, signer }: Circumstances = {},
): Promise<CertifiedJson> => {
  const signing = certificateSigner({ ...authority, identityOf, now: () => SIGNED_AT_MS, ...signer });
  const { bundle } = await signing.sign(tenant, IN_TOTO_PAYLOAD_TYPE, payload);
  return JSON.parse(new TextDecoder().decode(bundle));
};

/** The same signer's certificate of another time: neither its key nor its signature. */
export const otherCertificate = (): string =>
  certifyIdentity(identityOf('acme'), ours.certifier, SIGNED_AT_MS + LEAF_VALID_MS).certificate.raw.toString(
    'base64',
  );
