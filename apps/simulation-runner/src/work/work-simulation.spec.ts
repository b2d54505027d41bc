import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Job, type JobOf } from '@policy-registry/domain';
import { compile } from '@policy-registry/dsl';
import { verifyEvidenceArchive } from '@policy-registry/evidence';
import { readManifest } from '@policy-registry/facts';
import { EngineAnswerInvalid, EngineRefused, EngineUnavailable } from '@policy-registry/finding';
import { BlobCorrupt, digestOf } from '@policy-registry/kernel';
import { readQuickResult } from '@policy-registry/simulation';

import { CAUSED_AT, jobOf, THREE_FINDINGS } from '../testing/jobs.ts';
import { compileJob, importJob, runningRunner, type RunningRunner } from '../testing/running-runner.ts';

const SOURCE = `policy "p" syntax "stella-dsl@1" {
  rule block_high priority 10 { when severity.normalized >= "High" then status := "blocked" because "severe"; }
}
`;

let runner: RunningRunner;
beforeEach(async () => {
  runner = await runningRunner();
});
afterEach(() => runner.close());

/** The jobs of one simulation in their order, up to its attestation. */
const simulate = async () => {
  const imported = await runner.answerTo(await importJob(runner, THREE_FINDINGS));
  const { irDigest } = compile(SOURCE).compiled ?? { irDigest: '' };
  await runner.answerTo(await compileJob(runner, SOURCE));
  const snapshotDigest = String(Reflect.get(Object(imported.data['outcome']), 'manifestDigest'));
  const inputs: JobOf<'plan'>['data']['inputs'] = {
    snapshotDigest,
    base: { kind: 'empty' },
    candidate: { version: 1, contentDigest: digestOf('content'), irDigest },
    evaluatedAt: CAUSED_AT,
    seed: 1,
    env: {},
  };
  const planned = await runner.answerTo(
    jobOf('plan', { simulationId: 'sim-1', policyId: 'p', shardTuples: 2, inputs }),
  );
  const planDigest = String(planned.data['planDigest']);
  const shard = (index: number, replica: number) =>
    jobOf('shard', { simulationId: 'sim-1', planDigest, index, replica });
  const manifest = await runner.blobs.get({ tenant: 'acme', digest: snapshotDigest });
  const [snapshotShard] = readManifest(manifest)?.shards ?? [];
  return { planned, planDigest, shard, inputs, snapshotShard: snapshotShard?.digest };
};

