import { idFromCommand, toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import type { Access } from '../../tenant/access.ts';
import type { Selector } from '../selector.ts';
import type { FirstWord } from '../two-persons.ts';
import type { Basis } from './basis.ts';
import type { FixedPromotion } from './events.ts';
import { rightOf } from './rights.ts';

/** What somebody wants to have promoted at a time. */
export type Wanted = Pick<
  FixedPromotion,
  'environmentId' | 'policyId' | 'version' | 'at' | 'reasonDigest' | 'ticketDigest'
> & { readonly simulationId: string | undefined; readonly canary: Selector | undefined };

type Fixing = {
  readonly basis: Basis;
  readonly access: Access;
  /** The first of two persons. */
  readonly first: FirstWord | undefined;
  readonly context: DecisionContext;
};

/** A promotion with everything that it rests on, fixed until its time. */
export const fixedPromotion = (
  { simulationId, canary, ...wanted }: Wanted,
  { basis, access, first, context }: Fixing,
): FixedPromotion => {
  const { id: scheduledBy } = context.principal;
  const rights = [rightOf(access, scheduledBy)];
  // Of the first person, what they had when they said so.
  if (first !== undefined) rights.push(first.right ?? rightOf(access, first.by));
  return {
    ...wanted,
    promotionId: idFromCommand(context.commandId),
    ...(simulationId !== undefined && { simulationId }),
    ...(canary !== undefined && { canary }),
    ...basis,
    ...{ scheduledBy, scheduledAt: toTimestamp(context.now) },
    ...(first !== undefined && { confirmation: { by: first.by, at: first.at } }),
    rights,
  };
};
