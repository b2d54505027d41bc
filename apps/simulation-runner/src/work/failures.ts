import {
  SHARD_FAILURES,
  type Job,
  type JobOf,
  type ShardFailureCode,
  type SimulationFailureCode,
} from '@policy-registry/domain';
import { EvidenceInconsistent } from '@policy-registry/evidence';
import { ShardUnreadable } from '@policy-registry/facts';
import { EngineAnswerInvalid, EngineRefused, EngineUnavailable } from '@policy-registry/finding';
import { BlobCorrupt, BlobNotFound } from '@policy-registry/kernel';
import { EngineNotDeterministic, PartialsRefused, StoredMalformed } from '@policy-registry/simulation';

import { bundleFailed } from './bundle.ts';
import { undelivered } from './deliver.ts';
import { SimulationRefused } from './simulation-refused.ts';
import { CHARS_MAX, storable } from './storable.ts';
import type { Answer } from './workshop.ts';

const ABANDONED = 'JOB_ABANDONED';

/** Deliveries of a job to which an engine was not there, before that is its answer: another runner may have it. */
const ENGINE_DELIVERIES_MAX = 4;

/**
 * The answer to a job that no repetition mends; `undefined` for a fault that may pass. A shard fails
 * alone, unless it showed that the engine contradicts itself: the other shards go on.
 */
export const failureAnswer = (job: Job, error: unknown, by: Worker): Answer | undefined => {
  if (job.kind === 'compile') return compilationFailed(job, error);
  if (job.kind === 'import') return importFailed(job, error);
  if (job.kind === 'shard' && isLeftAlone(error)) return undefined;
  if (job.kind === 'regression') return regressionFailed(job, error, by);
  if (error instanceof EngineNotDeterministic) return contradicted(job, error, by);
  const code = failureOf(error, by);
  if (code === undefined || !('simulationId' in job.data)) return undefined;
  const detail = error instanceof Error ? error.message : 'unknown';
  const shardCode = SHARD_FAILURES.find((known) => known === code);
  return job.kind === 'shard' && shardCode !== undefined
    ? shardFailed(job, { code: shardCode, detail }, by)
    : simulationFailed(job.data.simulationId, code, detail);
};

/** Who works on a job, and the how manieth time it is worked on. */
export type Worker = { readonly runner: string; readonly deliveries: number };

/** The answer to a job that is taken out: whoever waits for it is told. */
export const abandonedAnswer = (job: Job, by: Worker): Answer => {
  const detail = `the job ${job.kind} was given up; an operator finds it among the dead letters`;
  switch (job.kind) {
    case 'compile':
      return notCompiled(job, ABANDONED, detail);
    case 'import': {
      const { snapshotId, attempt } = job.data;
      const faults = [{ document: '', pointer: '', code: ABANDONED, detail }];
      return { type: 'RecordImport', data: { snapshotId, attempt, outcome: { ok: false, faults } } };
    }
    case 'attest-publication': {
      const { policyId, version, attempt } = job.data;
      return { type: 'RecordPublicationFailure', data: { policyId, version, attempt, reason: ABANDONED } };
    }
    case 'attest-promotion': {
      const { environmentId, policyId, attempt } = job.data;
      return {
        type: 'RecordPromotionFailure',
        data: { environmentId, policyId, attempt, reason: ABANDONED },
      };
    }
    case 'regression':
      return regressionLeftOut(job, ABANDONED);
    case 'bundle':
      return bundleFailed(job, ABANDONED);
    case 'deliver':
      return undelivered(job, ABANDONED);
    case 'shard':
      return shardFailed(job, { code: ABANDONED, detail }, by);
    case 'plan':
    case 'quick':
    case 'reduce':
    case 'attest-simulation':
      return simulationFailed(job.data.simulationId, ABANDONED, detail);
  }
};

// Tests are made once: an engine that is away is asked again, until the job is given up.
const regressionFailed = (job: JobOf<'regression'>, error: unknown, by: Worker): Answer | undefined => {
  const code = error instanceof EngineUnavailable ? undefined : failureOf(error, by);
  return code === undefined ? undefined : regressionLeftOut(job, code);
};

const regressionLeftOut = ({ data }: JobOf<'regression'>, reason: string): Answer => {
  const { policyId, version, simulation, decisions } = data;
  const leftOut = decisions.map(({ index }) => ({ index, reason }));
  return {
    type: 'RecordRegressionTests',
    data: { policyId, version, simulationId: simulation.simulationId, tested: [], leftOut },
  };
};

