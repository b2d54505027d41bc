import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { contentDigestOf, jobSubject, type Job } from '@policy-registry/domain';
import type { DeadLetter } from '@policy-registry/event-store';
import { tupleReader } from '@policy-registry/facts';
import type { PolicyEngine } from '@policy-registry/finding';
import { canonicalBytes, type BlobStore, type CommandEnvelope, type Json } from '@policy-registry/kernel';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';
import { createLogger, createMetrics } from '@policy-registry/platform';
import { embeddedPolicyEngine, policyEngines } from '@policy-registry/policy-engine';
import { localKeySigner, newSigningKeyPem } from '@policy-registry/signing';

import { workJob } from '../work/work-job.ts';
import { putBytes, type Outgoing } from '../work/workshop.ts';
import { CAUSED_AT, jobOf } from './jobs.ts';

type Delivery = { readonly deliveries?: number; readonly runner?: string };

/** A runner without a broker. Store, engine and marker are the test's to exchange; what it says is kept. */
export type RunningRunner = {
  blobs: BlobStore;
  engine: PolicyEngine;
  outgoing: Outgoing | undefined;
  /** Whether an earlier try of the job left its marker behind. */
  isMarked: boolean;
  published: CommandEnvelope[];
  readonly buried: DeadLetter[];
  /** Delivers one message, and answers the last command that was published. */
  readonly deliver: (
    bytes: Uint8Array,
    subject: string,
    how?: Delivery,
  ) => Promise<CommandEnvelope | undefined>;
  /** Delivers one job, which must be answered. */
  readonly answerTo: (job: Job, how?: Delivery) => Promise<CommandEnvelope>;
  readonly put: (text: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

export const runningRunner = async (): Promise<RunningRunner> => {
  const keyDir = await mkdtemp(join(tmpdir(), 'runner-keys-'));
  await writeFile(join(keyDir, 'acme.pem'), newSigningKeyPem());
  const it: RunningRunner = {
    blobs: inMemoryBlobStore(),
    engine: embeddedPolicyEngine(),
    outgoing: undefined,
    isMarked: false,
    published: [],
    buried: [],
    deliver: async (bytes, subject, { deliveries = 1, runner = 'runner-1' } = {}) => {
      const engines = policyEngines([it.engine]);
      const work = workJob({
        workshop: {
          blobs: it.blobs,
          engines,
          engine: engines.default,
          readTuple: tupleReader(),
          signer: localKeySigner({ keyDir }),
          outgoing: it.outgoing,
          runner,
        },
        publish: async (command) => {
          it.published.push(command);
          return 'stored';
        },
        bury: async (letter) => void it.buried.push(letter),
        suspects: { begin: async () => !it.isMarked, survived: async () => undefined },
        logger: createLogger({ app: 'simulation-runner', instance: runner, level: 'silent' }),
        metrics: createMetrics('simulation-runner'),
        nowMs: () => Date.parse(CAUSED_AT),
      });
      await work({ subject, bytes, seq: 7, deliveries, traceparent: undefined });
      return it.published.at(-1);
    },
    answerTo: async (job, how) => {
      const answer = await it.deliver(canonicalBytes(job as Json), jobSubject(job), how);
      if (answer === undefined) throw new Error(`the job ${job.kind} was not answered`);
      return answer;
    },
    put: (text) => putBytes(it.blobs, 'acme', new TextEncoder().encode(text)),
    close: () => rm(keyDir, { recursive: true }),
  };
  return it;
};

/** The job to compile a policy, with the tests beside it where there are any. */
export const compileJob = async ({ put }: RunningRunner, source: string, tests?: string) => {
  const fileOf = async (path: string, text: string) => ({
    path,
    size: new TextEncoder().encode(text).length,
    sha256: await put(text),
  });
  const files = [await fileOf('policy.stella', source)];
  if (tests !== undefined) files.push(await fileOf('tests/high.json', tests));
  return jobOf('compile', { policyId: 'p', revision: 1, contentDigest: contentDigestOf(files), files });
};

/** The job to import one Trivy report. */
export const importJob = async ({ put }: RunningRunner, text: string) =>
  jobOf('import', {
    snapshotId: 'snap-1',
    attempt: 1,
    inputs: { sbomSet: [], advisoryCursor: 'a', vexCursor: 'v' },
    documents: [{ name: 'report.json', kind: 'trivy', digest: await put(text), size: text.length }],
  });
