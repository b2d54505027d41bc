import type { Environment, Policy } from '@policy-registry/domain';

import type { Replay } from './replay.ts';

/** What is bound in an environment although it was recalled or archived, and nothing is under way that would change it. */
export const boundWrongly = ({ aggregates }: Replay): readonly string[] => {
  const states = new Map(aggregates().map(([key, { state }]) => [key, state]));
  return [...states].flatMap(([key, state]) => {
    const [tenant, type] = key.split('.');
    if (type !== 'environment') return [];
    // Each was folded by the `evolve` that its type names.
    const environment = state as Environment;
    if (environment.status === 'absent') return [];
    return [...environment.bindings].flatMap(([policyId, { stable, canary }]) => {
      const policy = states.get(`${tenant}.policy.${policyId}`) as Policy | undefined;
      const versions = policy?.status === 'created' ? policy.versions : [];
      return [stable, canary?.version]
        .map((number) => number !== undefined && versions[number - 1]?.state)
        .filter((is) => is === 'recalled' || is === 'archived')
        .map((is) => `${key} has a version of ${policyId} bound that is ${is}`);
    });
  });
};
