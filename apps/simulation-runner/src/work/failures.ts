import type { Job } from '@policy-registry/domain';
import { EvidenceInconsistent } from '@policy-registry/evidence';
import { ShardUnreadable } from '@policy-registry/facts';
import { BlobCorrupt, BlobNotFound } from '@policy-registry/kernel';
import { EngineNotDeterministic, PartialsRefused, StoredMalformed } from '@policy-registry/simulation';

import { SimulationRefused } from './simulation-refused.ts';
import type { Answer } from './workshop.ts';

const DETAIL_LENGTH_MAX = 400;
const ABANDONED = 'JOB_ABANDONED';

/** The answer to a job of a simulation that no repetition mends; `undefined` for a fault that may pass. */
export const failureAnswer = ({ data }: Job, error: unknown): Answer | undefined => {
  const code = failureOf(error);
  if (code === undefined || !('simulationId' in data)) return undefined;
  return simulationFailed(data.simulationId, code, error instanceof Error ? error.message : 'unknown');
};

/** The answer to a job that is taken out: whoever waits for it is told. */
export const abandonedAnswer = (job: Job): Answer => {
  const detail = `the job ${job.kind} was given up; an operator finds it among the dead letters`;
  switch (job.kind) {
    case 'compile': {
      const { policyId, revision } = job.data;
      const diagnostic = {
        severity: 'error',
        code: ABANDONED,
        message: detail,
        file: 'policy.stella',
        line: 1,
        column: 1,
      };
      const report = { engine: 'none', diagnostics: [diagnostic], diagnosticsTotal: 1 };
      return { type: 'RecordCompilation', data: { policyId, revision, report } };
    }
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
