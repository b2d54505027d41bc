import type { OpenTenant } from '../../tenant/state.ts';
import type { CreatedEnvironment, FoundVersion } from '../bound-version.ts';
import { bindingChangesOf, bindingOf } from '../state.ts';
import type { FixedPromotion, Suspension } from './events.ts';

/** What a promotion rests on. */
export type Basis = Pick<
  FixedPromotion,
  | 'contentDigest'
  | 'irDigest'
  | 'stable'
  | 'bindingChanges'
  | 'gatesVersion'
  | 'budgetsVersion'
  | 'approvals'
  | 'approvalPolicyVersion'
  | 'evidenceDigest'
>;

export type Looked = {
  readonly found: FoundVersion;
  readonly environment: CreatedEnvironment;
  readonly tenant: OpenTenant;
};

/** The same as it is now. */
export const basisOf = (
  policyId: string,
  { found: { version }, environment, tenant: { approvalPolicy } }: Looked,
): Basis => {
  const { contentDigest, irDigest, submission, approvals } = version;
  const { stable } = bindingOf(environment, policyId);
  const bindingChanges = bindingChangesOf(environment, policyId);
  const { gates, budgets } = environment;
  return {
    ...{ contentDigest, irDigest },
    ...(stable !== undefined && { stable }),
    ...(bindingChanges > 0 && { bindingChanges }),
    ...(gates !== undefined && { gatesVersion: gates.version }),
    ...(budgets !== undefined && { budgetsVersion: budgets.version }),
    approvals: approvals.map(({ approver, at }) => ({ approver, at })),
    approvalPolicyVersion: approvalPolicy.version,
    ...(submission !== undefined && { evidenceDigest: submission.evidenceDigest }),
  };
};

/** What of it is no longer as it was fixed. Approvals that came since are no change. */
export const changesOf = (fixed: Basis, now: Basis): readonly Suspension[] => [
  ...baseChange(fixed, now),
  ...(isStillApproved(fixed, now)
    ? []
    : [change('APPROVALS_CHANGED', 'the approvals, or the policy that asks for them, are others by now')]),
  ...(fixed.gatesVersion === now.gatesVersion && fixed.budgetsVersion === now.budgetsVersion
    ? []
    : [change('GATES_CHANGED', 'the gates or the impact budgets were set anew')]),
];

/** A step back and an aborted canary leave stable what was, and yet say something of what is to come. */
const baseChange = (fixed: Basis, now: Basis): readonly Suspension[] => {
  if (fixed.stable !== now.stable)
    return [change('BASE_CHANGED', `${named(fixed.stable)} was stable, and now ${named(now.stable)} is`)];
  return fixed.bindingChanges === now.bindingChanges
    ? []
    : [
        change(
          'BASE_CHANGED',
          `${named(now.stable)} is stable as before, and something else was bound meanwhile`,
        ),
      ];
};

const isStillApproved = (fixed: Basis, now: Basis): boolean =>
  fixed.approvalPolicyVersion === now.approvalPolicyVersion &&
  fixed.evidenceDigest === now.evidenceDigest &&
  fixed.approvals.every((one) =>
    now.approvals.some(({ approver, at }) => approver === one.approver && at === one.at),
  );

const change = (code: Suspension['code'], detail: string): Suspension => ({ code, detail });

const named = (version: number | undefined): string =>
  version === undefined ? 'nothing' : `version ${version}`;
