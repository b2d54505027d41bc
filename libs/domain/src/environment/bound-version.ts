import type { DecisionContext } from '@policy-registry/kernel';

import type { Policy, Version } from '../policy/state.ts';
import { refuse, reject } from '../rejection-codes.ts';
import type { Environment } from './state.ts';

// What commands about bindings ask of the environment and of the version that they name.

export type CreatedPolicy = Extract<Policy, { status: 'created' }>;
export type CreatedEnvironment = Extract<Environment, { status: 'created' }>;

export const requireCreated = (
  environment: Environment,
  { environmentId }: { readonly environmentId: string },
): CreatedEnvironment => {
  if (environment.status === 'absent')
    throw reject('ENVIRONMENT_UNKNOWN', `there is no environment ${environmentId}`);
  return environment;
};

type Named = { readonly policyId: string; readonly version: number };
type Found = { readonly policy: CreatedPolicy; readonly version: Version };

export const requireVersion = (policy: Policy | undefined, { policyId, version: number }: Named): Found => {
  if (policy === undefined || policy.status === 'absent')
    throw reject('POLICY_UNKNOWN', `there is no policy ${policyId}`);
  const version = policy.versions[number - 1];
  if (version === undefined)
    throw reject('VERSION_UNKNOWN', `the policy ${policyId} has no version ${number}`);
  return { policy, version };
};

/** A version that may be promoted: published, and not out of use. */
export const requirePublished = (
  policy: Policy | undefined,
  named: Named,
  context: DecisionContext,
): Found => {
  const found = requireVersion(policy, named);
  const { state } = found.version;
  if (state !== 'published')
    refuse(context, 'VERSION_NOT_PUBLISHED', `version ${named.version} is ${state}, not published`);
  return found;
};
