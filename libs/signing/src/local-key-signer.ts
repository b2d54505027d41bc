import { type KeyObject, sign as signBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Signer, SigningFailed, TENANT_TOKEN } from '@policy-registry/kernel';
import { bundleToJSON } from '@sigstore/bundle';
import { DSSEBundleBuilder } from '@sigstore/sign';

import { isBundleWithCertificate, openBundle } from './open-bundle.ts';
import { isSignedBy } from './signature.ts';
import { privateKeyOf, type PublicKey, publicKeyOf } from './signing-key.ts';

/** Keys of at most this many tenants are kept in memory; then the oldest is read again. */
const KEYS_KEPT_MAX = 1_024;

type TenantKey = PublicKey & { readonly privateKey: KeyObject };

/**
 * Signs with EC P-256 keys that lie as PKCS#8 PEM at `<keyDir>/<tenant>.pem`. A key is read once: a rotated one counts
 * from the next start. Nobody is asked: no transparency log, no time stamp.
 */
export const localKeySigner = ({ keyDir }: { readonly keyDir: string }): Signer => {
  const keys = new Map<string, TenantKey>();

  const keyOf = async (tenant: string): Promise<TenantKey> => {
    const known = keys.get(tenant);
    if (known !== undefined) return known;
    const key = await readKey(keyDir, tenant);
    const [oldest] = keys.keys();
    if (keys.size >= KEYS_KEPT_MAX && oldest !== undefined) keys.delete(oldest);
    keys.set(tenant, key);
    return key;
  };

  return {
    sign: async (tenant, payloadType, payload) => {
      const key = await keyOf(tenant);
      const bundle = await bundled(key, payloadType, payload);
      verifySigned(bundle, key, payload);
      return { bundle, keyId: key.keyId };
    },
  };
};

const readKey = async (keyDir: string, tenant: string): Promise<TenantKey> => {
  // The tenant becomes part of a path.
  if (!TENANT_TOKEN.test(tenant))
    throw new SigningFailed('SIGNER_KEY_MISSING', 'the tenant is no tenant token');
  try {
    const privateKey = privateKeyOf(await readFile(join(keyDir, `${tenant}.pem`), 'utf8'));
    return { ...publicKeyOf(privateKey), privateKey };
  } catch (cause) {
    throw new SigningFailed('SIGNER_KEY_MISSING', `tenant ${tenant} has no usable EC P-256 key`, { cause });
  }
};

const bundled = async (key: TenantKey, payloadType: string, payload: Uint8Array): Promise<Uint8Array> => {
  const signer = {
    // ECDSA with SHA-256 in DER, what Sigstore's verifiers take for a P-256 key.
    sign: async (content: Buffer) => ({
      signature: signBytes('sha256', content, key.privateKey),
      key: { $case: 'publicKey' as const, publicKey: key.spki, hint: key.keyId },
    }),
  };
  const builder = new DSSEBundleBuilder({ signer, witnesses: [] });
  const bundle = await builder.create({ data: Buffer.from(payload), type: payloadType });
  return new TextEncoder().encode(JSON.stringify(bundleToJSON(bundle)));
};

// What leaves this module was read back and verified as a stranger would.
const verifySigned = (bytes: Uint8Array, key: TenantKey, payload: Uint8Array): void => {
  const bundle = openBundle(bytes);
  const isSigned =
    !('code' in bundle) &&
    !isBundleWithCertificate(bundle) &&
    isSignedBy(bundle, key.spki) &&
    bundle.content.dsseEnvelope.payload.equals(payload);
  if (!isSigned)
    throw new SigningFailed(
      'SIGNATURE_NOT_VERIFIED',
      `the new signature of key ${key.keyId} does not verify`,
    );
};
