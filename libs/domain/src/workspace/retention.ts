import type { Policy } from '../policy/state.ts';
import { reject } from '../rejection-codes.ts';
import type { Tenant } from '../tenant/state.ts';
import { REVISIONS_DISPOSED_MAX, type WorkspaceFact } from './events.ts';
import type { Workspace } from './state.ts';

/**
 * Whether the content of a revision is kept no longer. What a version was made of is always kept: also where the version was
 * made while the revision was disposed of, as neither decision saw the other.
 */
export const isDisposed = (
  revision: number,
  workspace: Workspace | undefined,
  policy: Policy | undefined,
): boolean => workspace?.revisions[revision - 1]?.isDisposed === true && !isOfVersion(policy, revision);

export const requireKept = (revision: number, ...seen: [Workspace | undefined, Policy | undefined]): void => {
  if (isDisposed(revision, ...seen))
    throw reject('REVISION_DISPOSED', `the content of revision ${revision} is kept no longer`);
};

/**
 * What is disposed of as `saved` becomes the newest revision: the oldest contents beyond those that the tenant keeps. What a
 * version was made of stays, and so does everything that is told of a revision beside its content: who saved it counts for ever.
 */
export const disposals = (
  { policyId, saved }: { readonly policyId: string; readonly saved: number },
  { revisions }: Workspace,
  { tenant, policy }: { readonly tenant: Tenant; readonly policy: Policy },
): readonly WorkspaceFact[] => {
  const { revisionsKept = saved } = tenant.status === 'open' ? tenant.settings : {};
  const disposed = revisions
    .slice(0, Math.max(0, saved - revisionsKept))
    .flatMap(({ isDisposed: isGone }, index) => (isGone ? [] : [index + 1]))
    .filter((revision) => !isOfVersion(policy, revision))
    .slice(0, REVISIONS_DISPOSED_MAX);
  return disposed.length === 0
    ? []
    : [{ type: 'RevisionsDisposed', schemaVersion: 1, data: { policyId, revisions: disposed } }];
};

const isOfVersion = (policy: Policy | undefined, revision: number): boolean =>
  policy?.status === 'created' && policy.versions.some((version) => version.revision === revision);
