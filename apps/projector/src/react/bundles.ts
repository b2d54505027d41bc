import {
  boundPolicies,
  BUNDLE_POLICIES_MAX,
  bundledPolicies,
  bundleJobOf,
  changesBindings,
  giveUpBundle,
  type Policy,
} from '@policy-registry/domain';
import type { RecordedEvent } from '@policy-registry/kernel';

import type { StateCache } from '../decide/state-cache.ts';
import { NOTHING, type Reactions } from './reactions.ts';
import { latestEnvironment, latestPolicy } from './typed-states.ts';

/** Has a bundle made of what is bound by now, where the event changed that. */
export const bundleAfter = async (
  { states }: { readonly states: StateCache },
  recorded: RecordedEvent,
): Promise<Reactions> => {
  const { tenant, aggregate, facts } = recorded.event;
  if (aggregate.type !== 'environment' || !changesBindings(facts)) return NOTHING;
  const environment = await latestEnvironment(states, tenant, aggregate.id);
  if (environment.status === 'absent') return NOTHING;
  const bundled = { environmentId: aggregate.id, revision: environment.changes };
  const bound = boundPolicies(environment);
  if (bound.length > BUNDLE_POLICIES_MAX) return { jobs: [], commands: [giveUpBundle(recorded, bundled)] };
  const policies = new Map<string, Policy>();
  for (const policyId of bound) policies.set(policyId, await latestPolicy(states, tenant, policyId));
  return {
    jobs: [bundleJobOf(recorded, bundled, bundledPolicies(environment, policies))],
    commands: [],
  };
};
