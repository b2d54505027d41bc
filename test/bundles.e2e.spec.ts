import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { problemOf } from './support/audit.ts';
import { accepted, signInAll } from './support/client.ts';
import { sha256 } from './support/digests.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, jsonOf, listAt, textAt } from './support/json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  release,
  saveCompiled,
  simulate,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const MADE_MS = 60_000;
const policyId = 'production-baseline';
const versions = `/api/v1/policies/${policyId}/versions`;
const bundle = '/api/v1/environments/prod/bundle';
const identity = { 'accept-encoding': 'identity' };

let stack: Stack;
let acme: People;
let folder: string;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  folder = await mkdtemp(join(tmpdir(), 'bundles-'));
  const { alice } = acme;
  await createPolicy(alice, policyId);
  const snapshotId = textAt(await importFrozen(stack, alice, estate()), 'snapshotId');
  for (const version of [1, 2]) {
    await saveCompiled(
      stack,
      alice,
      policyId,
      policyFiles(version === 1 ? 'v1' : 'v2'),
      version === 1 ? undefined : 1,
    );
    await draftVersion(alice, policyId, { revision: version, semver: `${version}.0.0` });
    const simulation = await simulate(stack, alice, { policyId, version, snapshotId });
    await release(stack, acme, `${versions}/${version}`, simulation);
  }
}, START_MS + 120_000);

afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
}, START_MS);

const promote = async (promoted: object): Promise<void> => {
  accepted(await acme.carol.post('/api/v1/environments/prod/promotions', { policyId, ...promoted, ...WHY }));
};
const made = () =>
  stack.until('a bundle', MADE_MS, async () => {
    const answer = await acme.erin.get(bundle, { headers: identity });
    return answer.status === 200 ? answer : undefined;
  });

describe('the bundle of an environment', () => {
  it('is made and signed once something is bound, and its tag is its digest', async () => {
    expect(problemOf(await acme.alice.get(bundle))).toStrictEqual([404, 'NOT_FOUND']);
    await promote({ version: 1 });
    const { bytes, headers } = await made();
    expect(headers.get('etag')).toBe(`"${sha256(bytes)}"`);
    const compressed = await acme.alice.get(bundle, { headers: { 'accept-encoding': 'gzip' } });
    // The client takes the coding away again.
    expect(compressed.bytes.equals(bytes)).toBe(true);
    const status = accepted(await acme.alice.get(`${bundle}/status`), 200);
    expect(status).toMatchObject({ built: { bundleDigest: sha256(bytes), policies: 1 }, failure: null });
  });

  it('verifies offline, with the anchor of the registry', async () => {
    const pulled = await policyctl(
      stack,
      ...['env', 'bundle', 'pull', 'prod', '--out', folder],
      ...['--as', 'alice', '--tenant', 'acme'],
    );
    expect(pulled).toMatchObject({ exitCode: 0, stderr: '' });
    const tar = join(folder, 'bundle.tar');
    expect(sha256(await readFile(tar))).toBe(textAt(pulled.document, 'digest'));
    const trust = join(stack.folder, 'keys', 'trust.json');
    const verify = ['attestation', 'verify', tar, '--trust', trust, '--tenant'];
    const verified = await policyctl(stack, ...verify, 'acme');
    expect([verified.exitCode, verified.document]).toMatchObject([
      0,
      { verdict: 'verified', predicateType: expect.stringMatching(/environment-bundle\/v1$/) },
    ]);
    expect((await policyctl(stack, ...verify, 'globex')).exitCode).toBe(1);
  });

  it('wakes whoever waits when a canary is bound, and names whom that is for', async () => {
    const before = await made();
    const known = { ...identity, 'if-none-match': String(before.headers.get('etag')) };
    expect((await acme.alice.get(bundle, { headers: known })).status).toBe(304);
    const waiting = acme.alice.get(`${bundle}?wait=25`, { headers: known });
    await promote({ version: 2, canary: { percentage: 5, tags: ['tier:0'] } });
    const { status, bytes } = await waiting;
    expect(status).toBe(200);
    // The manifest comes first: a header of 512 bytes, then the file, whose length the header has in octal digits.
    const length = Number.parseInt(bytes.subarray(124, 135).toString('ascii'), 8);
    const manifest = jsonOf(bytes.subarray(512, 512 + length).toString('utf8'));
    const [policy] = listAt(manifest, 'policies');
    expect(policy).toMatchObject({
      policyId,
      stable: { version: 1 },
      canary: { version: 2, isPaused: false, selector: { tags: ['tier:0'], basisPoints: 500 } },
    });
    expect(at(manifest, 'environmentId')).toBe('prod');
  });
});
