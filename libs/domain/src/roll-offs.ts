import { reactionIdOf, type FactShape, type NeededAggregate } from '@policy-registry/kernel';

import { EnvironmentFact } from './environment/events.ts';
import { isToRollOff } from './environment/roll-off.ts';
import { bindingOf, type Environment } from './environment/state.ts';
import type { FollowUp } from './follow-ups.ts';
import { PolicyFact } from './policy/events.ts';
import type { Policy } from './policy/state.ts';

// A version is recalled or archived in its policy and bound in environments, and neither decision is guarded against the
// other. So each asks afterwards: whichever of the two came last finds what the other one did.

type Happened = { readonly aggregate: NeededAggregate; readonly facts: readonly FactShape[] };

/** Bindings that may hold what may be bound nowhere. */
export type Suspicion = {
  readonly policyId: string;
  /** `undefined`: in any environment. */
  readonly environmentId: string | undefined;
};

/** The bindings that an event may have made such: it took versions out of use, or bound some. */
export const suspicionsAfter = ({ aggregate: { type, id }, facts }: Happened): readonly Suspicion[] => {
  if (type === 'policy') {
    const isOutOfUse = facts.some((fact) => OUT_OF_USE.has(PolicyFact.parse(fact).type));
    return isOutOfUse ? [{ policyId: id, environmentId: undefined }] : [];
  }
  if (type !== 'environment') return [];
  const bound = facts.map((fact) => EnvironmentFact.parse(fact)).flatMap(policyBoundBy);
  return [...new Set(bound)].map((policyId) => ({ policyId, environmentId: id }));
};

const OUT_OF_USE: ReadonlySet<PolicyFact['type']> = new Set(['VersionArchived', 'VersionRecalled']);

const policyBoundBy = (fact: EnvironmentFact): readonly string[] => {
  switch (fact.type) {
    case 'VersionPromoted':
    case 'CanaryCompleted':
    case 'BindingRolledBack':
    case 'StableRolledOff':
      return [fact.data.policyId];
    case 'EnvironmentCreated':
    case 'PromotionConfirmed':
    case 'PromotionRequested':
    case 'PromotionFailed':
    case 'PromotionScheduled':
    case 'ScheduledPromotionResumed':
    case 'ScheduledPromotionSuspended':
    case 'ScheduledPromotionCancelled':
    case 'BudgetsSet':
    case 'GatesSet':
    case 'BreakGlassReviewed':
    case 'PromotionApproved':
    case 'CanaryPaused':
    case 'CanaryContinued':
    case 'CanaryAborted':
    case 'CanaryRolledOff':
      return [];
  }
};

type Binding = { readonly environmentId: string; readonly policyId: string };
type States = { readonly environment: Environment; readonly policy: Policy };

/** Has an environment rolled off, if it has to be as things are by now. */
export const rollOffOf = (
  eventId: string,
  { environmentId, policyId }: Binding,
  { environment, policy }: States,
): readonly FollowUp[] =>
  environment.status === 'created' && isToRollOff(bindingOf(environment, policyId), policy)
    ? [
        {
          commandId: reactionIdOf(eventId, `RollOff-${environmentId}-${policyId}`),
          type: 'RollOff',
          data: { environmentId, policyId },
        },
      ]
    : [];
