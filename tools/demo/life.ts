import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';

import * as answers from './answers.ts';
import { RunFailed } from './failure.ts';
import type { Policyctl } from './policyctl.ts';
import type { Progress } from './progress.ts';
import { requestRun } from './scheduler.ts';
import { PROJECT, type Stack } from './stack.ts';

const EXAMPLES = join(PROJECT, 'examples');
export const POLICY = 'production-baseline';
export const ENVIRONMENT = 'prod';

// The time that the policies see: one for all simulations of a run, so that the same question has the same digest, and of
// today, as a submission takes no other.
const EVALUATED_AT = new Date().toISOString();
// Small enough that every runner gets its share of a small estate.
const SHARD_TUPLES = 200;
const RUN_MS_MAX = 60_000;
const RUN_LOOK_MS = 250;

export type Life = {
  readonly tenant: string;
  readonly stack: Stack;
  readonly policyctl: Policyctl;
  readonly progress: Progress;
};

/** What the life left behind, to be looked at afterwards. */
export type Lived = {
  readonly version: number;
  readonly simulation: answers.Simulation;
  /** The same question, asked by the scheduler. */
  readonly scheduled: answers.Simulation;
};

type Draft = { readonly semver: string; readonly folder: string };
type Versioned = { readonly version: number; readonly simulation: answers.Simulation };

/** One policy, twice around: the first version against nothing, the second against the first. */
export const livePolicy = async (life: Life): Promise<Lived> => {
  const { policyctl, progress } = life;
  await progress.step('createPolicy', `alice creates the policy ${POLICY}`, () =>
    policyctl.run(
      answers.Anything,
      'alice',
      'policy',
      'create',
      POLICY,
      '--name',
      'Production baseline',
      '--tag',
      'production',
    ),
  );
  const snapshot = await importEstate(life);

  const first = await simulated(life, { semver: '1.0.0', folder: 'v1' }, snapshot.snapshotId);
  await released(life, first, '1.0.0');

  const second = await simulated(life, { semver: '1.1.0', folder: 'v2' }, snapshot.snapshotId);
  const scheduled = await progress.step(
    'schedulerRun',
    'the scheduler asks the same in one NATS message',
    async () => {
      const answer = await scheduledRun(life, second.version, snapshot.inputs);
      const [digest, again] = [second.simulation.result.resultDigest, answer.result.resultDigest];
      if (digest !== again)
        throw new RunFailed(`asked twice, two answers: ${digest} over REST, ${again} over NATS`);
      progress.note(`the same answer: ${again}`);
      return answer;
    },
  );
  await released(life, second, '1.1.0');
  return { ...second, scheduled };
};

const importEstate = ({ policyctl, progress }: Life) =>
  progress.step(
    'importSnapshot',
    'alice imports an estate of Trivy reports and OpenVEX documents',
    async () => {
      const snapshot = await policyctl.run(
        answers.Snapshot,
        'alice',
        'snapshot',
        'import',
        join(EXAMPLES, 'estate'),
      );
      progress.note(
        `${snapshot.tuples} findings from ${snapshot.documents.length} documents are frozen as ${snapshot.snapshotId}`,
      );
      return snapshot;
    },
  );

/** Written, compiled, saved, frozen as a version and simulated. */
const simulated = async (life: Life, { semver, folder }: Draft, snapshotId: string): Promise<Versioned> => {
  const { policyctl, progress } = life;
  const dir = join(EXAMPLES, 'policies', folder);
  const { version } = await progress.step(`write ${semver}`, `alice writes version ${semver}`, async () => {
    const { rules } = await policyctl.run(answers.Compilation, 'alice', 'dsl', 'compile', dir);
    progress.note(`${rules.length} rules compile: ${rules.join(', ')}`);
    const { revision } = await policyctl.run(answers.Revision, 'alice', 'workspace', 'push', POLICY, dir);
    const chosen = ['--semver', semver, '--revision', String(revision)];
    return policyctl.run(answers.Version, 'alice', 'version', 'create', POLICY, ...chosen);
  });
  const question = 'alice simulates it: what would change if it went live?';
  const simulation = await progress.step(`simulate ${semver}`, question, async () => {
    const of = ['--version', String(version), '--snapshot', snapshotId, '--environment', ENVIRONMENT];
    const how = ['--evaluated-at', EVALUATED_AT, '--shard-tuples', String(SHARD_TUPLES), '--wait'];
    const found = await policyctl.run(answers.Simulation, 'alice', 'simulate', POLICY, ...of, ...how);
    const { kind, version: base } = found.inputs.base;
    const compared =
      kind === 'empty' ? 'no policy at all' : `version ${String(base)}, live in ${ENVIRONMENT}`;
    progress.note(`compared with ${compared}: ${found.result.resultDigest}`);
    return found;
  });
  return { version, simulation };
};

/** Submitted, approved by somebody else, published with a signature, promoted. */
const released = async (life: Life, { version, simulation }: Versioned, semver: string): Promise<void> => {
  const { policyctl, progress } = life;
  const step = (as: string, ...args: readonly string[]) => policyctl.run(answers.Anything, as, ...args);
  const number = String(version);
  const texts = ['--reason', `release ${semver} of the baseline`, '--ticket', `REL-${number}`];
  await progress.step(
    `review ${semver}`,
    `alice submits ${semver}, and bob approves what he has seen`,
    async () => {
      await step('alice', 'version', 'submit', POLICY, number, '--simulation', simulation.simulationId);
      await step(
        'bob',
        'version',
        'approve',
        POLICY,
        number,
        '--reason',
        'the simulation shows what was intended',
      );
    },
  );
  await progress.step(`publish ${semver}`, `carol publishes ${semver}: signed first, then said`, () =>
    step('carol', 'version', 'publish', POLICY, number, ...texts),
  );
  await progress.step(`promote ${semver}`, `carol makes ${semver} the stable version of ${ENVIRONMENT}`, () =>
    step('carol', 'promote', POLICY, '--version', number, '--environment', ENVIRONMENT, ...texts),
  );
};

const scheduledRun = async (
  { stack, tenant, policyctl }: Life,
  policyVersion: number,
  inputs: {
    readonly sbomSet: readonly string[];
    readonly advisoryCursor: string;
    readonly vexCursor: string;
  },
): Promise<answers.Simulation> => {
  const credentialsFile = join(stack.folder, 'scheduler.creds');
  const wanted = ['--role', 'scheduler', '--ttl', '15m', '--out', credentialsFile];
  await policyctl.run(answers.BrokerCredentials, 'alice', 'broker-credentials', ...wanted);
  const access = { url: stack.nats.url, credentialsFile };
  const simulationId = await requestRun(access, {
    tenant,
    runId: `nightly/${randomUUID()}`,
    policyId: POLICY,
    policyVersion,
    inputs,
    evaluatedAt: EVALUATED_AT,
    environmentId: ENVIRONMENT,
  });
  // The answer says that the message is stored: the simulation is there once it was decided.
  const deadline = performance.now() + RUN_MS_MAX;
  while (!(await policyctl.succeeds('alice', 'simulation', 'show', simulationId))) {
    if (performance.now() > deadline)
      throw new RunFailed(`the scheduler's run ${simulationId} did not begin`);
    await pause(RUN_LOOK_MS);
  }
  return policyctl.run(answers.Simulation, 'alice', 'simulation', 'wait', simulationId);
};
