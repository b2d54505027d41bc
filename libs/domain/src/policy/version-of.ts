import { reject } from '../rejection-codes.ts';
import { initialState, type Policy, type Version } from './state.ts';

type Named = { readonly policyId: string; readonly version: number };
type CreatedPolicy = Extract<Policy, { status: 'created' }>;
export type FoundVersion = { readonly policy: CreatedPolicy; readonly version: Version };

/** The version that a command names, with its policy; where nothing was loaded there is none. */
export const requireVersion = (
  policy: Policy = initialState,
  { policyId, version: number }: Named,
): FoundVersion => {
  if (policy.status === 'absent') throw reject('POLICY_UNKNOWN', `there is no policy ${policyId}`);
  const version = policy.versions[number - 1];
  if (version === undefined)
    throw reject('VERSION_UNKNOWN', `the policy ${policyId} has no version ${number}`);
  return { policy, version };
};

/** The version that a command names. */
export const versionOf = (policy: Policy, named: Named): Version => requireVersion(policy, named).version;
