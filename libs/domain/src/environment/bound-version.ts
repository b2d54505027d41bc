import type { DecisionContext } from '@policy-registry/kernel';

import type { Policy } from '../policy/state.ts';
import { requireVersion, type FoundVersion } from '../policy/version-of.ts';
import { refuse, reject } from '../rejection-codes.ts';
import type { Environment } from './state.ts';

export type { FoundVersion } from '../policy/version-of.ts';

// What commands about bindings ask of the environment and of the version that they name.

export type CreatedEnvironment = Extract<Environment, { status: 'created' }>;

export const requireCreated = (
  environment: Environment,
  { environmentId }: { readonly environmentId: string },
): CreatedEnvironment => {
  if (environment.status === 'absent')
    throw reject('ENVIRONMENT_UNKNOWN', `there is no environment ${environmentId}`);
  return environment;
};

/** A version that may be promoted: published, and not out of use. */
export const requirePublished = (
  policy: Policy | undefined,
  named: Parameters<typeof requireVersion>[1],
  context: DecisionContext,
): FoundVersion => {
  const found = requireVersion(policy, named);
  const { state } = found.version;
  if (state !== 'published')
    refuse(context, 'VERSION_NOT_PUBLISHED', `version ${named.version} is ${state}, not published`);
  return found;
};
