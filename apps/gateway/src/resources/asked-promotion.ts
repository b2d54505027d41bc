import type { PromoteVersionRequest } from '@policy-registry/contracts/requests';
import type { FastifyRequest } from 'fastify';

import { percentageIn } from '../command/percentage.ts';
import type { Texts } from '../command/texts.ts';
import type { Reads } from '../read/reads.ts';
import { submittedWith } from './submitted-with.ts';
import { withoutAbsent } from './without-absent.ts';

/** What a command says of a promotion that is asked for: judged by the simulation of the submission unless one is named. */
export const askedPromotion = async (
  request: FastifyRequest,
  { policyId, version, simulationId, canary, ...texts }: PromoteVersionRequest,
  { reads, texts: sealing }: { readonly reads: Reads; readonly texts: Texts },
) => {
  const digests = await sealing.seal(request, texts);
  const judgedBy = simulationId ?? (await submittedWith(reads, request, { policyId, version }));
  return {
    ...{ policyId, version },
    ...(judgedBy !== undefined && { simulationId: judgedBy }),
    ...(canary !== undefined && { canary: { ...withoutAbsent(canary), ...percentageIn(canary) } }),
    ...digests,
  };
};
