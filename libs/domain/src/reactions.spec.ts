import { describe, expect, it } from '@jest/globals';
import {
  reactionIdOf,
  type AggregateType,
  type FactShape,
  type RecordedEvent,
} from '@policy-registry/kernel';
import fc from 'fast-check';

import { Job, jobClassOf, jobSubject } from './jobs.ts';
import { jobsOf } from './reactions.ts';
import { REPLICAS } from './simulation/events.ts';
import {
  approvalGiven,
  approved,
  created,
  drafted,
  file,
  planned,
  published,
  reduced,
  report,
  sha,
  simulationRequested,
  statement,
  submitted,
  succeeded,
} from './testing/samples.ts';

const recorded = (type: AggregateType, facts: readonly FactShape[], eventId = 'e-1'): RecordedEvent => ({
  seq: 7,
  hash: sha(eventId),
  event: {
    eventId,
    schemaVersion: 1,
    tenant: 'acme',
    aggregate: { type, id: 'a-1', version: 1 },
    recordedAt: '2026-03-02T09:00:00.000Z',
    effectiveAt: '2026-03-02T09:00:00.000Z',
    actor: { type: 'user', id: 'u-ann', scopes: [] },
    commandId: 'c-1',
    correlationId: 'corr-1',
    basis: [],
    digests: {},
    attestationIds: [],
    prevHash: sha('previous'),
    facts: [...facts],
  },
});
const fact = (type: string, data: Record<string, unknown>): FactShape => ({ type, schemaVersion: 1, data });
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
const completed = fact('ShardsCompleted', { simulationId: 'sim-1', planDigest: sha('plan'), partialDigests });
const evaluated = fact('ShardEvaluated', {
  simulationId: 'sim-1',
  index: 1,
  replica: 1,
  partialDigest: sha('partial 1'),
  tuples: 5,
  runner: 'runner-1',
});

describe('the jobs that follow from an event', () => {
  it.each([
    ['workspace', 'compile', [saved], { policyId, revision: 1, contentDigest: sha('content'), files }],
    ['snapshot', 'import', [requested], { snapshotId: 'snap-1', attempt: 2, inputs, documents }],
    [
      'simulation',
      'plan',
      [simulationRequested],
      { simulationId: 'sim-1', policyId, inputs: simulationRequested.data.inputs },
    ],
    [
      'simulation',
      'reduce',
      [evaluated, completed],
      { simulationId: 'sim-1', planDigest: sha('plan'), partialDigests },
    ],
    ['simulation', 'attest-simulation', [reduced], reduced.data],
    ['policy', 'attest-publication', [publication], publication.data],
  ] as const)('of a %s: %s', (type, kind, facts, data) => {
    expect(jobsOf(recorded(type, facts))).toStrictEqual([
      { ...cause, jobId: reactionIdOf('e-1', kind), kind, data },
    ]);
  });

  it('plan with the size of shards the sender asked for', () => {
    const asked = { ...simulationRequested, data: { ...simulationRequested.data, shardTuples: 50 } };
    const [job] = jobsOf(recorded('simulation', [asked]));
    expect(job?.data).toStrictEqual({
      simulationId: 'sim-1',
      policyId,
      inputs: asked.data.inputs,
      shardTuples: 50,
    });
  });

  it('evaluate every shard of a plan by every replica', () => {
    const shards = jobsOf(recorded('simulation', [planned])).map(({ kind, data }) => ({ kind, ...data }));
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
      ['simulation', [evaluated, succeeded, failed]],
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
          const plan = { ...planned, data: { ...planned.data, shards: count } };
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

  it('keeps shards behind everything people wait for', () => {
    expect(
      (
        ['compile', 'import', 'attest-publication', 'attest-simulation', 'plan', 'shard', 'reduce'] as const
      ).map(jobClassOf),
    ).toStrictEqual(['interactive', 'high', 'high', 'high', 'normal', 'normal', 'normal']);
  });
});
