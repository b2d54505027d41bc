import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';

import { BitString, Integer, OctetString, Utf8String } from 'asn1js';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AuthorityKeyIdentifier,
  Certificate,
  type Extension,
  PublicKeyInfo,
  RelativeDistinguishedNames,
} from 'pkijs';

import { extension, OID } from './extensions.ts';

/** Who signs certificates: as what, and with which key. */
export type Issuer = {
  readonly name: RelativeDistinguishedNames;
  /** What its own certificate calls its key. */
  readonly keyIdentifier: Uint8Array;
  readonly privateKey: KeyObject;
};

/** What a certificate says. */
export type CertificateParts = {
  /** Empty: the subject is named by its alternative name alone. */
  readonly commonName: string;
  readonly publicKey: KeyObject;
  /** Certificates know whole seconds: fractions are cut off. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly extensions: readonly Extension[];
};

const SERIAL_BYTES = 16;
const KEY_IDENTIFIER_BYTES = 20;

/** A new X.509 certificate of an EC P-256 key, signed by an issuer of such a key. */
export const certify = (parts: CertificateParts, issuer: Issuer): X509Certificate => {
  const certificate = new Certificate({
    version: 2, // which X.509 calls v3
    serialNumber: newSerial(),
    signature: ecdsaWithSha256(),
    issuer: issuer.name,
    subject: nameOf(parts.commonName),
    subjectPublicKeyInfo: PublicKeyInfo.fromBER(spkiOf(parts.publicKey)),
    extensions: [
      ...parts.extensions,
      extension(OID.subjectKeyIdentifier, new OctetString({ valueHex: keyIdentifier(parts.publicKey) })),
      extension(
        OID.authorityKeyIdentifier,
        new AuthorityKeyIdentifier({
          keyIdentifier: new OctetString({ valueHex: issuer.keyIdentifier }),
        }).toSchema(),
      ),
    ],
    signatureAlgorithm: ecdsaWithSha256(),
  });
  certificate.notBefore.value = new Date(wholeSecond(parts.notBeforeMs));
  certificate.notAfter.value = new Date(wholeSecond(parts.notAfterMs));
  const toBeSigned = Buffer.from(certificate.encodeTBS().toBER());
  certificate.tbsView = toBeSigned;
  certificate.signatureValue = new BitString({ valueHex: sign('sha256', toBeSigned, issuer.privateKey) });
  return new X509Certificate(Buffer.from(certificate.toSchema().toBER()));
};

/** Random and positive: nobody keeps count of what an authority gave out. */
export const newSerial = (): Integer => {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40; // no sign, and no leading zero, which DER forbids
  return new Integer({ valueHex: bytes });
};

export const ecdsaWithSha256 = (): AlgorithmIdentifier =>
  new AlgorithmIdentifier({ algorithmId: OID.ecdsaWithSha256 });

export const wholeSecond = (timeMs: number): number => Math.floor(timeMs / 1_000) * 1_000;

const nameOf = (commonName: string): RelativeDistinguishedNames =>
  new RelativeDistinguishedNames({
    typesAndValues:
      commonName === ''
        ? []
        : [
            new AttributeTypeAndValue({
              type: OID.commonName,
              value: new Utf8String({ value: commonName }),
            }),
          ],
  });

const publicHalf = (key: KeyObject): KeyObject => (key.type === 'private' ? createPublicKey(key) : key);
const spkiOf = (key: KeyObject): Buffer => publicHalf(key).export({ type: 'spki', format: 'der' });

// RFC 7093 section 2, method 1, over the whole SubjectPublicKeyInfo: any identifier will do that is the same for a key.
const keyIdentifier = (key: KeyObject): Buffer =>
  createHash('sha256').update(spkiOf(key)).digest().subarray(0, KEY_IDENTIFIER_BYTES);

/** An issuer that is certified for nothing yet: a root, which certifies itself. */
export const newIssuer = (commonName: string, privateKey: KeyObject): Issuer => ({
  name: nameOf(commonName),
  keyIdentifier: keyIdentifier(privateKey),
  privateKey,
});

/** An issuer as its certificate names it. Throws when the certificate names no key. */
export const issuerOf = ({ certificate, privateKey }: KeyPair): Issuer => {
  const { subject, extensions = [] } = Certificate.fromBER(certificate.raw);
  const named = extensions.find(({ extnID }) => extnID === OID.subjectKeyIdentifier)?.parsedValue;
  if (!(named instanceof OctetString)) throw new TypeError('the certificate has no subject key identifier');
  return { name: subject, keyIdentifier: new Uint8Array(named.valueBlock.valueHexView), privateKey };
};

/** A certificate and the key that belongs to it. */
export type KeyPair = { readonly certificate: X509Certificate; readonly privateKey: KeyObject };

export const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
