import { describe, expect, it } from '@jest/globals';
import { reactionIdOf, type AggregateType, type FactShape } from '@policy-registry/kernel';
import fc from 'fast-check';

import { Job, jobClassOf, jobSubject } from './jobs.ts';
import { jobsOf, planJobOf, regressionJobsOf } from './reactions.ts';
import { REPLICAS } from './simulation/events.ts';
import { promotionRequested } from './testing/promotion-samples.ts';
import { fact, recorded } from './testing/recorded.ts';
import {
  approvalGiven,
  approved,
  created,
  drafted,
  file,
  planned,
  policyAfter,
  published,
  reduced,
  report,
  sha,
  simulationAfter,
  simulationRequested,
  statement,
  submitted,
  succeeded,
} from './testing/samples.ts';

const cause = {
  tenant: 'acme',
  correlationId: 'corr-1',
  causedAt: '2026-03-02T09:00:00.000Z',
  causationId: 'e-1',
};

const policyId = 'pay-gate';
const files = [file('main.stella')];
const documents = [{ name: 'web.json', kind: 'trivy', digest: sha('web.json'), size: 100 }];
const inputs = { sbomSet: ['s'], advisoryCursor: 'a', vexCursor: 'v' };
const partialDigests = [sha('partial 0'), sha('partial 1')];
const ofVersion = { policyId, version: 1 };

const saved = fact('RevisionSaved', {
  policyId,
  revision: 1,
  contentDigest: sha('content'),
  files,
  savedBy: 'u-ann',
});
const requested = fact('SnapshotRequested', {
  snapshotId: 'snap-1',
  attempt: 2,
  inputs,
  documents,
  requestedBy: 'u-ann',
});
const publication = fact('PublicationRequested', {
  ...ofVersion,
  attempt: 1,
  statement,
  statementDigest: sha('statement'),
});
const { endsBy: _until, ...promotion } = promotionRequested.data;
const completed = fact('ShardsCompleted', { simulationId: 'sim-1', planDigest: sha('plan'), partialDigests });
const evaluated = fact('ShardEvaluated', {
  simulationId: 'sim-1',
  index: 1,
  replica: 1,
  partialDigest: sha('partial 1'),
  tuples: 5,
  runner: 'runner-1',
});

// As they were recorded before there was a queue: everything followed at once.
const { mode: _mode, replicas: _replicas, priority: _priority, ...asked } = simulationRequested.data;
const beforeQueues = { ...simulationRequested, data: asked };
const { replicas: _runs, ...cut } = planned.data;
const plannedBefore = { ...planned, data: cut };

