import {
  carefully,
  runnerOf,
  STREAM,
  type CommandPublisher,
  type DeadLetter,
  type Handled,
  type Suspects,
} from '@policy-registry/event-store';
import { Job, jobClassOf, jobSubject, type JobKind } from '@policy-registry/domain';
import { COMMAND_LIFETIME_MS, reactionIdOf, toTimestamp } from '@policy-registry/kernel';
import { inProcessing, inSending, logAbout, type Logger, type Metrics } from '@policy-registry/platform';

import { attestPromotion, attestPublication, attestSimulation } from './attest.ts';
import { bundle } from './bundle.ts';
import { compile } from './compile.ts';
import { deliver } from './deliver.ts';
import { enginesFor } from './engines-for.ts';
import { abandonedAnswer, failureAnswer, type Worker } from './failures.ts';
import { importSnapshot } from './import.ts';
import { plan } from './plan.ts';
import { quick } from './quick.ts';
import { reduce } from './reduce.ts';
import { regression } from './regression.ts';
import { shard } from './shard.ts';
import type { Answer, Workshop } from './workshop.ts';

/** A message of the JOBS stream as the broker delivered it. */
export type JobMessage = {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly seq: number;
  readonly deliveries: number;
  readonly traceparent: string | undefined;
};

export type WorkOptions = {
  readonly workshop: Workshop;
  readonly publish: CommandPublisher;
  readonly bury: (letter: DeadLetter) => Promise<void>;
  readonly suspects: Suspects;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
};

export type WorkJob = (message: JobMessage) => Promise<Handled>;

/** With the longest pause between them, tries of one job for about an hour: an outage that lasts is no fault of the job. */
const DELIVERIES_MAX = 240;
const KILLED_ITS_RUNNER = 'an earlier try of it ended its runner';

/** Works on one job and answers it with one command. Resolves `done` once the broker has that command. */
export const workJob =
  (options: WorkOptions): WorkJob =>
  async (message) => {
    const job = readJob(message.bytes);
    if (job === undefined) return buried(options, message, 'the message is no job');
    if (jobSubject(job) !== message.subject)
      return buried(options, message, 'the subject is not that of the job');
    const { jobId, tenant, kind } = job;

    const attributes = { 'policy.tenant': tenant, 'policy.job.id': jobId, 'policy.job.kind': kind };
    const delivery = { ...message, stream: STREAM.jobs, consumer: runnerOf(jobClassOf(job)), attributes };
    return inProcessing(delivery, async () => {
      const startedMs = options.nowMs();
      const answer =
        (await tryWork(options, job, message)) ?? abandonedAnswer(job, workerOf(options, message));
      await inSending({ stream: STREAM.commands }, (traceparent) =>
        options.publish(toCommand(job, answer, options.nowMs()), traceparent),
      );
      observe(options, job, answer, (options.nowMs() - startedMs) / 1_000);
      return { done: true };
    });
  };

/** The answer to a job, or `undefined` when it was taken out. */
const tryWork = async (options: WorkOptions, job: Job, message: JobMessage): Promise<Answer | undefined> => {
  if (message.deliveries > DELIVERIES_MAX) {
    await buried(options, message, `delivered ${DELIVERIES_MAX} times in vain`, true);
    return undefined;
  }
  const suspect = { ...message, stream: STREAM.jobs, tenant: job.tenant };
  const answer = await carefully(options.suspects, suspect, () => work(options, job, message));
  if (answer === undefined) await buried(options, message, KILLED_ITS_RUNNER, true);
  return answer;
};

/** The answer to a job; a fault that no repetition mends is an answer as well. */
const work = async (options: WorkOptions, job: Job, message: JobMessage): Promise<Answer> => {
  try {
    const engines = enginesFor(options.workshop.engines, job.tenant);
    return await workOn(job, { ...options.workshop, engines, engine: engines.default });
  } catch (error) {
    const answer = failureAnswer(job, error, workerOf(options, message));
    if (answer === undefined) throw error;
    return answer;
  }
};

const workerOf = ({ workshop }: WorkOptions, { deliveries }: JobMessage): Worker => ({
  runner: workshop.runner,
  deliveries,
});

const workOn = (job: Job, workshop: Workshop): Promise<Answer> => {
  switch (job.kind) {
    case 'compile':
      return compile(job, workshop);
    case 'import':
      return importSnapshot(job, workshop);
    case 'plan':
      return plan(job, workshop);
    case 'quick':
      return quick(job, workshop);
    case 'shard':
      return shard(job, workshop);
    case 'reduce':
      return reduce(job, workshop);
    case 'attest-simulation':
      return attestSimulation(job, workshop);
    case 'attest-publication':
      return attestPublication(job, workshop);
    case 'attest-promotion':
      return attestPromotion(job, workshop);
    case 'regression':
      return regression(job, workshop);
    case 'bundle':
      return bundle(job, workshop);
    case 'deliver':
      return deliver(job, workshop);
  }
};

const toCommand = (job: Job, { type, data }: Answer, nowMs: number) => ({
  // One job, one answer: a second run of the job finds this id taken.
  commandId: reactionIdOf(job.jobId, 'answer'),
  tenant: job.tenant,
  type,
  data,
  principal: { type: 'system' as const, id: 'simulation-runner', scopes: [], isInteractive: false },
  notAfter: toTimestamp(nowMs + COMMAND_LIFETIME_MS),
  correlationId: job.correlationId,
  causationId: job.causationId,
});

const readJob = (bytes: Uint8Array): Job | undefined => {
  try {
    const parsed = Job.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined; // not JSON: no job of ours
  }
};

const buried = async (
  { bury, logger, metrics }: WorkOptions,
  message: JobMessage,
  reason: string,
  isAnswered = false,
): Promise<Handled> => {
  const { subject, bytes, seq } = message;
  const tenant = subject.split('.')[3] ?? 'unknown';
  await bury({ stream: STREAM.jobs, tenant, subject, seq, bytes, reason, isAnswered });
  metrics.deadLetters.inc({ tenant, stream: STREAM.jobs });
  logger.warn({ subject, seq, reason }, 'dead letter');
  return { done: true };
};

const observe = (
  { logger, metrics }: WorkOptions,
  { jobId, tenant, kind }: Job,
  answer: Answer,
  seconds: number,
): void => {
  const observers: Partial<Record<JobKind, () => void>> = {
    compile: () => metrics.compileDuration.observe({ tenant }, seconds),
    'attest-simulation': () => metrics.attestations.inc({ tenant, result: resultOf(answer) }),
    'attest-promotion': () => metrics.attestations.inc({ tenant, result: resultOf(answer) }),
    'attest-publication': () => metrics.attestations.inc({ tenant, result: resultOf(answer) }),
  };
  observers[kind]?.();
  logAbout(logger, { tenant, jobId }).info({ kind, answer: answer.type, seconds }, 'worked');
};

const resultOf = ({ type }: Answer): string => (type.endsWith('Attestation') ? 'signed' : 'failed');
