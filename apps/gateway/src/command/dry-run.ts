import { edgeProblems } from '@policy-registry/contracts';
import { requestDigestOf, type CommandEnvelope, type DryRun } from '@policy-registry/kernel';
import type { FastifyRequest } from 'fastify';

import { Problem, Unavailable } from '../edge/problem.ts';
import { within } from '../read/within.ts';
import type { CommandOutcomes } from './command-outcomes.ts';

/**
 * Whether a mutation only asks what it would come to. Throws a Problem for any other query: no mutation has parameters there
 * but this one, and one that the sender believes in must not be passed over.
 */
export const isDryRun = ({ url }: FastifyRequest): boolean => {
  const [, query = ''] = url.split('?', 2);
  const [[name, value] = [undefined, undefined], ...others] = new URLSearchParams(query);
  if (name === undefined) return false;
  if (name !== 'dryRun' || others.length > 0)
    throw new Problem(edgeProblems.inputInvalid, 'this takes no query parameter but dryRun');
  if (value !== 'true' && value !== 'false')
    throw new Problem(edgeProblems.inputInvalid, 'dryRun is true or false');
  return value === 'true';
};

/**
 * Sends a dry run by `publish` and waits for what it comes to. That is told and kept nowhere, so where it gets lost or takes
 * too long there is nothing to look at later, and it can only be asked again: rejects with {@link Unavailable}.
 */
export const askedDry = async (
  outcomes: CommandOutcomes,
  command: CommandEnvelope,
  { publish, waitMs }: { readonly publish: () => Promise<unknown>; readonly waitMs: number },
): Promise<DryRun> => {
  const { tenant, commandId } = command;
  const requestDigest = requestDigestOf(command);
  let hear = (_told: DryRun): void => undefined;
  const heard = new Promise<DryRun>((resolve) => (hear = resolve));
  const stop = outcomes.listen(tenant, commandId, (told) => {
    if (told.status === 'dry_run' && told.requestDigest === requestDigest) hear(told);
  });
  try {
    await publish();
    const told = await within(heard, waitMs);
    if (told === undefined) throw new Unavailable('nobody told in time what the dry run comes to');
    return told;
  } finally {
    stop();
  }
};
