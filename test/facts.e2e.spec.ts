import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { openBroker, type Broker } from './support/broker.ts';
import { accepted, signInAll, type Client } from './support/client.ts';
import { policyFiles } from './support/examples.ts';
import { flawedDocuments } from './support/flawed-documents.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  saveCompiled,
  simulate,
  startSimulation,
  upload,
} from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';
import { flipBitOfBlob, removeBlob } from './support/stored-blob.ts';

const SETUP_MS = 60_000;
const WAIT_MS = 60_000;
const policyId = 'production-baseline';
/** The closed list of docs/facts.md. */
const REASONS = [
  'ADVISORY_ID_MISSING',
  'ADVISORY_WITHDRAWN',
  'COMPONENT_UNIDENTIFIED',
  'FINDING_SUPPRESSED',
  'PACKAGE_UNIDENTIFIED',
  'PRODUCT_UNIDENTIFIED',
  'STATUS_UNKNOWN',
  'VERSION_RANGE_UNREADABLE',
  'VERSION_UNAFFECTED',
  'VULNERABILITY_UNIDENTIFIED',
];

jest.setTimeout(120_000);

const flawed = flawedDocuments();

let stack: Stack;
let alice: Client;
let admin: Broker;
let snapshot: unknown;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  ({ alice } = await signInAll(stack, 'acme'));
  admin = await openBroker(stack.broker('admin'));
  const documents = flawed.map(({ document }) => document);
  snapshot = await importFrozen(stack, alice, documents);
}, START_MS + SETUP_MS);

afterAll(async () => {
  await admin?.close();
  await stack?.stop();
}, START_MS);

/** The report of the snapshot on one kind of document, or on all of them. */
const countsOf = async (kind: string): Promise<unknown> => {
  const path = `/api/v1/snapshots/${textAt(snapshot, 'snapshotId')}/summary`;
  return at(accepted(await alice.get(path), 200), 'counts', kind);
};

const sumOf = (rejected: unknown): number =>
  Object.values(Object(rejected)).reduce((sum: number, count) => sum + Number(count), 0);

it.each(flawed.map(({ document, ...expected }) => ({ kind: document.kind, ...expected })))(
  'a document of the kind $kind is imported, and each item of it that is not taken is counted by its reason',
  async ({ kind, rejected, duplicate }) => {
    const counts = await countsOf(kind);
    expect(counts).toMatchObject({ rejected, duplicate });
    expect(Object.keys(Object(at(counts, 'rejected'))).toSorted()).toStrictEqual(
      Object.keys(rejected).toSorted(),
    );
    const taken = numberAt(counts, 'accepted');
    expect(taken).toBeGreaterThan(0);
    expect(numberAt(counts, 'received')).toBe(taken + sumOf(rejected) + duplicate);

    const manifest = accepted(
      await alice.get(`/api/v1/snapshots/${textAt(snapshot, 'snapshotId')}/manifest`),
      200,
    );
    const [document, ...more] = listAt(manifest, 'documents').filter((one) => at(one, 'kind') === kind);
    expect([at(document, 'counts'), more]).toStrictEqual([counts, []]);
  },
);

it('a snapshot accounts for every item of all its documents, by every reason that there is', async () => {
  const total = await countsOf('total');
  const rejected = at(total, 'rejected');
  expect(Object.keys(Object(rejected)).toSorted()).toStrictEqual(REASONS);
  expect(at(snapshot, 'counts')).toStrictEqual({
    received: numberAt(total, 'received'),
    accepted: numberAt(total, 'accepted'),
    rejected: sumOf(rejected),
    duplicate: numberAt(total, 'duplicate'),
  });
  const perKind = await Promise.all(flawed.map(({ document }) => countsOf(document.kind)));
  for (const member of ['received', 'accepted', 'duplicate'])
    expect(perKind.reduce((sum: number, counts) => sum + numberAt(counts, member), 0)).toBe(
      numberAt(total, member),
    );
});

it('a shard of a snapshot whose bytes are not those of its digest ends a simulation, until it is there again', async () => {
  await createPolicy(alice, policyId);
  await saveCompiled(stack, alice, policyId, policyFiles('v1'));
  await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
  const snapshotId = textAt(snapshot, 'snapshotId');
  const request = { policyId, version: 1, snapshotId, evaluatedAt: '2025-05-14T00:00:00.000Z' };
  const resultOf = (simulation: unknown): string => textAt(simulation, 'result', 'resultDigest');
  const sound = resultOf(await simulate(stack, alice, request));

  const [shard] = listAt(accepted(await alice.get(`/api/v1/snapshots/${snapshotId}/shards`), 200), 'items');
  const digest = textAt(shard, 'digest');
  const { bytes } = await alice.get(`/api/v1/blobs/${digest}`);

  await flipBitOfBlob(admin, 'acme', digest);
  const simulationId = await startSimulation(alice, request);
  const failed = await stack.until(`an end of ${simulationId}`, WAIT_MS, async () => {
    const { body } = await alice.get(`/api/v1/simulations/${simulationId}`);
    return ['succeeded', 'failed'].includes(textAt(body, 'state')) ? body : undefined;
  });
  expect(failed).toMatchObject({
    state: 'failed',
    failure: { code: 'INPUT_CORRUPT', problem: 'ERR_POL_003' },
    result: null,
  });

  await removeBlob(admin, 'acme', digest);
  expect(await upload(alice, bytes, 'document')).toBe(digest);
  expect(resultOf(await simulate(stack, alice, request))).toBe(sound);
});
