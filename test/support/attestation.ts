import { createPublicKey, verify } from 'node:crypto';

import { jsonOf, listAt, textAt } from './json.ts';

/** What a bundle states, once its signature holds under the key of `tenant` in the published trust. */
export type Attested = { readonly subjectDigest: string; readonly predicateType: string };

/**
 * Verifies a Sigstore bundle with nothing but the platform's own cryptography: the DSSE signature over the
 * pre-authentication encoding (DSSE protocol §“Signature Definition”), and the in-toto statement inside.
 */
export const verifyAttestation = (bundle: unknown, trust: unknown, tenant: string): Attested => {
  const payload = Buffer.from(textAt(bundle, 'dsseEnvelope', 'payload'), 'base64');
  const payloadType = textAt(bundle, 'dsseEnvelope', 'payloadType');
  const [signature] = listAt(bundle, 'dsseEnvelope', 'signatures');
  const signed = Buffer.concat([
    Buffer.from(`DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `),
    payload,
  ]);

  const isSigned = listAt(trust, 'keys')
    .filter((key) => textAt(key, 'tenant') === tenant)
    .map((key) => Buffer.from(textAt(key, 'spki'), 'base64'))
    .some((spki) => {
      const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
      return verify('sha256', signed, key, Buffer.from(textAt(signature, 'sig'), 'base64'));
    });
  if (!isSigned) throw new Error(`no key of ${tenant} signed this`);

  const statement = jsonOf(payload.toString('utf8'));
  const [subject] = listAt(statement, 'subject');
  return {
    subjectDigest: textAt(subject, 'digest', 'sha256'),
    predicateType: textAt(statement, 'predicateType'),
  };
};
