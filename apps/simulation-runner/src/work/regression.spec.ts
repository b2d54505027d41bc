import { beforeEach, describe, expect, it } from '@jest/globals';
import { contentDigestOf } from '@policy-registry/domain';
import { compile as compileText } from '@policy-registry/dsl';
import { tupleReader } from '@policy-registry/facts';
import { digestOf } from '@policy-registry/kernel';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';
import { embeddedPolicyEngine, policyEngines } from '@policy-registry/policy-engine';
import { localKeySigner } from '@policy-registry/signing';

import { CAUSED_AT, jobOf, THREE_FINDINGS } from '../testing/jobs.ts';
import { compile } from './compile.ts';
import { importSnapshot } from './import.ts';
import { plan } from './plan.ts';
import { reduce } from './reduce.ts';
import { regression } from './regression.ts';
import { shard } from './shard.ts';
import { putBytes, type Workshop } from './workshop.ts';

// One rule that time ends, so that a test in another setting would not pass.
const SOURCE = `policy "p" syntax "stella-dsl@1" {
  rule high priority 10 {
    when severity.normalized >= "High"
    then status := "blocked"
         annotate component := component.purl
    because "severe"
  }
  rule later priority 20 { when true then defer until "2026-06-01T00:00:00Z" because "later"; }
}
`;
let workshop: Workshop;
beforeEach(() => {
  const engines = policyEngines([embeddedPolicyEngine()]);
  const signer = localKeySigner({ keyDir: 'nothing is signed here' });
  const readTuple = tupleReader();
  workshop = {
    blobs: inMemoryBlobStore(),
    engines,
    engine: engines.default,
    readTuple,
    signer,
    outgoing: undefined,
    runner: 'r',
  };
});

const put = (text: string) => putBytes(workshop.blobs, 'acme', new TextEncoder().encode(text));
const compiled = async (source: string, tests: readonly object[] = []) => {
  const policy = { path: 'policy.stella', size: source.length, sha256: await put(source) };
  const files = [policy, ...tests.map((file) => Object(file))];
  const data = { policyId: 'p', revision: 1, contentDigest: contentDigestOf(files), files };
  return Object((await compile(jobOf('compile', data), workshop)).data['report']);
};

/** The digest of the result of a simulation over three findings. */
const simulated = async (): Promise<string> => {
  const document = {
    name: 'a.json',
    kind: 'trivy',
    digest: await put(THREE_FINDINGS),
    size: THREE_FINDINGS.length,
  } as const;
  const inputs = { sbomSet: [], advisoryCursor: 'a', vexCursor: 'v' };
  const importing = { snapshotId: 'snap-1', attempt: 1, inputs, documents: [document] };
  const imported = await importSnapshot(jobOf('import', importing), workshop);
  const snapshotDigest = Object(imported.data['outcome']).manifestDigest;
  await compiled(SOURCE);
  const irDigest = compileText(SOURCE).compiled?.irDigest ?? '';
  const simulationId = 'sim-1';
  const planning = jobOf('plan', {
    simulationId,
    policyId: 'p',
    inputs: {
      snapshotDigest,
      base: { kind: 'empty' },
      candidate: { version: 1, contentDigest: digestOf('content'), irDigest },
      evaluatedAt: CAUSED_AT,
      seed: 1,
      env: { zone: 'dmz' },
    },
  });
  const planDigest = String((await plan(planning, workshop)).data['planDigest']);
  const sharding = jobOf('shard', { simulationId, planDigest, index: 0, replica: 0 });
  const partialDigests = [String((await shard(sharding, workshop)).data['partialDigest'])];
  const reduced = await reduce(jobOf('reduce', { simulationId, planDigest, partialDigests }), workshop);
  return Object(reduced.data['result']).resultDigest;
};

const regressionOf = async (indices: readonly number[]) =>
  regression(
    jobOf('regression', {
      policyId: 'p',
      version: 1,
      simulation: { simulationId: 'sim-1', resultDigest: await simulated() },
      decisions: indices.map((index) => ({ index, class: 'newly_blocked' })),
    }),
    workshop,
  );

describe('the intended decisions of a published version', () => {
  it('become one file of tests, in the setting of the simulation; the same each time', async () => {
    const { type, data } = await regressionOf([2, 0, 1]);
    expect([type, data]).toMatchObject([
      'RecordRegressionTests',
      { version: 1, simulationId: 'sim-1', file: { path: 'tests/regression-v1.json' }, leftOut: [] },
    ]);
    expect(data['tested']).toStrictEqual([0, 1, 2]);
    expect((await regressionOf([0, 1, 2])).data).toStrictEqual(data);

    const { sha256, size } = Object(data['file']);
    const bytes = await workshop.blobs.get({ tenant: 'acme', digest: sha256 });
    expect(bytes).toHaveLength(size);
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
      evaluatedAt: CAUSED_AT,
      env: { zone: 'dmz' },
      confidential: true,
      cases: [{ expect: { rule: 'high' } }, { expect: { rule: 'later' } }, { expect: { rule: 'later' } }],
    });
  });

  it('pass for the policy as published, and fail for one that decides otherwise', async () => {
    const file = Object((await regressionOf([0, 1])).data['file']);
    expect(await compiled(SOURCE, [file])).toMatchObject({ tests: { total: 2, failed: 0 } });
    const { tests } = await compiled(SOURCE.replace('"High"', '"Critical"'), [file]);
    expect(tests).toMatchObject({
      total: 2,
      failed: 1,
      failures: [
        {
          file: 'tests/regression-v1.json',
          test: 'tuple 0 of the snapshot: newly_blocked',
          detail:
            'tuple 0 of the snapshot: newly_blocked: not as expected: status, rule, annotations.component',
        },
      ],
    });
  });

  it('show nothing of a finding in what a revision tells, under whatever name they are saved', async () => {
    const file = Object((await regressionOf([0])).data['file']);
    const probe = SOURCE.replace('"blocked"', '"warned"').replace(
      'annotate component := component.purl',
      'annotate probe := component.purl annotate component := advisory.id',
    );
    const report = await compiled(probe, [{ ...file, path: 'tests/mine.json' }]);
    expect(report).toMatchObject({ tests: { failed: 1, failures: [{ file: 'tests/mine.json' }] } });
    expect(JSON.stringify(report)).not.toMatch(/lib-0|CVE-2024/);
    const whole = await workshop.blobs.get({ tenant: 'acme', digest: report.tests.reportDigest });
    expect(new TextDecoder().decode(whole)).toContain('pkg:npm/lib-0@1.0.0');
  });

  it('are reported where there is no such tuple', async () => {
    const { data } = await regressionOf([3]);
    expect(data).toMatchObject({ tested: [], leftOut: [{ index: 3, reason: 'TUPLE_UNKNOWN' }] });
    expect(data['file']).toBeUndefined();
  });
});
