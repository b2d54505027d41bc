import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { contentDigestOf, Job, jobSubject, type JobKind, type JobOf } from '@policy-registry/domain';
import { compile } from '@policy-registry/dsl';
import { verifyEvidenceArchive } from '@policy-registry/evidence';
import type { DeadLetter } from '@policy-registry/event-store';
import { readManifest, tupleReader } from '@policy-registry/facts';
import {
  EngineAnswerInvalid,
  EngineRefused,
  EngineUnavailable,
  type PolicyEngine,
} from '@policy-registry/finding';
import {
  BlobCorrupt,
  canonicalBytes,
  digestOf,
  type BlobStore,
  type CommandEnvelope,
  type Json,
} from '@policy-registry/kernel';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';
import { createLogger, createMetrics } from '@policy-registry/platform';
import { embeddedPolicyEngine, policyEngines } from '@policy-registry/policy-engine';
import { readQuickResult } from '@policy-registry/simulation';
import { localKeySigner, newSigningKeyPem } from '@policy-registry/signing';

import { workJob } from './work-job.ts';
import { putBytes } from './workshop.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const AT = '2026-03-01T12:00:00.000Z';
const SOURCE = `policy "p" syntax "stella-dsl@1" {
  rule block_high priority 10 { when severity.normalized >= "High" then status := "blocked" because "severe"; }
}
`;
const TESTS = `{
  "schema": "policy-registry.policy-tests@1",
  "cases": [
    {
      "name": "high blocks", "finding": { "advisory": { "score": "7.5" } },
      "expect": { "status": "blocked", "rule": "block_high" }
    },
    { "name": "low passes", "finding": { "advisory": { "score": "3.9" } }, "expect": { "status": "blocked" } }
  ]
}
`;
const REPORT = {
  SchemaVersion: 2,
  ArtifactName: 'registry.example/app:1',
  ArtifactType: 'container_image',
  Results: [
    {
      Target: 'app',
      Class: 'lang-pkgs',
      Type: 'npm',
      Vulnerabilities: ['CVE-2024-0001', 'CVE-2024-0002', 'CVE-2024-0003'].map((id, at) => ({
        VulnerabilityID: id,
        PkgName: `lib-${at}`,
        InstalledVersion: '1.0.0',
        PkgIdentifier: { PURL: `pkg:npm/lib-${at}@1.0.0` },
        Severity: at === 0 ? 'HIGH' : 'LOW',
        SeveritySource: 'nvd',
        CVSS: {
          nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', V3Score: at === 0 ? 7.5 : 3.1 },
        },
      })),
    },
  ],
};

let keyDir: string;
let blobs: BlobStore;
let published: CommandEnvelope[];
let buried: DeadLetter[];
let isMarked: boolean;
let engine: PolicyEngine;

beforeEach(async () => {
  keyDir = await mkdtemp(join(tmpdir(), 'runner-keys-'));
  await writeFile(join(keyDir, 'acme.pem'), newSigningKeyPem());
  blobs = inMemoryBlobStore();
  published = [];
  buried = [];
  isMarked = false;
  engine = embeddedPolicyEngine();
});
afterEach(() => rm(keyDir, { recursive: true }));

/** Delivers one message to a runner and answers the command that it published. */
const deliver = async (bytes: Uint8Array, subject: string, { deliveries = 1, runner = 'runner-1' } = {}) => {
  const [engines, signer, readTuple] = [policyEngines([engine]), localKeySigner({ keyDir }), tupleReader()];
  const work = workJob({
    workshop: { blobs, engines, engine: engines.default, readTuple, signer, runner },
    publish: async (command) => {
      published.push(command);
      return 'stored';
    },
    bury: async (letter) => void buried.push(letter),
    suspects: { begin: async () => !isMarked, survived: async () => undefined },
    logger: createLogger({ app: 'simulation-runner', instance: runner, level: 'silent' }),
    metrics: createMetrics('simulation-runner'),
    nowMs: () => NOW,
  });
  await work({ subject, bytes, seq: 7, deliveries, traceparent: undefined });
  return published.at(-1);
};

const jobOf = <Kind extends JobKind>(kind: Kind, data: JobOf<Kind>['data']): Job =>
  Job.parse({
    jobId: `job-${kind}`,
    tenant: 'acme',
    correlationId: 'c',
    causedAt: AT,
    causationId: 'e',
    kind,
    data,
  });

