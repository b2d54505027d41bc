import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSimulationEvidence } from '@policy-registry/evidence';
import { sha256Hex } from '@policy-registry/kernel';
import {
  certificateSigner,
  createAuthority,
  IN_TOTO_PAYLOAD_TYPE,
  localKeySigner,
  newSigningKeyPem,
  publicKeyOfPem,
  SIMULATION_RESULT_PREDICATE,
  statement,
  type PublicKey,
  type Trust,
} from '@policy-registry/signing';
import fc from 'fast-check';

import {
  baseIr,
  candidateIr,
  inputs,
  partials,
  result,
  snapshotManifest,
} from './testing/constructed-simulation.ts';
import { verifyEvidenceFiles } from './verify-evidence-files.ts';

const SIGNED_AT = '2026-01-02T00:00:00.000Z';
const YEAR = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2026-12-31T23:59:59.999Z' };

const held = (bytes: Uint8Array) => ({
  size: bytes.length,
  sha256: sha256Hex(bytes),
  read: () => Promise.resolve(bytes),
});

let folder: string;
let archive: Uint8Array;
let payload: Uint8Array;
let bundle: Uint8Array;
let key: PublicKey;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-evidence-'));
  const pem = newSigningKeyPem();
  await writeFile(join(folder, 'acme.pem'), pem);
  key = publicKeyOfPem(pem);
  const candidate = {
    policyId: 'baseline',
    version: 2,
    semver: '1.1.0',
    contentDigest: sha256Hex('content'),
  };
  const evidence = await buildSimulationEvidence({
    ...{
      tenant: 'acme',
      simulationId: 'sim-1',
      candidate,
      inputs,
      result,
      twinResultDigest: sha256Hex(result),
    },
    ...{ partials: partials.map(held), snapshotManifest, baseIr, candidateIr, worm: false },
  });
  archive = Buffer.concat(await Readable.from(evidence.read()).toArray());
  payload = statement({
    subjectName: 'evidence.tar',
    sha256: evidence.digest,
    predicateType: SIMULATION_RESULT_PREDICATE,
    predicate: {
      tenant: 'acme',
      simulationId: 'sim-1',
      candidate: { policyId: 'baseline', version: 2, irDigest: inputs.candidate.irDigest },
      inputsDigest: sha256Hex('inputs'),
      resultDigest: sha256Hex(result),
      tuples: 4,
      counts: {},
      worm: false,
      transparency: 'skipped',
      signedAt: SIGNED_AT,
    },
  });
  bundle = (await localKeySigner({ keyDir: folder }).sign('acme', IN_TOTO_PAYLOAD_TYPE, payload)).bundle;
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const anchor = (): Trust => ({ kind: 'anchor', anchor: { keys: [{ ...key, tenant: 'acme', ...YEAR }] } });
const verify = (given: { archive?: Uint8Array; bundle?: Uint8Array; trust?: Trust; tenant?: string }) =>
  verifyEvidenceFiles({ archive, bundle, trust: anchor(), tenant: undefined, ...given });

describe('verifying evidence offline', () => {
  it('says verified for the key of an anchor, and of a pin', async () => {
    const pin: Trust = { kind: 'pin', pin: key.keyId, claim: key };
    for (const trust of [anchor(), pin]) {
      expect(await verify({ trust })).toMatchObject({
        verdict: 'verified',
        exitCode: 0,
        digest: sha256Hex(archive),
        resultDigest: sha256Hex(result),
        keyId: key.keyId,
        findings: [],
      });
    }
  });

  it('says verified for the authority and the identity of an anchor', async () => {
    const [notBeforeMs, notAfterMs] = [Date.parse(YEAR.validFrom), Date.parse(YEAR.validTo)];
    const authority = createAuthority({ name: 'Example', notBeforeMs, notAfterMs });
    const acme = {
      identity: 'https://registry.example.com/tenants/acme',
      issuer: 'https://registry.example.com',
    };
    const signer = certificateSigner({
      ...authority,
      identityOf: () => acme,
      now: () => Date.parse(SIGNED_AT),
    });
    const certified = (await signer.sign('acme', IN_TOTO_PAYLOAD_TYPE, payload)).bundle;
    const chain = ({ certificate }: typeof authority.certifier) => ({
      certificates: [certificate, authority.root].map(({ raw }) => raw.toString('base64')),
      ...YEAR,
    });
    const trusted = {
      keys: [],
      certificateAuthorities: [chain(authority.certifier)],
      timestampAuthorities: [chain(authority.timestamper)],
      identities: [{ tenant: 'acme', ...acme, ...YEAR }],
    };
    const given = { bundle: certified, trust: { kind: 'anchor', anchor: trusted } as const };
    expect(await verify(given)).toMatchObject({ verdict: 'verified', exitCode: 0, findings: [] });
    expect(await verify({ bundle: certified })).toMatchObject({
      verdict: 'failed',
      findings: [{ code: 'TIMESTAMP_INVALID' }],
    });
  });

  it('never says verified without an anchor, whatever key lies beside it', async () => {
    for (const claim of [key, undefined]) {
      const found = await verify({ trust: { kind: 'none', claim } });
      expect(found).toMatchObject({ verdict: 'signer_not_established', exitCode: 3, findings: [] });
    }
  });

  it('finds another key than the pinned one, and a key of another tenant', async () => {
    const pinned = await verify({ trust: { kind: 'pin', pin: 'f'.repeat(64), claim: key } });
    expect(pinned).toMatchObject({
      exitCode: 1,
      findings: [{ finding: 'evidence', code: 'SIGNER_NOT_TRUSTED' }],
    });
    const foreign = await verify({ tenant: 'globex' });
    expect(foreign.findings.map(({ code }) => code)).toStrictEqual([
      'SIGNER_TENANT_DIFFERENT',
      'TENANT_DIFFERENT',
    ]);
  });

  it('finds one changed bit anywhere in the archive', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(archive.length - 1), fc.nat(7), async (at, bit) => {
        const changed = archive.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
        const { verdict, exitCode, findings } = await verify({ archive: changed });
        expect({ verdict, exitCode }).toStrictEqual({ verdict: 'failed', exitCode: 1 });
        expect(findings.every(({ finding }) => finding === 'evidence') && findings.length > 0).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('finds a signature that is about something else, and what is no bundle at all', async () => {
    const cut = await verify({ bundle: bundle.slice(0, 40) });
    expect(cut).toMatchObject({
      verdict: 'failed',
      findings: [{ finding: 'evidence', code: 'BUNDLE_MALFORMED' }],
    });
    const text = new TextDecoder().decode(bundle);
    const signature = /"sig":"([A-Za-z0-9+/=]+)"/.exec(text)?.[1] ?? '';
    const other = text.replace(
      signature,
      Buffer.from(Buffer.from(signature, 'base64').reverse()).toString('base64'),
    );
    const forged = await verify({ bundle: new TextEncoder().encode(other) });
    expect(forged).toMatchObject({ verdict: 'failed', findings: [{ code: 'SIGNATURE_INVALID' }] });
  });
});