describe('a simulation', () => {
  it('gives the same partial results to every runner, and evidence that verifies', async () => {
    const { planned, planDigest, shard } = await simulate();
    expect(planned.data).toMatchObject({ shards: 2, tuples: 3 });
    const digests = async (name: string, replica: number) => [
      (await runner.answerTo(shard(0, replica), { runner: name })).data['partialDigest'],
      (await runner.answerTo(shard(1, replica), { runner: name })).data['partialDigest'],
    ];
    const partialDigests = (await digests('runner-1', 0)).map(String);
    expect(await digests('runner-2', 1)).toStrictEqual(partialDigests);

    const reduced = await runner.answerTo(
      jobOf('reduce', { simulationId: 'sim-1', planDigest, partialDigests }),
    );
    expect(reduced.data).toMatchObject({
      result: { tuples: 3, counts: { newly_blocked: 1, unchanged: 2 }, coverage: { rules: 1, rulesHit: 1 } },
    });
    const { result } = Job.parse(jobOf('attest-simulation', Object({ ...reduced.data, planDigest })))
      .data as JobOf<'attest-simulation'>['data'];
    const archive = () => runner.blobs.stream({ tenant: 'acme', digest: result.evidenceDigest });
    expect((await verifyEvidenceArchive(archive)).findings).toStrictEqual([]);

    const attested = await runner.answerTo(
      jobOf('attest-simulation', { simulationId: 'sim-1', planDigest, result }),
    );
    expect([attested.type, attested.data['isWorm']]).toStrictEqual([
      'RecordSimulationAttestation',
      runner.blobs.worm,
    ]);
  });

  it('fails a shard for good whose bytes are not those of the digest', async () => {
    const { shard, snapshotShard } = await simulate();
    const { get } = runner.blobs;
    const damaged: typeof get = (ref) =>
      ref.digest === snapshotShard ? Promise.reject(new BlobCorrupt(ref)) : get(ref);
    runner.blobs = { ...runner.blobs, get: damaged };
    const { type, data } = await runner.answerTo(shard(0, 1));
    expect([type, data['code'], data['replica']]).toStrictEqual(['RecordShardFailure', 'INPUT_CORRUPT', 1]);
  });

  it.each([
    [new EngineAnswerInvalid('COUNT_WRONG', 'two outcomes for three findings'), 'ENGINE_ANSWER_INVALID'],
    [new EngineRefused('IR_INVALID', 'no such policy'), 'ENGINE_REFUSED'],
  ])('fails a shard alone when the engine answers wrongly: %s', async (fault, code) => {
    const { shard } = await simulate();
    runner.engine = { ...runner.engine, evaluate: () => Promise.reject(fault) };
    const { type, data } = await runner.answerTo(shard(1, 0));
    expect([type, data['code']]).toStrictEqual(['RecordShardFailure', code]);
  });

  it('waits for an engine that does not answer, and fails the shard when it does not come back', async () => {
    const { shard } = await simulate();
    runner.engine = {
      ...runner.engine,
      evaluate: () => Promise.reject(new EngineUnavailable('LATE', 'no answer in time')),
    };
    await expect(runner.answerTo(shard(1, 0))).rejects.toThrow('no answer in time');
    const { type, data } = await runner.answerTo(shard(1, 0), { deliveries: 4 });
    expect([type, data['code']]).toStrictEqual(['RecordShardFailure', 'ENGINE_UNAVAILABLE']);
  });

  it('goes on without a shard that kills its runners', async () => {
    const { shard } = await simulate();
    runner.isMarked = true;
    const { type, data } = await runner.answerTo(shard(1, 0), { deliveries: 13 });
    expect([type, data['code'], runner.buried.length]).toStrictEqual([
      'RecordShardFailure',
      'JOB_ABANDONED',
      1,
    ]);
  });

  it('is not planned for an engine build that is not there', async () => {
    const { inputs } = await simulate();
    const job = jobOf('plan', { simulationId: 'sim-2', policyId: 'p', inputs, engines: { base: 'other@1' } });
    const { type, data } = await runner.answerTo(job, { deliveries: 4 });
    expect([type, data['code']]).toStrictEqual(['RecordSimulationFailure', 'ENGINE_UNAVAILABLE']);
  });

  it('is quick over a sample: evaluated, reduced and stored in one job', async () => {
    const { inputs } = await simulate();
    const job = jobOf('quick', { simulationId: 'sim-2', policyId: 'p', inputs, sampleTuples: 2 });
    const { type, data } = await runner.answerTo(job);
    const engines = { base: runner.engine.build, candidate: runner.engine.build };
    expect([type, data]).toMatchObject(['RecordQuickResult', { engines, result: { tuples: 2, of: 3 } }]);
    const digest = String(Reflect.get(Object(data['result']), 'resultDigest'));
    const stored = readQuickResult(await runner.blobs.get({ tenant: 'acme', digest }));
    expect([stored.sample.tuples, stored.sample.of]).toStrictEqual([2, 3]);
  });

  it('is tried again when the store does not answer', async () => {
    const { shard } = await simulate();
    runner.blobs = { ...runner.blobs, get: () => Promise.reject(new Error('no answer')) };
    runner.published = [];
    await expect(runner.answerTo(shard(0, 0))).rejects.toThrow('no answer');
    expect(runner.published).toStrictEqual([]);
  });
});
