import { outcomeSubject, type Outcome } from '@policy-registry/kernel';

import type { Outcomes } from '../outcomes.ts';

/** Outcomes in memory, under the same contract as the real ones. */
export const inMemoryOutcomes = (): Outcomes => {
  const kept = new Map<string, Outcome>();
  return {
    read: async (tenant, commandId) => kept.get(outcomeSubject(tenant, commandId)),
    record: async (outcome) => {
      const subject = outcomeSubject(outcome.tenant, outcome.commandId);
      const first = kept.get(subject);
      const stands = first !== undefined && (first.status === 'accepted' || outcome.status !== 'accepted');
      if (stands) return first;
      kept.set(subject, outcome);
      return outcome;
    },
  };
};
