import { digestOf } from '@policy-registry/kernel';

import type { PromotionFactOf, PromotionStatement } from '../environment/promotion-events.ts';
import { approvalGiven, sha } from './samples.ts';

type Promoted = PromotionFactOf<'VersionPromoted'>;
type Requested = PromotionFactOf<'PromotionRequested'>;

/** As promotions were recorded before they were signed. */
export const promoted: Promoted = {
  type: 'VersionPromoted',
  schemaVersion: 1,
  data: {
    environmentId: 'prod',
    policyId: 'pay-gate',
    version: 1,
    semver: '1.0.0',
    contentDigest: sha('content'),
    irDigest: sha('ir'),
    promotedBy: 'u-promoter',
    promotedAt: '2026-03-02T09:00:00.000Z',
  },
};

/** The request that this is bound by, once it is signed; made at 2026-03-02T09:00. */
export const requestOf = (
  { data: { promotedBy: requestedBy, promotedAt: requestedAt, attempt: _attempt, ...bound } }: Promoted,
  attempt = 1,
): Requested => {
  const { environmentId, policyId, version } = bound;
  const { approver, at } = approvalGiven.data;
  const statement: PromotionStatement = {
    ...{ tenant: 'acme', ...bound, requestedBy, requestedAt, approvals: [{ approver, at }] },
    ...{ reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
  };
  return {
    type: 'PromotionRequested',
    schemaVersion: 1,
    data: {
      ...{ environmentId, policyId, version, attempt },
      ...{ statement, statementDigest: digestOf(statement), endsBy: '2026-03-02T11:00:00.000Z' },
    },
  };
};

export const promotionRequested = requestOf(promoted);

/** What the registry binds once that request is signed, which makes the environment this revision. */
export const signedFrom = (
  { data: { attempt, statement, statementDigest } }: Requested,
  revision = 3,
): Promoted => {
  const { tenant: _tenant, approvals: _approvals, requestedBy, requestedAt, ...bound } = statement;
  return {
    type: 'VersionPromoted',
    schemaVersion: 1,
    data: {
      ...{ ...bound, promotedBy: requestedBy, promotedAt: requestedAt, attempt, statementDigest },
      ...{ attestationId: sha('bundle'), keyId: sha('key') },
      revision,
    },
  };
};

/** Its end without anything being bound. */
export const failedFrom = (
  { data: { environmentId, policyId, version, attempt } }: Requested,
  reason: string,
): PromotionFactOf<'PromotionFailed'> => ({
  type: 'PromotionFailed',
  schemaVersion: 1,
  data: { environmentId, policyId, version, attempt, reason },
});