const answerTo = async (job: Job, options?: { deliveries?: number; runner?: string }) => {
  const answer = await deliver(canonicalBytes(job as Json), jobSubject(job), options);
  if (answer === undefined) throw new Error(`the job ${job.kind} was not answered`);
  return answer;
};

const put = (text: string) => putBytes(blobs, 'acme', new TextEncoder().encode(text));
const fileOf = async (path: string, source: string) => ({
  path,
  size: new TextEncoder().encode(source).length,
  sha256: await put(source),
});
const compileJob = async (source: string, tests?: string) => {
  const files = [await fileOf('policy.stella', source)];
  if (tests !== undefined) files.push(await fileOf('tests/high.json', tests));
  return jobOf('compile', { policyId: 'p', revision: 1, contentDigest: contentDigestOf(files), files });
};
const importJob = async (text: string) =>
  jobOf('import', {
    snapshotId: 'snap-1',
    attempt: 1,
    inputs: { sbomSet: [], advisoryCursor: 'a', vexCursor: 'v' },
    documents: [{ name: 'report.json', kind: 'trivy', digest: await put(text), size: text.length }],
  });

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

describe('compiling', () => {
  it('keeps the IR and the manifest under their digests', async () => {
    const job = await compileJob(SOURCE);
    const { type, data } = await answerTo(job);
    const irDigest = compile(SOURCE).compiled?.irDigest ?? '';
    expect([type, data]).toStrictEqual([
      'RecordCompilation',
      {
        policyId: 'p',
        revision: 1,
        report: {
          engine: embeddedPolicyEngine().build,
          compiled: { irDigest, isShadow: false, rules: 1, complexity: compile(SOURCE).compiled?.complexity },
          diagnostics: [],
          diagnosticsTotal: 0,
          warnings: 0,
          tests: { total: 0, failed: 0, failures: [], reportDigest: expect.any(String) },
        },
      },
    ]);
    expect(await blobs.find({ tenant: 'acme', digest: irDigest })).toBeDefined();
    if (job.kind !== 'compile') throw new Error('another job');
    expect(await blobs.find({ tenant: 'acme', digest: job.data.contentDigest })).toBeDefined();
  });

  it('runs the tests beside the policy, and keeps their report with the way the policy went', async () => {
    const { data } = await answerTo(await compileJob(SOURCE, TESTS));
    const tests = Object(Reflect.get(Object(data['report']), 'tests'));
    expect(tests).toMatchObject({
      total: 2,
      failed: 1,
      failures: [
        {
          file: 'tests/high.json',
          line: 8,
          column: 5,
          test: 'low passes',
          detail: 'low passes: status is "affected", expected "blocked"',
        },
      ],
    });
    const stored = await blobs.get({ tenant: 'acme', digest: String(tests.reportDigest) });
    expect(JSON.parse(new TextDecoder().decode(stored))).toMatchObject({
      schema: 'policy-registry.policy-test-report@1',
      failures: [{ trace: [{ rule: 'block_high', value: 'false' }] }],
    });
  });

  it('counts warnings, and runs no test of what does not compile', async () => {
    const unexplained = 'policy "p" syntax "stella-dsl@1" { rule r { when true then status := "fixed" } }\n';
    const { data } = await answerTo(await compileJob(unexplained, TESTS));
    expect(data).toMatchObject({ report: { warnings: 1, tests: { total: 2 } } });
    const broken = await answerTo(await compileJob('policy', TESTS));
    expect(broken.data).toMatchObject({ report: { warnings: 0 } });
    expect(broken.data).not.toHaveProperty('report.tests');
  });

  it('reports what does not compile, with its place and what to do about it', async () => {
    const { data } = await answerTo(await compileJob('policy "p" syntax "stella-dsl@1" { rule }\n'));
    const diagnostics = listOf(Reflect.get(Object(data['report']), 'diagnostics'));
    const place = { severity: 'error', file: 'policy.stella', line: 1, column: 41 };
    const hint = expect.stringMatching(/^.{1,200}$/);
    expect(diagnostics).toContainEqual(expect.objectContaining({ ...place, hint }));
    expect(data).not.toHaveProperty('report.compiled');
  });
});

