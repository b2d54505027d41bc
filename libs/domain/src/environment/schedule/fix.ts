import { idFromCommand, toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import type { Confirmation } from '../../confirmation.ts';
import type { Selector } from '../selector.ts';
import { basisOf, type Looked } from './basis.ts';
import type { FixedPromotion } from './events.ts';
import { rightOf } from './rights.ts';

/** What somebody wants to have promoted at a time. */
export type Wanted = Pick<
  FixedPromotion,
  'environmentId' | 'policyId' | 'version' | 'at' | 'reasonDigest' | 'ticketDigest'
> & { readonly simulationId: string | undefined; readonly canary: Selector | undefined };

type Fixing = Looked & {
  /** The first of two persons. */
  readonly first: Confirmation | undefined;
  readonly context: DecisionContext;
};

/** A promotion with everything that it rests on, fixed until its time. */
export const fixedPromotion = (
  { simulationId, canary, ...wanted }: Wanted,
  { first, context, ...looked }: Fixing,
): FixedPromotion => {
  const { id: scheduledBy } = context.principal;
  const persons = [scheduledBy, ...(first === undefined ? [] : [first.by])];
  return {
    ...wanted,
    promotionId: idFromCommand(context.commandId),
    ...(simulationId !== undefined && { simulationId }),
    ...(canary !== undefined && { canary }),
    ...basisOf(wanted.policyId, looked),
    ...{ scheduledBy, scheduledAt: toTimestamp(context.now) },
    ...(first !== undefined && { confirmation: { by: first.by, at: first.at } }),
    rights: persons.map((id) => rightOf(looked.tenant.access, id)),
  };
};
