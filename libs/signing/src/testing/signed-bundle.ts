import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Json, sha256Hex } from '@policy-registry/kernel';

import { localKeySigner } from '../local-key-signer.ts';
import { SIMULATION_RESULT_PREDICATE } from '../predicates.ts';
import { newSigningKeyPem, publicKeyOfPem } from '../signing-key.ts';
import { IN_TOTO_PAYLOAD_TYPE, statement } from '../statement.ts';
import type { Trust, TrustAnchor } from '../trust.ts';

export const ARTIFACT = sha256Hex('the archive');
export const SIGNED_AT = '2026-03-01T12:00:00.000Z';
export const [acmePem, otherPem] = [newSigningKeyPem(), newSigningKeyPem()];
export const [acme, other] = [publicKeyOfPem(acmePem), publicKeyOfPem(otherPem)];
export const year2026 = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2026-12-31T23:59:59.999Z' };
export const anchored = (...keys: TrustAnchor['keys']): Trust => ({ kind: 'anchor', anchor: { keys } });
export const acmeTrust = anchored({ ...acme, tenant: 'acme', ...year2026 });

export const payloadOf = (sha256: string, predicate: { readonly [name: string]: Json }): Uint8Array =>
  statement({ subjectName: 'evidence.tar', sha256, predicateType: SIMULATION_RESULT_PREDICATE, predicate });

export const predicate = {
  tenant: 'acme',
  simulationId: 'sim-1',
  candidate: { policyId: 'baseline', version: 2, irDigest: sha256Hex('ir') },
  inputsDigest: sha256Hex('inputs'),
  resultDigest: sha256Hex('result'),
  tuples: 3,
  counts: { unchanged: 2, newly_blocked: 1 },
  worm: false,
  transparency: 'skipped',
  signedAt: SIGNED_AT,
};
export const payload = payloadOf(ARTIFACT, predicate);

/** A bundle as JSON, to be damaged. */
export type BundleJson = {
  mediaType: string;
  verificationMaterial: { publicKey: { hint: string }; tlogEntries: Json[]; [name: string]: Json };
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string; keyid: string }[] };
};

/** Key folders of two tenants and of two that hold something else, in a folder with a key that is nobody's. */
export const startSigner = async () => {
  const root = await mkdtemp(join(tmpdir(), 'signing-'));
  const keyDir = join(root, 'keys');
  await mkdir(keyDir);
  await writeFile(join(root, 'acme.pem'), acmePem);
  await writeFile(join(keyDir, 'acme.pem'), acmePem, { mode: 0o600 });
  await writeFile(join(keyDir, 'globex.pem'), otherPem, { mode: 0o600 });
  await writeFile(join(keyDir, 'broken.pem'), 'no key');
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  await writeFile(join(keyDir, 'p384.pem'), p384.export({ type: 'pkcs8', format: 'pem' }));

  const signer = localKeySigner({ keyDir });
  const bundleOf = async (
    content: Uint8Array,
    tenant = 'acme',
    payloadType = IN_TOTO_PAYLOAD_TYPE,
  ): Promise<BundleJson> =>
    JSON.parse(new TextDecoder().decode((await signer.sign(tenant, payloadType, content)).bundle));
  return { signer, bundleOf, stop: () => rm(root, { recursive: true, force: true }) };
};
