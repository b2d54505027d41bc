import { createHash, sign, type X509Certificate } from 'node:crypto';

import { type BaseBlock, ObjectIdentifier, OctetString, Sequence, UTCTime } from 'asn1js';
import {
  Accuracy,
  AlgorithmIdentifier,
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  MessageImprint,
  PKIStatusInfo,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';

import { ecdsaWithSha256, type KeyPair, newSerial, wholeSecond } from './certificate.ts';
import { OID } from './extensions.ts';

const CONTENT = {
  signedData: '1.2.840.113549.1.7.2',
  timeStamp: '1.2.840.113549.1.9.16.1.4',
} as const;
const ATTRIBUTE = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
/** anyPolicy: we promise nothing beyond what docs/evidence.md says. */
const POLICY = '2.5.29.32.0';
const GRANTED = 0;
/** Times are cut to whole seconds. */
const ACCURACY_SECONDS = 1;

/** Answers an RFC 3161 request (DER) with a granted response (DER), dated `nowMs`. Throws when it is no request. */
export const timeStamp = (request: Uint8Array, authority: KeyPair, nowMs: number): Uint8Array => {
  const { messageImprint, nonce } = TimeStampReq.fromBER(Buffer.from(request));
  const genTime = new Date(wholeSecond(nowMs));
  const info = der(
    new TSTInfo({
      version: 1,
      policy: POLICY,
      messageImprint,
      serialNumber: newSerial(),
      genTime,
      accuracy: new Accuracy({ seconds: ACCURACY_SECONDS }),
      ...(nonce !== undefined && { nonce }),
    }).toSchema(),
  );
  const token = new ContentInfo({
    contentType: CONTENT.signedData,
    content: signedData(info, authority, genTime).toSchema(true),
  });
  return der(
    new TimeStampResp({ status: new PKIStatusInfo({ status: GRANTED }), timeStampToken: token }).toSchema(),
  );
};

/** An RFC 3161 request (DER) to date these bytes, which go out by their SHA-256 alone. */
export const timeStampRequest = (bytes: Uint8Array): Uint8Array =>
  der(
    new TimeStampReq({
      version: 1,
      messageImprint: new MessageImprint({
        hashAlgorithm: sha256Algorithm(),
        hashedMessage: new OctetString({ valueHex: sha256(bytes) }),
      }),
      certReq: true,
    }).toSchema(),
  );

const der = (block: BaseBlock): Buffer => Buffer.from(block.toBER());
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
const sha256Algorithm = () => new AlgorithmIdentifier({ algorithmId: OID.sha256 });

// RFC 5652 section 5.
const signedData = (info: Buffer, { certificate, privateKey }: KeyPair, at: Date): SignedData => {
  const parsed = Certificate.fromBER(certificate.raw);
  const encapContentInfo = new EncapsulatedContentInfo({ eContentType: CONTENT.timeStamp });
  // Given to the constructor it would be cut into pieces, which is BER and no longer DER.
  encapContentInfo.eContent = new OctetString({ valueHex: info });
  const signedAttrs = signedAttributes(info, certificate, at);
  return new SignedData({
    version: 3, // as the content is none of plain data
    digestAlgorithms: [sha256Algorithm()],
    encapContentInfo,
    certificates: [parsed],
    signerInfos: [
      new SignerInfo({
        version: 1,
        sid: new IssuerAndSerialNumber({ issuer: parsed.issuer, serialNumber: parsed.serialNumber }),
        digestAlgorithm: sha256Algorithm(),
        signedAttrs,
        signatureAlgorithm: ecdsaWithSha256(),
        signature: new OctetString({ valueHex: sign('sha256', asSet(signedAttrs), privateKey) }),
      }),
    ],
  });
};

const signedAttributes = (info: Buffer, certificate: X509Certificate, at: Date) => {
  // RFC 5035: names the certificate by its SHA-256, so that none other of the same key can take its place.
  const certificateId = new Sequence({ value: [new OctetString({ valueHex: sha256(certificate.raw) })] });
  const attributes = [
    attribute(ATTRIBUTE.contentType, new ObjectIdentifier({ value: CONTENT.timeStamp })),
    attribute(ATTRIBUTE.messageDigest, new OctetString({ valueHex: sha256(info) })),
    attribute(ATTRIBUTE.signingTime, new UTCTime({ valueDate: at })),
    attribute(
      ATTRIBUTE.signingCertificateV2,
      new Sequence({ value: [new Sequence({ value: [certificateId] })] }),
    ),
  ];
  // DER orders the members of a set by their bytes.
  const inOrder = attributes.sort((a, b) => Buffer.compare(der(a.toSchema()), der(b.toSchema())));
  return new SignedAndUnsignedAttributes({ type: 0, attributes: inOrder });
};

const attribute = (type: string, value: BaseBlock) => new Attribute({ type, values: [value] });

const SET_TAG = 0x31;
// RFC 5652 section 5.4: what is signed is the set itself, not the tagged field that holds it.
const asSet = (attributes: SignedAndUnsignedAttributes): Buffer => {
  const bytes = der(attributes.toSchema());
  bytes[0] = SET_TAG;
  return bytes;
};
