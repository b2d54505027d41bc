import { reject } from '../rejection-codes.ts';
import type { Policy, Version } from './state.ts';

/** The version that a command names. */
export const versionOf = (
  policy: Policy,
  { policyId, version: number }: { policyId: string; version: number },
): Version => {
  if (policy.status === 'absent') throw reject('POLICY_UNKNOWN', `there is no policy ${policyId}`);
  const version = policy.versions[number - 1];
  if (version === undefined)
    throw reject('VERSION_UNKNOWN', `the policy ${policyId} has no version ${number}`);
  return version;
};