describe('importing', () => {
  it('freezes what it could read whole', async () => {
    const { type, data } = await answerTo(await importJob(JSON.stringify(REPORT)));
    expect([type, data]).toMatchObject([
      'RecordImport',
      {
        outcome: {
          ok: true,
          tuples: 3,
          shards: 1,
          counts: { received: 3, accepted: 3, rejected: 0, duplicate: 0 },
        },
      },
    ]);
  });

  it('names the document and the place of what it could not', async () => {
    const { data } = await answerTo(await importJob(JSON.stringify(REPORT).slice(0, -40)));
    expect(data).toMatchObject({
      outcome: { ok: false, faults: [{ document: 'report.json', code: 'DOCUMENT_TRUNCATED' }] },
    });
  });
});

/** The jobs of one simulation in their order, up to its attestation. */
const simulate = async () => {
  const imported = await answerTo(await importJob(JSON.stringify(REPORT)));
  const { irDigest } = compile(SOURCE).compiled ?? { irDigest: '' };
  await answerTo(await compileJob(SOURCE));
  const snapshotDigest = String(Reflect.get(Object(imported.data['outcome']), 'manifestDigest'));
  const inputs: JobOf<'plan'>['data']['inputs'] = {
    snapshotDigest,
    base: { kind: 'empty' },
    candidate: { version: 1, contentDigest: digestOf('content'), irDigest },
    evaluatedAt: AT,
    seed: 1,
    env: {},
  };
  const planned = await answerTo(
    jobOf('plan', { simulationId: 'sim-1', policyId: 'p', shardTuples: 2, inputs }),
  );
  const planDigest = String(planned.data['planDigest']);
  const shard = (index: number, replica: number) =>
    jobOf('shard', { simulationId: 'sim-1', planDigest, index, replica });
  const manifest = await blobs.get({ tenant: 'acme', digest: snapshotDigest });
  const [snapshotShard] = readManifest(manifest)?.shards ?? [];
  return { planned, planDigest, shard, inputs, snapshotShard: snapshotShard?.digest };
};

