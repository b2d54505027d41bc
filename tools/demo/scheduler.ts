import { createHash } from 'node:crypto';

import { z } from 'zod';

import { withCredentials } from './broker.ts';
import { RunFailed } from './failure.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_CHARS = 26;
const STORED_MS_MAX = 5_000;

const Stored = z.object({ stream: z.literal('RUNS'), seq: z.int().positive() });

export type RunRequest = {
  readonly tenant: string;
  readonly runId: string;
  readonly policyId: string;
  readonly policyVersion: number;
  /** What the scheduler calls the findings by. */
  readonly inputs: {
    readonly sbomSet: readonly string[];
    readonly advisoryCursor: string;
    readonly vexCursor: string;
  };
  readonly evaluatedAt: string;
  readonly environmentId: string;
};

/** The broker as a scheduler knows it: its address and credentials of the tenant. */
export type SchedulerAccess = { readonly url: string; readonly credentialsFile: string };

/**
 * Asks for a simulation as a scheduler does: one message from its tenant's account, where nothing else can be published.
 * No HTTP, no JetStream; the broker's answer says that the request is stored. The simulation's id follows from the run's.
 */
export const requestRun = async (
  { url, credentialsFile }: SchedulerAccess,
  request: RunRequest,
): Promise<string> => {
  const commandId = runCommandId(request.tenant, request.runId);
  const message = {
    schema: 'scheduler.policy-run-request@1',
    tenantId: request.tenant,
    policyId: request.policyId,
    policyVersion: request.policyVersion,
    mode: 'simulate',
    priority: 'normal',
    runId: request.runId,
    requestedBy: 'nightly',
    correlationId: request.runId,
    inputs: {
      ...request.inputs,
      environment: { evaluated_at: request.evaluatedAt, target: request.environmentId },
      captureExplain: true,
    },
  };
  await withCredentials(url, credentialsFile, async (connection) => {
    const subject = `registry.cmd.scheduler.${request.tenant}.${commandId}`;
    const answer = await connection.request(subject, JSON.stringify(message), { timeout: STORED_MS_MAX });
    if (!Stored.safeParse(answer.json()).success)
      throw new RunFailed(`the broker did not store the run: ${answer.string()}`);
  });
  return commandId.slice(0, ID_CHARS);
};

/** What stands in the subject instead of the run's own id, which may hold anything. */
export const runCommandId = (tenant: string, runId: string): string => base32(sha256OfFields(tenant, runId));

/** Each field after its length in bytes, so that they cannot run into each other. */
const sha256OfFields = (...fields: readonly string[]): Buffer => {
  const hash = createHash('sha256');
  for (const field of fields) hash.update(`${Buffer.byteLength(field)}:`).update(field);
  return hash.digest();
};

/** RFC 4648 §6 in lower case, without padding. */
const base32 = (bytes: Buffer): string => {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => ALPHABET.charAt(parseInt(five.padEnd(5, '0'), 2)))
    .join('');
};
