import type { Job, JobOf } from '@policy-registry/domain';
import { EvidenceInconsistent } from '@policy-registry/evidence';
import { ShardUnreadable } from '@policy-registry/facts';
import { EngineAnswerInvalid, EngineRefused } from '@policy-registry/finding';
import { BlobCorrupt, BlobNotFound } from '@policy-registry/kernel';
import { EngineNotDeterministic, PartialsRefused, StoredMalformed } from '@policy-registry/simulation';

import { SimulationRefused } from './simulation-refused.ts';
import type { Answer } from './workshop.ts';

const DETAIL_LENGTH_MAX = 400;
const ABANDONED = 'JOB_ABANDONED';

/** The answer to a job that no repetition mends; `undefined` for a fault that may pass. */
export const failureAnswer = (job: Job, error: unknown): Answer | undefined => {
  if (job.kind === 'compile') return compilationFailed(job, error);
  const { data } = job;
  const code = failureOf(error);
  if (code === undefined || !('simulationId' in data)) return undefined;
  return simulationFailed(data.simulationId, code, error instanceof Error ? error.message : 'unknown');
};

/** The answer to a job that is taken out: whoever waits for it is told. */
export const abandonedAnswer = (job: Job): Answer => {
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
    case 'plan':
    case 'shard':
    case 'reduce':
    case 'attest-simulation':
      return simulationFailed(job.data.simulationId, ABANDONED, detail);
  }
};

/** An engine that refuses the sources, or answers against its contract, does so again however often it is asked. */
const compilationFailed = (job: JobOf<'compile'>, error: unknown): Answer | undefined => {
  if (error instanceof EngineRefused) return notCompiled(job, 'ENGINE_REFUSED', engineSaid(error));
  if (error instanceof EngineAnswerInvalid)
    return notCompiled(job, 'ENGINE_ANSWER_INVALID', engineSaid(error));
  return undefined;
};

const engineSaid = ({ code, message }: EngineRefused | EngineAnswerInvalid): string =>
  `${code}: ${message}`.slice(0, DETAIL_LENGTH_MAX);

const notCompiled = ({ data }: JobOf<'compile'>, code: string, message: string): Answer => {
  const { policyId, revision, files } = data;
  const entry = files.find(({ path }) => /^policy\.[a-z]+$/.test(path))?.path ?? 'policy.stella';
  const diagnostic = { severity: 'error', code, message, file: entry, line: 1, column: 1 };
  const report = { engine: 'none', diagnostics: [diagnostic], diagnosticsTotal: 1 };
  return { type: 'RecordCompilation', data: { policyId, revision, report } };
};

const failureOf = (error: unknown): SimulationRefused['code'] | undefined => {
  if (error instanceof SimulationRefused) return error.code;
  if (error instanceof EngineNotDeterministic) return 'DETERMINISM_VIOLATION';
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

const simulationFailed = (simulationId: string, code: SimulationRefused['code'], detail: string): Answer => ({
  type: 'RecordSimulationFailure',
  data: { simulationId, code, detail: detail.slice(0, DETAIL_LENGTH_MAX) },
});