describe('the jobs that follow from an event', () => {
  it.each([
    ['workspace', 'compile', [saved], { policyId, revision: 1, contentDigest: sha('content'), files }],
    ['snapshot', 'import', [requested], { snapshotId: 'snap-1', attempt: 2, inputs, documents }],
    [
      'simulation',
      'plan',
      [beforeQueues],
      { simulationId: 'sim-1', policyId, inputs: simulationRequested.data.inputs },
    ],
    [
      'simulation',
      'quick',
      [{ ...simulationRequested, data: { ...simulationRequested.data, mode: 'quick', sampleTuples: 50 } }],
      { simulationId: 'sim-1', policyId, inputs: simulationRequested.data.inputs, sampleTuples: 50 },
    ],
    [
      'simulation',
      'reduce',
      [evaluated, completed],
      { simulationId: 'sim-1', planDigest: sha('plan'), partialDigests },
    ],
    [
      'simulation',
      'reduce',
      [fact('ReductionRetried', { ...completed.data, retriedBy: 'u' })],
      { simulationId: 'sim-1', planDigest: sha('plan'), partialDigests },
    ],
    ['simulation', 'attest-simulation', [reduced], reduced.data],
    [
      'simulation',
      'attest-simulation',
      [fact('AttestationRetried', { ...reduced.data, retriedBy: 'u' })],
      reduced.data,
    ],
    ['policy', 'attest-publication', [publication], publication.data],
    ['environment', 'attest-promotion', [promotionRequested], promotion],
  ] as const)('of a %s: %s', (type, kind, facts, data) => {
    expect(jobsOf(recorded(type, facts))).toStrictEqual([
      { ...cause, jobId: reactionIdOf('e-1', kind), kind, data },
    ]);
  });

  it('make tests of the intended decisions of a version once it is published', () => {
    const mark = (index: number, said: 'intended' | 'unintended' | 'withdrawn', by: string) => ({
      type: 'DecisionMarked' as const,
      schemaVersion: 1 as const,
      data: {
        policyId,
        version: 1,
        simulationId: 'sim-1',
        index,
        mark: said,
        class: 'newly_blocked',
        by,
        at: '2026-03-02T09:00:00.000Z',
        reasonDigest: sha('reason'),
      },
    });
    const publishedEvent = recorded('policy', [published]);
    const marked = policyAfter(
      created,
      drafted,
      submitted,
      mark(5, 'intended', 'u-reviewer'),
      mark(3, 'intended', 'u-reviewer'),
      mark(3, 'intended', 'u-other'),
      mark(4, 'unintended', 'u-reviewer'),
      mark(4, 'withdrawn', 'u-reviewer'),
      published,
    );
    const { simulationId, resultDigest } = submitted.data;
    const data = {
      policyId,
      version: 1,
      simulation: { simulationId, resultDigest },
      decisions: [
        { index: 3, class: 'newly_blocked' },
        { index: 5, class: 'newly_blocked' },
      ],
    };
    const jobs = regressionJobsOf(publishedEvent, marked);
    expect(jobs).toStrictEqual([
      { ...cause, jobId: reactionIdOf('e-1', 'regression'), kind: 'regression', data },
    ]);
    expect(jobs.map((job) => jobClassOf(Job.parse(job)))).toStrictEqual(['high']);
    expect(regressionJobsOf(recorded('policy', [submitted]), marked)).toStrictEqual([]);
    const unmarked = policyAfter(created, drafted, submitted, published);
    expect(regressionJobsOf(publishedEvent, unmarked)).toStrictEqual([]);
  });

  it('plan a simulation that is admitted, once, with the size of shards the sender asked for', () => {
    const admitted = recorded('queue', [fact('SimulationAdmitted', { simulationId: 'sim-1' })]);
    const requested50 = { ...simulationRequested, data: { ...simulationRequested.data, shardTuples: 50 } };
    const job = planJobOf(admitted, simulationAfter(requested50));
    expect(job?.data).toStrictEqual({
      simulationId: 'sim-1',
      policyId,
      inputs: simulationRequested.data.inputs,
      priority: 'normal',
      shardTuples: 50,
    });
    expect(planJobOf(admitted, simulationAfter(requested50, planned))).toBeUndefined();
  });

  it('evaluate every shard of a plan from before the queue by every replica', () => {
    const shards = jobsOf(recorded('simulation', [plannedBefore])).map(({ kind, data }) => ({
      kind,
      ...data,
    }));
    const shard = { kind: 'shard', simulationId: 'sim-1', planDigest: sha('plan') };
    expect(shards).toStrictEqual([
      { ...shard, index: 0, replica: 0 },
      { ...shard, index: 0, replica: 1 },
      { ...shard, index: 1, replica: 0 },
      { ...shard, index: 1, replica: 1 },
    ]);
  });

  it('are none for what asks for no work', () => {
    const failed = fact('SimulationFailed', { simulationId: 'sim-1', code: 'SIGNING_FAILED', detail: '' });
    const quiet: readonly (readonly [AggregateType, readonly FactShape[]])[] = [
      ['policy', [created, drafted, submitted, approvalGiven, approved, published]],
      ['workspace', [fact('RevisionCompiled', { policyId, revision: 1, report })]],
      ['simulation', [simulationRequested, planned, evaluated, succeeded, failed]],
      ['queue', [fact('SimulationAdmitted', { simulationId: 'sim-1' })]],
      ['tenant', [fact('ApprovalPolicySet', { version: 1, approvals: 1 })]],
      ['environment', [fact('EnvironmentCreated', { environmentId: 'prod', name: 'Production', order: 3 })]],
    ];
    for (const [type, facts] of quiet) expect(jobsOf(recorded(type, facts))).toStrictEqual([]);
  });

  it('are the same at every redelivery, well-formed, and unique over plans of any size', () => {
    const shards = fc.integer({ min: 1, max: 160 });
    fc.assert(
      fc.property(
        shards,
        fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,20}$/), { minLength: 2, maxLength: 2 }),
        (count, eventIds) => {
          const plan = { ...planned, data: { ...cut, shards: count } };
          const jobs = eventIds.flatMap((eventId) => jobsOf(recorded('simulation', [plan], eventId)));
          expect(jobs).toStrictEqual(
            eventIds.flatMap((eventId) => jobsOf(recorded('simulation', [plan], eventId))),
          );
          expect(new Set(jobs.map(jobSubject)).size).toBe(2 * count * REPLICAS);
          expect(Job.safeParse(jobs.at(-1)).data).toStrictEqual(jobs.at(-1));
        },
      ),
      { numRuns: 10 },
    );
  });

  it('refuse a fact they cannot read', () => {
    expect(() => jobsOf(recorded('workspace', [fact('Rewritten', {})]))).toThrow();
  });
});

describe('the subject of a job', () => {
  it('names class, tenant, kind and id', () => {
    const [job] = jobsOf(recorded('workspace', [saved]));
    expect(job && jobSubject(job)).toBe(
      `registry.job.interactive.acme.compile.${reactionIdOf('e-1', 'compile')}`,
    );
  });

  it('keeps the bulk behind what people wait for, and behind an emergency in every step', () => {
    const classOf = (kind: Job['kind'], data: object = {}) => jobClassOf({ kind, data } as Job);
    for (const kind of ['compile', 'quick'] as const) expect(classOf(kind)).toBe('interactive');
    for (const kind of ['attest-publication', 'attest-promotion'] as const)
      expect(classOf(kind)).toBe('high');
    expect(classOf('import')).toBe('normal');
    for (const kind of ['plan', 'shard', 'reduce', 'attest-simulation'] as const) {
      const classes = [undefined, 'normal', 'high', 'emergency'].map((priority) =>
        classOf(kind, { priority }),
      );
      expect([kind, ...classes]).toStrictEqual([kind, 'normal', 'normal', 'normal', 'high']);
    }
  });

  it('is of the class of its simulation, after each of its events', () => {
    const steps = [completed, reduced, fact('ReductionRetried', { ...completed.data, retriedBy: 'u' })];
    for (const [priority, jobClass] of [
      ['normal', 'normal'],
      ['emergency', 'high'],
    ] as const)
      for (const step of steps) {
        const [job] = jobsOf(recorded('simulation', [step]), priority);
        expect(job && Job.parse(job)).toMatchObject({ data: { priority } });
        expect(job && jobClassOf(job)).toBe(jobClass);
      }
  });
});