describe('a simulation', () => {
  it('gives the same partial results to every runner, and evidence that verifies', async () => {
    const { planned, planDigest, shard } = await simulate();
    expect(planned.data).toMatchObject({ shards: 2, tuples: 3 });
    const digests = async (runner: string, replica: number) => [
      (await answerTo(shard(0, replica), { runner })).data['partialDigest'],
      (await answerTo(shard(1, replica), { runner })).data['partialDigest'],
    ];
    const partialDigests = (await digests('runner-1', 0)).map(String);
    expect(await digests('runner-2', 1)).toStrictEqual(partialDigests);

    const reduced = await answerTo(jobOf('reduce', { simulationId: 'sim-1', planDigest, partialDigests }));
    expect(reduced.data).toMatchObject({
      result: { tuples: 3, counts: { newly_blocked: 1, unchanged: 2 }, coverage: { rules: 1, rulesHit: 1 } },
    });
    const { result } = Job.parse(jobOf('attest-simulation', Object({ ...reduced.data, planDigest })))
      .data as JobOf<'attest-simulation'>['data'];
    const archive = await blobs.get({ tenant: 'acme', digest: result.evidenceDigest });
    expect((await verifyEvidenceArchive(archive)).findings).toStrictEqual([]);

    const attested = await answerTo(
      jobOf('attest-simulation', { simulationId: 'sim-1', planDigest, result }),
    );
    expect([attested.type, attested.data['isWorm']]).toStrictEqual([
      'RecordSimulationAttestation',
      blobs.worm,
    ]);
  });

  it('fails a shard for good whose bytes are not those of the digest', async () => {
    const { shard, snapshotShard } = await simulate();
    const { get } = blobs;
    const damaged: typeof get = (ref) =>
      ref.digest === snapshotShard ? Promise.reject(new BlobCorrupt(ref)) : get(ref);
    blobs = { ...blobs, get: damaged };
    const { type, data } = await answerTo(shard(0, 1));
    expect([type, data['code'], data['replica']]).toStrictEqual(['RecordShardFailure', 'INPUT_CORRUPT', 1]);
  });

  it.each([
    [new EngineAnswerInvalid('COUNT_WRONG', 'two outcomes for three findings'), 'ENGINE_ANSWER_INVALID'],
    [new EngineRefused('IR_INVALID', 'no such policy'), 'ENGINE_REFUSED'],
  ])('fails a shard alone when the engine answers wrongly: %s', async (fault, code) => {
    const { shard } = await simulate();
    engine = { ...engine, evaluate: () => Promise.reject(fault) };
    const { type, data } = await answerTo(shard(1, 0));
    expect([type, data['code']]).toStrictEqual(['RecordShardFailure', code]);
  });

  it('waits for an engine that does not answer, and fails the shard when it does not come back', async () => {
    const { shard } = await simulate();
    engine = {
      ...engine,
      evaluate: () => Promise.reject(new EngineUnavailable('LATE', 'no answer in time')),
    };
    await expect(answerTo(shard(1, 0))).rejects.toThrow('no answer in time');
    const { type, data } = await answerTo(shard(1, 0), { deliveries: 4 });
    expect([type, data['code']]).toStrictEqual(['RecordShardFailure', 'ENGINE_UNAVAILABLE']);
  });

  it('goes on without a shard that kills its runners', async () => {
    const { shard } = await simulate();
    isMarked = true;
    const { type, data } = await answerTo(shard(1, 0), { deliveries: 13 });
    expect([type, data['code'], buried.length]).toStrictEqual(['RecordShardFailure', 'JOB_ABANDONED', 1]);
  });

  it('is not planned for an engine build that is not there', async () => {
    const { inputs } = await simulate();
    const job = jobOf('plan', { simulationId: 'sim-2', policyId: 'p', inputs, engines: { base: 'other@1' } });
    const { type, data } = await answerTo(job, { deliveries: 4 });
    expect([type, data['code']]).toStrictEqual(['RecordSimulationFailure', 'ENGINE_UNAVAILABLE']);
  });

  it('is quick over a sample: evaluated, reduced and stored in one job', async () => {
    const { inputs } = await simulate();
    const job = jobOf('quick', { simulationId: 'sim-2', policyId: 'p', inputs, sampleTuples: 2 });
    const { type, data } = await answerTo(job);
    const engines = { base: engine.build, candidate: engine.build };
    expect([type, data]).toMatchObject(['RecordQuickResult', { engines, result: { tuples: 2, of: 3 } }]);
    const digest = String(Reflect.get(Object(data['result']), 'resultDigest'));
    const stored = readQuickResult(await blobs.get({ tenant: 'acme', digest }));
    expect([stored.sample.tuples, stored.sample.of]).toStrictEqual([2, 3]);
  });

  it('is tried again when the store does not answer', async () => {
    const { shard } = await simulate();
    blobs = { ...blobs, get: () => Promise.reject(new Error('no answer')) };
    published = [];
    await expect(answerTo(shard(0, 0))).rejects.toThrow('no answer');
    expect(published).toStrictEqual([]);
  });
});

describe('a job that cannot be worked on', () => {
  it('goes to the dead letters when it is none', async () => {
    expect(await deliver(new TextEncoder().encode('{'), 'registry.job.high.acme.import.x')).toBeUndefined();
    expect(buried.map(({ tenant, seq, reason }) => [tenant, seq, reason])).toStrictEqual([
      ['acme', 7, 'the message is no job'],
    ]);
  });

  it.each([
    ['compile', 'RecordCompilation'],
    ['import', 'RecordImport'],
  ] as const)('is answered all the same: whoever waits for %s is told', async (kind, answered) => {
    const job = kind === 'compile' ? await compileJob(SOURCE) : await importJob('{}');
    isMarked = true;
    const { type } = await answerTo(job, { deliveries: 13 });
    expect([type, buried.length, JSON.stringify(published).includes('JOB_ABANDONED')]).toStrictEqual([
      answered,
      1,
      true,
    ]);
  });

  it('is worked on, however often an outage had it delivered', async () => {
    const { type } = await answerTo(await compileJob(SOURCE), { deliveries: 99 });
    expect([type, buried, JSON.stringify(published).includes('JOB_ABANDONED')]).toStrictEqual([
      'RecordCompilation',
      [],
      false,
    ]);
  });

  it('is given up after the last of its deliveries', async () => {
    await answerTo(await compileJob(SOURCE), { deliveries: 241 });
    expect(buried.map(({ reason }) => reason)).toStrictEqual(['delivered 240 times in vain']);
  });

  it('answers with one and the same command id, however often it is delivered', async () => {
    const job = await compileJob(SOURCE);
    expect((await answerTo(job)).commandId).toBe((await answerTo(job, { runner: 'runner-2' })).commandId);
  });
});
