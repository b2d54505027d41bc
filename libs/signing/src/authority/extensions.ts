import type { X509Certificate } from 'node:crypto';

import { type BaseBlock, BitString, Utf8String } from 'asn1js';
import { BasicConstraints, ExtKeyUsage, Extension, GeneralName, GeneralNames } from 'pkijs';

export const OID = {
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  /** Who vouched for the identity: a UTF8String, as Fulcio writes it. */
  fulcioIssuer: '1.3.6.1.4.1.57264.1.8',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  sha256: '2.16.840.1.101.3.4.2.1',
} as const;

/** Whether a key may be used for this and nothing else. A certificate that tells no purpose has none in Node's answer. */
export const isOnlyFor = ({ keyUsage }: X509Certificate, purpose: string): boolean =>
  String(keyUsage) === purpose;

export const extension = (id: string, value: BaseBlock, critical = false): Extension =>
  new Extension({ extnID: id, critical, extnValue: value.toBER() });

/** Of an authority: how many authorities may stand between it and what it certifies in the end. */
export const authorityExtensions = (authoritiesBelow: number): readonly Extension[] => [
  extension(
    OID.basicConstraints,
    new BasicConstraints({ cA: true, pathLenConstraint: authoritiesBelow }).toSchema(),
    true,
  ),
  keyUsage(KEY_USAGE.signCertificates),
];

/** Of a key that signs time stamps and nothing else, as RFC 3161 section 2.3 demands. */
export const timeStampingExtensions = (): readonly Extension[] => [
  keyUsage(KEY_USAGE.sign),
  extendedKeyUsage(OID.timeStamping, true),
];

/** Of a key that signs for one identity, as Fulcio writes them. */
export const signingExtensions = (identity: string, issuer: string): readonly Extension[] => [
  keyUsage(KEY_USAGE.sign),
  extendedKeyUsage(OID.codeSigning, false),
  extension(
    OID.subjectAltName,
    new GeneralNames({ names: [new GeneralName({ type: URI_NAME, value: identity })] }).toSchema(),
    true, // RFC 5280 section 4.2.1.6: critical where the subject has no other name
  ),
  extension(OID.fulcioIssuer, new Utf8String({ value: issuer })),
];

/** GeneralName's choice `uniformResourceIdentifier`. */
const URI_NAME = 6;

// RFC 5280 section 4.2.1.3: bits from the left; the byte, and how many of its bits go unused.
const KEY_USAGE = {
  sign: { bits: 0b1000_0000, unusedBits: 7 },
  signCertificates: { bits: 0b0000_0110, unusedBits: 1 },
} as const;

const keyUsage = ({ bits, unusedBits }: (typeof KEY_USAGE)[keyof typeof KEY_USAGE]): Extension =>
  extension(OID.keyUsage, new BitString({ valueHex: Uint8Array.of(bits), unusedBits }), true);

const extendedKeyUsage = (purpose: string, isCritical: boolean): Extension =>
  extension(OID.extendedKeyUsage, new ExtKeyUsage({ keyPurposes: [purpose] }).toSchema(), isCritical);
