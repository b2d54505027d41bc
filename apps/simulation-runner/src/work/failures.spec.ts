import { describe, expect, it } from '@jest/globals';
import { EvidenceInconsistent } from '@policy-registry/evidence';
import { EngineAnswerInvalid, EngineRefused, EngineUnavailable } from '@policy-registry/finding';
import { BlobCorrupt, sha256Hex } from '@policy-registry/kernel';
import { EngineNotDeterministic } from '@policy-registry/simulation';

import { jobOf } from '../testing/jobs.ts';
import { abandonedAnswer, failureAnswer } from './failures.ts';

const by = { runner: 'runner-1', deliveries: 1 };
const sha256 = sha256Hex(new Uint8Array());
const compile = jobOf('compile', {
  policyId: 'p',
  revision: 3,
  contentDigest: sha256,
  files: [
    { path: 'README.md', size: 1, sha256 },
    { path: 'policy.rego', size: 1, sha256 },
  ],
});

const shard = jobOf('shard', { simulationId: 's', planDigest: sha256, index: 0, replica: 0 });

describe('a shard', () => {
  it.each([
    ['CIRCUIT_OPEN', false],
    ['LATE', true],
  ] as const)('that was delivered often fails for an engine that was asked in vain: %s', (code, isFailed) => {
    const answer = failureAnswer(shard, new EngineUnavailable(code, 'away'), { ...by, deliveries: 99 });
    expect(answer !== undefined).toBe(isFailed);
  });

  it('fails with a detail that can be stored, whatever the engine said', () => {
    const fault = new EngineAnswerInvalid('MALFORMED', 'wrong at /a\0b\uD800');
    expect(failureAnswer(shard, fault, by)?.data).toMatchObject({ detail: 'wrong at /a\uFFFDb\uFFFD' });
  });
});

describe('an engine that explains a finding otherwise than it evaluated it', () => {
  const digests = ['evaluated', 'explained'].map((text) => sha256Hex(new TextEncoder().encode(text)));
  const [evaluated = '', explained = ''] = digests;
  const fault = new EngineNotDeterministic('engine@1 contradicts itself', [evaluated, explained]);
  const inputs = {
    snapshotDigest: sha256,
    base: { kind: 'empty' as const },
    candidate: { revision: 1, contentDigest: sha256, irDigest: sha256 },
    evaluatedAt: '2026-03-01T12:00:00.000Z',
    seed: 1,
    env: {},
  };
  const quick = jobOf('quick', { simulationId: 's', policyId: 'p', inputs, sampleTuples: 9 });

  it.each([
    ['shard', jobOf('shard', { simulationId: 's', planDigest: sha256, index: 3, replica: 1 }), 3, 1],
    ['quick', quick, 0, 0],
  ])('ends the simulation with an incident that names both: of a job %s', (_kind, job, index, replica) => {
    const evaluations = digests.map((partialDigest) => ({ replica, partialDigest, runner: 'runner-1' }));
    expect(failureAnswer(job, fault, by)).toStrictEqual({
      type: 'RecordSimulationFailure',
      data: {
        simulationId: 's',
        code: 'DETERMINISM_VIOLATION',
        detail: 'engine@1 contradicts itself',
        incident: { index, evaluations },
      },
    });
  });
});

describe('a reduction whose evidence does not verify', () => {
  const reduce = jobOf('reduce', { simulationId: 's', planDigest: sha256, partialDigests: [sha256] });

  it.each([
    ['REDUCTION_DIFFERENT', 'DETERMINISM_VIOLATION'],
    ['PARTIAL_MALFORMED', 'INPUT_CORRUPT'],
  ] as const)('for %s fails as %s', (finding, code) => {
    const fault = new EvidenceInconsistent({ code: finding, detail: 'shard 1' });
    expect(failureAnswer(reduce, fault, by)?.data).toMatchObject({ code });
  });
});

describe('a compilation that an engine fails', () => {
  it.each([
    [new EngineRefused('INPUT_TOO_LARGE', 'too long'), 'ENGINE_REFUSED', 'INPUT_TOO_LARGE: too long'],
    [
      new EngineAnswerInvalid('DIGEST_WRONG', 'other bytes'),
      'ENGINE_ANSWER_INVALID',
      'DIGEST_WRONG: other bytes',
    ],
  ])('ends with a diagnostic when repeating it is in vain: %s', (fault, code, message) => {
    expect(failureAnswer(compile, fault, by)).toStrictEqual({
      type: 'RecordCompilation',
      data: {
        policyId: 'p',
        revision: 3,
        report: {
          engine: 'none',
          diagnostics: [{ severity: 'error', code, message, file: 'policy.rego', line: 1, column: 1 }],
          diagnosticsTotal: 1,
        },
      },
    });
  });

  it('ends with a message that can be stored, whatever the engine said', () => {
    const fault = new EngineAnswerInvalid('MALFORMED', 'wrong at /a\0b');
    expect(failureAnswer(compile, fault, by)?.data).toMatchObject({
      report: { diagnostics: [{ message: 'MALFORMED: wrong at /a\uFFFDb' }] },
    });
  });

  it('is tried again while the engine is away', () => {
    expect(
      failureAnswer(compile, new EngineUnavailable('LATE', 'late'), { ...by, deliveries: 99 }),
    ).toBeUndefined();
  });
});

describe('tests that cannot be made of a published version', () => {
  const regression = jobOf('regression', {
    policyId: 'p',
    version: 1,
    simulation: { simulationId: 's', resultDigest: sha256 },
    decisions: [{ index: 3, class: 'newly_blocked' }],
  });
  const leftOut = (reason: string) => ({
    type: 'RecordRegressionTests',
    data: { policyId: 'p', version: 1, simulationId: 's', tested: [], leftOut: [{ index: 3, reason }] },
  });

  it('are reported as left out, and fail no simulation', () => {
    expect(failureAnswer(regression, new BlobCorrupt({ tenant: 'acme', digest: sha256 }), by)).toStrictEqual(
      leftOut('INPUT_CORRUPT'),
    );
    expect(abandonedAnswer(regression, by)).toStrictEqual(leftOut('JOB_ABANDONED'));
  });

  it('wait for an engine that is away, however often they were tried', () => {
    const away = new EngineUnavailable('BUILD_UNKNOWN', 'not at hand');
    expect(failureAnswer(regression, away, { ...by, deliveries: 40 })).toBeUndefined();
  });
});
