import { parseTimestamp, toTimestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import {
  type BundleFault,
  type CertificateBundle,
  isBundleWithCertificate,
  type KeyBundle,
  openBundle,
} from './open-bundle.ts';
import { PREDICATES } from './predicate-schemas.ts';
import { isSignedBy } from './signature.ts';
import { publicKeyOf } from './signing-key.ts';
import { IN_TOTO_PAYLOAD_TYPE, Statement } from './statement.ts';
import type { Trust, TrustAnchor } from './trust.ts';
import {
  certificateFault,
  type CertificateFaultCode,
  certificateIn,
  isSignedWithCertificate,
} from './verify-certificate.ts';

export type VerificationFailureCode =
  | BundleFault['code']
  | CertificateFaultCode
  | 'SIGNER_KEY_MISSING'
  | 'STATEMENT_MALFORMED'
  | 'STATEMENT_TENANT_DIFFERENT'
  | 'SUBJECT_DIFFERENT';

/**
 * `verified`: signed by a trusted key of the tenant, about this artifact. `not_established`: consistent with itself and
 * the artifact, but nobody outside vouches for the signer (`signatureChecked`: the key that came along fits).
 */
export type Verification =
  | { readonly verdict: 'verified'; readonly keyId: string; readonly statement: Statement }
  | {
      readonly verdict: 'not_established';
      readonly signatureChecked: boolean;
      readonly keyId: string;
      readonly statement: Statement;
    }
  | { readonly verdict: 'failed'; readonly code: VerificationFailureCode; readonly detail: string };

export type BundleToVerify = {
  readonly bundleBytes: Uint8Array;
  /** SHA-256 of the file that the statement must be about. */
  readonly artifactSha256: string;
  readonly trust: Trust;
  /** Exactly the tenant whose evidence this must be. */
  readonly tenant: string;
  /**
   * When the signature was made, by the registry's record. Without it the time that the statement names: local keys
   * have no time stamp, so who holds a key after its window could antedate.
   */
  readonly atMs?: number;
};

type Failure = Extract<Verification, { verdict: 'failed' }>;
type TrustedKey = TrustAnchor['keys'][number];
/** The key to check with; the window only where an anchor gives one. */
type ChosenKey = { readonly spki: string; readonly isTrusted: boolean; readonly window?: TrustedKey };

/** Who signed, as far as that is known; the window of a key is judged by the time that the statement names. */
type SignerFound = {
  readonly keyId: string;
  readonly isTrusted: boolean;
  readonly signatureChecked: boolean;
  readonly window?: TrustedKey;
};

/** Verifies without network, in this order: signature by a trusted signer, subject digest, tenant, the key's window. */
export const verifyBundle = ({
  bundleBytes,
  artifactSha256,
  trust,
  tenant,
  atMs,
}: BundleToVerify): Verification => {
  const bundle = openBundle(bundleBytes);
  if ('code' in bundle) return failed(bundle.code, bundle.detail);
  const signer = isBundleWithCertificate(bundle)
    ? certifiedSigner(bundle, trust, tenant)
    : keySigner(bundle, trust, tenant);
  if ('verdict' in signer) return signer;

  const said = verifyStatement(bundle, artifactSha256, tenant);
  if ('verdict' in said) return said;
  const { statement, signedAtMs } = said;
  const missed = verifyWindow(signer.window, atMs ?? signedAtMs);
  if (missed !== undefined) return missed;
  const { keyId, isTrusted, signatureChecked } = signer;
  if (isTrusted) return { verdict: 'verified', keyId, statement };
  return { verdict: 'not_established', signatureChecked, keyId, statement };
};

const keySigner = (bundle: KeyBundle, trust: Trust, tenant: string): SignerFound | Failure => {
  const keyId = bundle.verificationMaterial.content.publicKey.hint;
  const key = chooseKey(trust, keyId, tenant);
  if (key === undefined) return { keyId, isTrusted: false, signatureChecked: false };
  if ('verdict' in key) return key;
  if (!isSignedBy(bundle, key.spki))
    return failed('SIGNATURE_INVALID', `the signature was not made by key ${keyId} over this payload`);
  return { keyId, signatureChecked: true, ...key };
};

const certifiedSigner = (bundle: CertificateBundle, trust: Trust, tenant: string): SignerFound | Failure => {
  const certificate = certificateIn(bundle);
  if ('code' in certificate) return failed(certificate.code, certificate.detail);
  const { keyId } = publicKeyOf(certificate.publicKey);
  if (!isSignedWithCertificate(bundle, certificate))
    return failed('SIGNATURE_INVALID', `the signature was not made by key ${keyId} over this payload`);
  switch (trust.kind) {
    case 'anchor': {
      const fault = certificateFault(bundle, certificate, { anchor: trust.anchor, tenant });
      if (fault !== undefined) return failed(fault.code, fault.detail);
      return { keyId, isTrusted: true, signatureChecked: true };
    }
    case 'pin':
      return failed('SIGNER_NOT_TRUSTED', 'a pin is of a key; who signs with a certificate needs an anchor');
    case 'none':
      return { keyId, isTrusted: false, signatureChecked: true };
  }
};

const SaidOfItself = z.looseObject({ tenant: z.string(), signedAt: z.string() });

type Said = { readonly statement: Statement; readonly signedAtMs: number };

const verifyStatement = (
  bundle: KeyBundle | CertificateBundle,
  artifactSha256: string,
  tenant: string,
): Said | Failure => {
  const statement = statementOf(bundle);
  if ('verdict' in statement) return statement;
  const [subject] = statement.subject;
  if (subject.digest.sha256 !== artifactSha256) {
    return failed(
      'SUBJECT_DIFFERENT',
      `the statement is about ${subject.digest.sha256}, the file has ${artifactSha256}`,
    );
  }
  const said = SaidOfItself.safeParse(statement.predicate);
  if (!said.success)
    return failed('STATEMENT_MALFORMED', 'the predicate names no tenant or no time of signing');
  if (said.data.tenant !== tenant) {
    return failed(
      'STATEMENT_TENANT_DIFFERENT',
      `the statement is of tenant ${said.data.tenant}, wanted ${tenant}`,
    );
  }
  const signedAtMs = parseTimestamp(said.data.signedAt);
  if (signedAtMs === undefined)
    return failed('STATEMENT_MALFORMED', `${said.data.signedAt} names no instant`);
  return { statement, signedAtMs };
};

const failed = (code: VerificationFailureCode, detail: string): Failure => ({
  verdict: 'failed',
  code,
  detail,
});

// `undefined`: nobody gave a key, and none was demanded.
const chooseKey = (trust: Trust, keyId: string, tenant: string): ChosenKey | Failure | undefined => {
  switch (trust.kind) {
    case 'anchor': {
      const known = trust.anchor.keys.find((key) => key.keyId === keyId);
      if (known === undefined) return failed('SIGNER_NOT_TRUSTED', `the anchor has no key ${keyId}`);
      if (known.tenant !== tenant) {
        return failed(
          'SIGNER_TENANT_DIFFERENT',
          `key ${keyId} is of tenant ${known.tenant}, wanted ${tenant}`,
        );
      }
      return { spki: known.spki, isTrusted: true, window: known };
    }
    case 'pin':
      if (keyId !== trust.pin)
        return failed('SIGNER_NOT_TRUSTED', `signed by ${keyId}, pinned is ${trust.pin}`);
      if (trust.claim === undefined)
        return failed('SIGNER_KEY_MISSING', 'a pin needs the key itself beside the bundle');
      return { spki: trust.claim.spki, isTrusted: true };
    case 'none':
      return trust.claim === undefined ? undefined : { spki: trust.claim.spki, isTrusted: false };
  }
};

const statementOf = (bundle: KeyBundle | CertificateBundle): Statement | Failure => {
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  if (payloadType !== IN_TOTO_PAYLOAD_TYPE)
    return failed('STATEMENT_MALFORMED', `the payload is ${payloadType}`);
  try {
    const statement = Statement.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)));
    PREDICATES.get(statement.predicateType)?.parse(statement.predicate);
    return statement;
  } catch (error) {
    return failed('STATEMENT_MALFORMED', error instanceof Error ? error.message : 'not readable');
  }
};

const verifyWindow = (window: TrustedKey | undefined, atMs: number): Failure | undefined => {
  if (window === undefined) return undefined;
  const { validFrom, validTo } = window;
  const at = toTimestamp(atMs);
  if (validFrom <= at && at <= validTo) return undefined;
  return failed('KEY_WINDOW_MISSED', `signed ${at}, the key was valid ${validFrom} to ${validTo}`);
};