/** An engine that refuses the sources, or answers against its contract, does so again however often it is asked; and what is damaged stays so. */
const compilationFailed = (job: JobOf<'compile'>, error: unknown): Answer | undefined => {
  if (error instanceof EngineRefused) return notCompiled(job, 'ENGINE_REFUSED', engineSaid(error));
  if (error instanceof EngineAnswerInvalid)
    return notCompiled(job, 'ENGINE_ANSWER_INVALID', engineSaid(error));
  if (isDamaged(error)) return notCompiled(job, 'BLOB_CORRUPT', error.message);
  return undefined;
};

const engineSaid = ({ code, message }: EngineRefused | EngineAnswerInvalid): string => `${code}: ${message}`;

const notCompiled = ({ data }: JobOf<'compile'>, code: string, message: string): Answer => {
  const { policyId, revision, files } = data;
  const entry = files.find(({ path }) => /^policy\.[a-z]+$/.test(path))?.path ?? 'policy.stella';
  const diagnostic = {
    severity: 'error',
    code,
    message: storable(message, CHARS_MAX.detail),
    file: storable(entry, CHARS_MAX.name),
    line: 1,
    column: 1,
  };
  const report = { engine: 'none', diagnostics: [diagnostic], diagnosticsTotal: 1 };
  return { type: 'RecordCompilation', data: { policyId, revision, report } };
};

const failureOf = (error: unknown, { deliveries }: Worker): SimulationFailureCode | undefined => {
  if (error instanceof SimulationRefused) return error.code;
  if (error instanceof EngineAnswerInvalid) return 'ENGINE_ANSWER_INVALID';
  if (error instanceof EngineRefused) return 'ENGINE_REFUSED';
  if (error instanceof EngineUnavailable)
    return deliveries < ENGINE_DELIVERIES_MAX ? undefined : 'ENGINE_UNAVAILABLE';
  // The evidence reduces the partial results in another order than the job did.
  if (error instanceof EvidenceInconsistent && error.code === 'REDUCTION_DIFFERENT')
    return 'DETERMINISM_VIOLATION';
  const corrupt = [
    BlobCorrupt,
    BlobNotFound,
    ShardUnreadable,
    StoredMalformed,
    PartialsRefused,
    EvidenceInconsistent,
  ];
  return corrupt.some((kind) => error instanceof kind) ? 'INPUT_CORRUPT' : undefined;
};

// The engine was not asked: that it failed others is no fault of this shard. The one that is the probe finds out.
const isLeftAlone = (error: unknown): boolean =>
  error instanceof EngineUnavailable && error.code === 'CIRCUIT_OPEN';

/** A name of a blob is never written again: what lies under it is that for good. */
const isDamaged = (error: unknown): error is BlobCorrupt | BlobNotFound =>
  error instanceof BlobCorrupt || error instanceof BlobNotFound;

// The bytes of a document, or of a shard that was stored before, are no longer what their digest says.
const importFailed = ({ data }: JobOf<'import'>, error: unknown): Answer | undefined => {
  if (!isDamaged(error)) return undefined;
  const { snapshotId, attempt } = data;
  const detail = storable(error.message, CHARS_MAX.detail);
  const faults = [{ document: '', pointer: '', code: 'BLOB_CORRUPT', detail }];
  return { type: 'RecordImport', data: { snapshotId, attempt, outcome: { ok: false, faults } } };
};

const shardFailed = (
  { data }: JobOf<'shard'>,
  { code, detail }: { readonly code: ShardFailureCode; readonly detail: string },
  { runner }: Worker,
): Answer => {
  const { simulationId, planDigest, index, replica, attempt = 1 } = data;
  return {
    type: 'RecordShardFailure',
    data: {
      simulationId,
      planDigest,
      index,
      replica,
      attempt,
      code,
      detail: storable(detail, CHARS_MAX.detail),
      runner,
    },
  };
};

/** Both that the engine said of the shard; a quick simulation is one shard. */
const contradicted = (
  job: Job,
  { message, partialDigests }: EngineNotDeterministic,
  { runner }: Worker,
): Answer | undefined => {
  if (job.kind !== 'shard' && job.kind !== 'quick') return undefined;
  const { index, replica } = job.kind === 'shard' ? job.data : { index: 0, replica: 0 };
  const evaluations = partialDigests.map((partialDigest) => ({ replica, partialDigest, runner }));
  const failed = simulationFailed(job.data.simulationId, 'DETERMINISM_VIOLATION', message);
  return { ...failed, data: { ...failed.data, incident: { index, evaluations } } };
};

const simulationFailed = (simulationId: string, code: SimulationFailureCode, detail: string): Answer => ({
  type: 'RecordSimulationFailure',
  data: { simulationId, code, detail: storable(detail, CHARS_MAX.detail) },
});
