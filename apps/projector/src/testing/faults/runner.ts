import { Job, JOB_CLASSES, type JobOf } from '@policy-registry/domain';
import { commandPublisher, runnerOf, workOn } from '@policy-registry/event-store';
import { simulatedClient } from '@policy-registry/event-store/simulated';
import {
  COMMAND_LIFETIME_MS,
  reactionIdOf,
  sha256Hex,
  toTimestamp,
  type CommandEnvelope,
} from '@policy-registry/kernel';

import { everyOf } from './projector.ts';
import type { Process } from './scheduler.ts';
import { nextDelivery, signedBy, type Surroundings } from './surroundings.ts';

/** Starts a runner: it answers every job by one command, the same one whenever the job comes again. */
export const startRunner = (around: Surroundings, process: Process): void => {
  const { scheduler, broker, wire } = around;
  const { js, jsm } = simulatedClient(broker, wire(process));
  const publish = commandPublisher(js, jsm, signedBy('runner'));
  const every = everyOf((ms, run) => scheduler.later(process, ms, run));
  const lane = async (durable: string) => {
    for (;;) {
      const message = await nextDelivery(around, process, durable);
      await workOn(message, {
        work: async ({ data }) => {
          const job = Job.parse(JSON.parse(new TextDecoder().decode(data)));
          await publish(toCommand(job, scheduler.nowMs()));
          return { done: true };
        },
        onFault: around.onFault,
        every,
      });
    }
  };
  for (const jobClass of JOB_CLASSES) void lane(runnerOf(jobClass));
};

type Answer = Pick<CommandEnvelope, 'type' | 'data'>;

const toCommand = (job: Job, nowMs: number): CommandEnvelope => ({
  commandId: reactionIdOf(job.jobId, 'answer'),
  tenant: job.tenant,
  ...answerTo(job),
  principal: { type: 'system', id: 'runner', scopes: [], isInteractive: false },
  notAfter: toTimestamp(nowMs + COMMAND_LIFETIME_MS),
  correlationId: job.correlationId,
});

const ENGINE = 'engine@1';
const digest = sha256Hex('x');
const coverage = { rules: 1, rulesHit: 1, tuplesMissingEvidence: 0 };
const counts = { received: 1, accepted: 1, rejected: 0, duplicate: 0 };
const compiled = { irDigest: digest, isShadow: false, rules: 1, complexity: 1 };

const answerTo = (job: Job): Answer => {
  switch (job.kind) {
    case 'compile': {
      const { policyId, revision } = job.data;
      const tests = { total: 1, failed: 0, failures: [], reportDigest: digest };
      const report = { engine: ENGINE, compiled, diagnostics: [], diagnosticsTotal: 0, warnings: 0, tests };
      return { type: 'RecordCompilation', data: { policyId, revision, report } };
    }
    case 'import': {
      const { snapshotId, attempt } = job.data;
      const outcome = { ok: true, manifestDigest: digest, importer: 'i@1', tuples: 9, shards: 1, counts };
      return { type: 'RecordImport', data: { snapshotId, attempt, outcome } };
    }
    case 'plan': {
      const { simulationId } = job.data;
      const plan = { engine: ENGINE, planDigest: sha256Hex(simulationId), shards: 2, tuples: 9 };
      return { type: 'RecordPlan', data: { simulationId, ...plan } };
    }
    case 'shard':
      return answerToShard(job);
    case 'quick': {
      const { simulationId } = job.data;
      const result = { resultDigest: digest, counts: {}, tuples: 9, of: 9 };
      return { type: 'RecordQuickResult', data: { simulationId, engines: {}, result } };
    }
    case 'reduce': {
      const { simulationId } = job.data;
      const resultDigest = sha256Hex(simulationId);
      const result = {
        resultDigest,
        evidenceDigest: digest,
        evidenceBytes: 1,
        counts: {},
        tuples: 9,
        coverage,
      };
      return { type: 'RecordReduction', data: { simulationId, result } };
    }
    case 'attest-simulation': {
      const { simulationId, result } = job.data;
      const signed = { attestationId: digest, keyId: digest, isWorm: false };
      return {
        type: 'RecordSimulationAttestation',
        data: { simulationId, resultDigest: result.resultDigest, ...signed },
      };
    }
    case 'attest-publication': {
      const { policyId, version, attempt, statementDigest } = job.data;
      const signed = { attestationId: digest, keyId: digest };
      return {
        type: 'RecordPublicationAttestation',
        data: { policyId, version, attempt, statementDigest, ...signed },
      };
    }
    case 'attest-promotion': {
      const { environmentId, policyId, attempt, statementDigest } = job.data;
      const signed = { attestationId: digest, keyId: digest };
      return {
        type: 'RecordPromotionAttestation',
        data: { environmentId, policyId, attempt, statementDigest, ...signed },
      };
    }
    case 'bundle': {
      const { environmentId, revision, policies } = job.data;
      const built = { bundleDigest: digest, sizeBytes: 1, policies: policies.length };
      const signed = { attestationId: digest, keyId: digest };
      return { type: 'RecordBundle', data: { environmentId, revision, ...built, ...signed } };
    }
    case 'deliver': {
      const { deliveryId, webhookId, source, attempt } = job.data;
      const outcome = { ok: true, status: 204 };
      return { type: 'RecordDelivery', data: { deliveryId, webhookId, source, attempt, outcome } };
    }
    case 'regression':
      throw new Error('nobody marks decisions in these worlds');
  }
};

/** A shard in four is not evaluated at its first attempt. */
const answerToShard = ({ jobId, data }: JobOf<'shard'>): Answer => {
  const { simulationId, planDigest, index, replica, attempt = 1 } = data;
  const unit = { simulationId, planDigest, index, replica, attempt, runner: 'r' };
  return attempt === 1 && 'abcdefgh'.includes(jobId.slice(0, 1))
    ? { type: 'RecordShardFailure', data: { ...unit, code: 'ENGINE_UNAVAILABLE', detail: '' } }
    : {
        type: 'RecordShard',
        data: { ...unit, partialDigest: sha256Hex(`${simulationId} ${index}`), tuples: 1 },
      };
};
