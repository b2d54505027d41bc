import { simulationOfSubmission } from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';

import type { Reads } from '../read/reads.ts';

/** The simulation that a version was submitted with, as far as the read model knows. */
export const submittedWith = async (
  reads: Reads,
  request: FastifyRequest,
  { policyId, version }: { readonly policyId: string; readonly version: number },
): Promise<string | undefined> => {
  const [found] = await reads.all(request, simulationOfSubmission(policyId, version));
  const simulationId = found?.['simulationId'];
  return typeof simulationId === 'string' ? simulationId : undefined;
};
