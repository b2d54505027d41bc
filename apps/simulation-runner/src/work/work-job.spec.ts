import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json } from '@policy-registry/kernel';

import { compileJob, importJob, runningRunner, type RunningRunner } from '../testing/running-runner.ts';

const SOURCE = 'policy "p" syntax "stella-dsl@1" {}\n';

let runner: RunningRunner;
beforeEach(async () => {
  runner = await runningRunner();
});
afterEach(() => runner.close());

describe('a job that cannot be worked on', () => {
  it('goes to the dead letters when it is none', async () => {
    expect(
      await runner.deliver(new TextEncoder().encode('{'), 'registry.job.high.acme.import.x'),
    ).toBeUndefined();
    expect(runner.buried.map(({ tenant, seq, reason }) => [tenant, seq, reason])).toStrictEqual([
      ['acme', 7, 'the message is no job'],
    ]);
  });

  it('goes to the dead letters when it is not that of its subject', async () => {
    const bytes = canonicalBytes((await compileJob(runner, SOURCE)) as Json);
    expect(await runner.deliver(bytes, 'registry.job.high.globex.import.x')).toBeUndefined();
    expect(runner.buried.map(({ reason, isAnswered }) => [reason, isAnswered])).toStrictEqual([
      ['the subject is not that of the job', false],
    ]);
  });

  it.each([
    ['compile', 'RecordCompilation'],
    ['import', 'RecordImport'],
  ] as const)('is answered all the same: whoever waits for %s is told', async (kind, answered) => {
    const job = kind === 'compile' ? await compileJob(runner, SOURCE) : await importJob(runner, '{}');
    runner.isMarked = true;
    const { type } = await runner.answerTo(job, { deliveries: 13 });
    expect([
      type,
      runner.buried.length,
      JSON.stringify(runner.published).includes('JOB_ABANDONED'),
    ]).toStrictEqual([answered, 1, true]);
  });

  it('is worked on, however often an outage had it delivered', async () => {
    const { type } = await runner.answerTo(await compileJob(runner, SOURCE), { deliveries: 99 });
    expect([type, runner.buried, JSON.stringify(runner.published).includes('JOB_ABANDONED')]).toStrictEqual([
      'RecordCompilation',
      [],
      false,
    ]);
  });

  it('is given up after the last of its deliveries', async () => {
    await runner.answerTo(await compileJob(runner, SOURCE), { deliveries: 241 });
    expect(runner.buried.map(({ reason, isAnswered }) => [reason, isAnswered])).toStrictEqual([
      ['delivered 240 times in vain', true],
    ]);
  });

  it('answers with one and the same command id, however often it is delivered', async () => {
    const job = await compileJob(runner, SOURCE);
    expect((await runner.answerTo(job)).commandId).toBe(
      (await runner.answerTo(job, { runner: 'runner-2' })).commandId,
    );
  });
});
