import { expect, it } from '@jest/globals';
import { tupleReader } from '@policy-registry/facts';
import { digestOf } from '@policy-registry/kernel';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';
import { embeddedPolicyEngine, policyEngines } from '@policy-registry/policy-engine';
import { localKeySigner } from '@policy-registry/signing';

import { plan } from './plan.ts';
import { SimulationRefused } from './simulation-refused.ts';
import { putJson } from './workshop.ts';

const TENANT = 'acme';
const counts = { received: 10_002, accepted: 10_002, rejected: {}, duplicate: 0 };

it('refuses a snapshot that makes more shards than there may be, and says how many', async () => {
  const blobs = inMemoryBlobStore();
  const snapshotDigest = await putJson(blobs, TENANT, {
    schema: 'policy-registry.snapshot@1',
    importer: 'registry-importer@1',
    documents: [],
    tuples: 10_002,
    shards: [
      { digest: digestOf('one'), tuples: 10_001 },
      { digest: digestOf('two'), tuples: 1 },
    ],
    counts: { total: counts, trivy: counts, openvex: counts, options: counts },
    inputs: { sbomSet: [], advisoryCursor: 'a', vexCursor: 'v' },
  });
  const engine = embeddedPolicyEngine();
  const planned = plan(
    {
      jobId: 'job-1',
      tenant: TENANT,
      kind: 'plan',
      correlationId: 'c',
      causationId: 'e',
      causedAt: '2026-01-01T00:00:00.000Z',
      data: {
        simulationId: 'sim-1',
        policyId: 'p',
        shardTuples: 1,
        inputs: {
          snapshotDigest,
          base: { kind: 'empty' },
          candidate: { version: 1, contentDigest: digestOf('content'), irDigest: digestOf('ir') },
          evaluatedAt: '2026-01-01T00:00:00.000Z',
          seed: 1,
          env: {},
        },
      },
    },
    {
      blobs,
      engine,
      engines: policyEngines([engine]),
      signer: localKeySigner({ keyDir: 'none' }),
      outgoing: undefined,
      readTuple: tupleReader(),
      runner: 'runner-1',
    },
  );
  await expect(planned).rejects.toStrictEqual(
    new SimulationRefused('SHARDS_TOO_MANY', '10002 shards are more than 512'),
  );
});
