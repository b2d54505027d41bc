import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { z } from 'zod';

import * as answers from './answers.ts';
import { RunFailed } from './failure.ts';
import { ENVIRONMENT, POLICY, type Lived } from './life.ts';
import type { Policyctl } from './policyctl.ts';
import type { Progress } from './progress.ts';

/** What separate processes read back after the run. What could not be read because it is damaged is absent. */
export type ReadBack = {
  readonly version: z.infer<typeof answers.Version>;
  readonly simulation: answers.Simulation;
  readonly scheduled: answers.Simulation;
  readonly environment: z.infer<typeof answers.Environment>;
  readonly evidence: z.infer<typeof answers.VerifiedEvidence> | undefined;
  readonly publication: z.infer<typeof answers.VerifiedAttestation>;
  readonly reduction: z.infer<typeof answers.VerifiedSimulation>;
  readonly audit: z.infer<typeof answers.Audit>;
  /** What the verifications found, each with the command that did. */
  readonly findings: readonly Finding[];
};
export type Finding = {
  readonly finding: answers.Found['finding'];
  readonly detail: string;
  readonly foundBy: string;
};

export type Verification = {
  readonly policyctl: Policyctl;
  /** The same program without any registry: what it verifies, it verifies offline. */
  readonly offline: Policyctl;
  readonly progress: Progress;
  /** Where evidence and anchor are put. */
  readonly out: string;
  readonly trustFile: string;
};

/** Looks at everything once more, knowing nothing but names: what it is told by the registry it verifies. */
export const readBack = async (verification: Verification, lived: Lived): Promise<ReadBack> => {
  const { policyctl, progress } = verification;
  const { version, simulation, scheduled, environment } = await progress.step(
    'readBack',
    'what was done is read back, by processes that did none of it',
    async () => {
      const show = <Schema extends z.ZodType>(schema: Schema, ...args: readonly string[]) =>
        policyctl.run(schema, 'alice', ...args);
      return {
        version: await show(answers.Version, 'version', 'show', POLICY, String(lived.version)),
        simulation: await show(answers.Simulation, 'simulation', 'show', lived.simulation.simulationId),
        scheduled: await show(answers.Simulation, 'simulation', 'show', lived.scheduled.simulationId),
        environment: await show(answers.Environment, 'env', 'show', ENVIRONMENT),
      };
    },
  );
  const publication = await verifyPublication(verification, lived.version);
  const { simulationId } = simulation;
  const evidence = await verifyEvidence(verification, simulationId);
  const reduction = await progress.step('verifySimulation', 'the partial results are reduced once more', () =>
    policyctl.inspect(answers.VerifiedSimulation, 'alice', 'simulation', 'verify', simulationId),
  );
  const audit = await progress.step('auditReplay', 'erin replays the history from the event stream', () =>
    policyctl.inspect(answers.Audit, 'erin', 'audit', 'replay'),
  );
  return {
    version,
    simulation,
    scheduled,
    environment,
    publication,
    evidence: evidence.verified,
    reduction: agreeing('simulation verify', reduction),
    audit: agreeing('audit replay', audit),
    findings: [
      ...by('policyctl attestation verify', publication.findings),
      ...evidence.findings,
      ...by('policyctl simulation verify', reduction.answer.findings),
      ...by('policyctl audit replay', audit.answer.findings),
    ],
  };
};

const verifyPublication = (
  { policyctl, offline, progress, out, trustFile }: Verification,
  version: number,
): Promise<z.infer<typeof answers.VerifiedAttestation>> =>
  progress.step('verifyPublication', 'what carol published is verified without the registry', async () => {
    const where = [POLICY, String(version), '--out', out];
    const { manifest } = await policyctl.run(answers.Attested, 'alice', 'version', 'attestation', ...where);
    const anchor = await anchorIn(out, trustFile);
    const about = ['attestation', 'verify', manifest, '--trust', anchor];
    return (await offline.inspect(answers.VerifiedAttestation, 'alice', ...about)).answer;
  });

// From the operator, not from where the evidence comes.
const anchorIn = async (out: string, trustFile: string): Promise<string> => {
  await mkdir(out, { recursive: true });
  const anchor = join(out, 'trust.json');
  await copyFile(trustFile, anchor);
  return anchor;
};

const verifyEvidence = (
  { policyctl, offline, progress, out, trustFile }: Verification,
  simulationId: string,
) =>
  progress.step(
    'verifyEvidence',
    'the signed evidence is fetched, and verified without the registry',
    async () => {
      const anchor = await anchorIn(out, trustFile);
      const fetched = await policyctl.inspect(
        answers.Fetched,
        'alice',
        'evidence',
        'fetch',
        simulationId,
        '--out',
        out,
      );
      if (!fetched.answer.ok) {
        return { verified: undefined, findings: by('policyctl evidence fetch', fetched.answer.findings) };
      }
      const { answer } = await offline.inspect(
        answers.VerifiedEvidence,
        'alice',
        'evidence',
        'verify',
        out,
        '--trust',
        anchor,
      );
      return { verified: answer, findings: by('policyctl evidence verify', answer.findings) };
    },
  );

const by = (foundBy: string, found: readonly answers.Found[]): readonly Finding[] =>
  found.map(({ finding, detail }) => ({ finding, detail, foundBy }));

// A verifier that says one thing and ends with another cannot be believed.
const agreeing = <Answer extends { readonly ok: boolean; readonly findings: readonly unknown[] }>(
  command: string,
  { exitCode, answer }: { readonly exitCode: number; readonly answer: Answer },
): Answer => {
  if (answer.ok === (exitCode === 0) && answer.ok === (answer.findings.length === 0)) return answer;
  throw new RunFailed(
    `policyctl ${command} ended with ${exitCode} and told ${answer.findings.length} findings`,
  );
};
