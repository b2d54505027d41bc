import { edgeProblems } from '@policy-registry/contracts';
import type { BlobStore } from '@policy-registry/kernel';
import { shardsOfSimulation, simulationById, simulationOfSubmission } from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { changedTuple } from './simulation-results.ts';

/** One decision that a version changes, by the index of its tuple in the snapshot. */
export type NamedChange = { readonly policyId: string; readonly version: number; readonly index: number };

/** What a version changes, as the simulation found that it was submitted with. */
export type SubmittedChanges = {
  /** Rejects with a 404 where the version was not submitted, or the simulation changes no such tuple. */
  readonly find: (
    request: FastifyRequest,
    named: NamedChange,
  ) => Promise<{ readonly simulationId: string; readonly class: string }>;
};

export const submittedChangesOf = (
  reads: Pick<Reads, 'one' | 'all'>,
  blobs: Pick<BlobStore, 'get'>,
): SubmittedChanges => ({
  find: async (request, { policyId, version, index }) => {
    const [submission] = await reads.all(request, simulationOfSubmission(policyId, version));
    if (submission === undefined) throw new Problem(edgeProblems.notFound, 'the version was not submitted');
    const simulationId = String(submission['simulationId']);
    const changed = await changedTuple(index, {
      tenant: callerOf(request).tenant,
      simulation: await reads.one(request, simulationById(simulationId)),
      shards: await reads.all(request, shardsOfSimulation(simulationId)),
      blobs,
    });
    if (changed === undefined)
      throw new Problem(edgeProblems.notFound, `the simulation changes no tuple ${index}`);
    return { simulationId, class: changed.class };
  },
});
