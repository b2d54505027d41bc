import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job } from '@policy-registry/domain';
import { compile } from '@policy-registry/dsl';
import { digestOf, type CommandEnvelope } from '@policy-registry/kernel';
import {
  faultyBlobStore,
  type BlobStoreFault,
  type FaultyBlobStore,
} from '@policy-registry/object-store/testing';

import { CAUSED_AT, jobOf, THREE_FINDINGS } from '../testing/jobs.ts';
import { compileJob, importJob, runningRunner, type RunningRunner } from '../testing/running-runner.ts';

// A runner whose object store fails: no job is answered by a guess, and none is lost.

const SOURCE = `policy "p" syntax "stella-dsl@1" {
  rule block_high priority 10 { when severity.normalized >= "High" then status := "blocked" because "severe"; }
}
`;

let runner: RunningRunner;
let faulty: FaultyBlobStore;
beforeEach(async () => {
  runner = await runningRunner();
  faulty = faultyBlobStore(runner.blobs);
  runner.blobs = faulty.store;
});
afterEach(() => runner.close());

/** One job of each kind that reads blobs, as they follow from each other. */
const jobs = async (): Promise<Readonly<Record<'compile' | 'import' | 'plan' | 'shard' | 'reduce', Job>>> => {
  const compiled = await compileJob(runner, SOURCE);
  await runner.answerTo(compiled);
  const imported = await importJob(runner, THREE_FINDINGS);
  const { outcome } = (await runner.answerTo(imported)).data;
  const plan = jobOf('plan', {
    simulationId: 's',
    policyId: 'p',
    inputs: {
      snapshotDigest: String(Reflect.get(Object(outcome), 'manifestDigest')),
      base: { kind: 'empty' },
      candidate: {
        version: 1,
        contentDigest: digestOf('content'),
        irDigest: compile(SOURCE).compiled?.irDigest ?? '',
      },
      evaluatedAt: CAUSED_AT,
      seed: 1,
      env: {},
    },
  });
  const planDigest = String((await runner.answerTo(plan)).data['planDigest']);
  const shard = jobOf('shard', { simulationId: 's', planDigest, index: 0, replica: 0 });
  const partialDigest = String((await runner.answerTo(shard)).data['partialDigest']);
  const reduce = jobOf('reduce', { simulationId: 's', planDigest, partialDigests: [partialDigest] });
  await runner.answerTo(reduce);
  runner.published = [];
  return { compile: compiled, import: imported, plan, shard, reduce };
};
const KINDS = ['compile', 'import', 'plan', 'shard', 'reduce'] as const;

const under = async (fault: BlobStoreFault | undefined, job: Job): Promise<CommandEnvelope> => {
  faulty.suffer(fault);
  const answer = await runner.answerTo(job).finally(() => faulty.suffer(undefined));
  const { timing: _timing, ...data } = answer.data; // as long as it took
  return { ...answer, data };
};

describe.each(KINDS)('a job %s', (kind) => {
  it('gives the same answer where the store answers late', async () => {
    const { [kind]: job } = await jobs();
    expect(await under('late', job)).toStrictEqual(await under(undefined, job));
  });

  it.each(['away', 'breaks-off'] as const)(
    'goes back to its queue where the store is %s, and is answered later',
    async (fault) => {
      const { [kind]: job } = await jobs();
      const sound = await under(undefined, job);
      runner.published = [];
      await expect(under(fault, job)).rejects.toThrow('the store did not answer in time');
      expect([runner.published, runner.buried]).toStrictEqual([[], []]);
      expect(await under(undefined, job)).toStrictEqual(sound);
    },
  );

  it.each(['corrupt', 'forgetful'] as const)('fails by name where the store is %s', async (fault) => {
    const { [kind]: job } = await jobs();
    const { type, data } = await under(fault, job);
    expect([type, JSON.stringify(data)]).toStrictEqual([
      FAILURES[kind].type,
      expect.stringContaining(FAILURES[kind].code),
    ]);
  });
});

const FAILURES = {
  compile: { type: 'RecordCompilation', code: '"code":"BLOB_CORRUPT"' },
  import: { type: 'RecordImport', code: '"code":"BLOB_CORRUPT"' },
  plan: { type: 'RecordSimulationFailure', code: '"code":"INPUT_CORRUPT"' },
  shard: { type: 'RecordShardFailure', code: '"code":"INPUT_CORRUPT"' },
  reduce: { type: 'RecordSimulationFailure', code: '"code":"INPUT_CORRUPT"' },
} as const;
