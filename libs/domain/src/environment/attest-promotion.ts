import { digestOf, toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { isDue, requireSystem, SIGNING_MS_MAX } from '../guards.ts';
import { requireVersion } from '../policy/version-of.ts';
import { reject } from '../rejection-codes.ts';
import { changesBinding } from './binding-events.ts';
import { requireCreated, type CreatedEnvironment } from './bound-version.ts';
import type { EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';
import type { PromotionCommandOf } from './promotion-commands.ts';
import type { PromotionFact, PromotionFactOf, PromotionStatement } from './promotion-events.ts';
import { pendingOf, type PendingPromotion } from './promotion.ts';
import type { Environment } from './state.ts';

type Context = DecisionContext<EnvironmentNeeds>;

// A promotion takes two steps: the request fixes what will be bound and stated, the binding changes only when that statement
// comes back signed. Whatever ends it before leaves everything bound as it is.

/** Asks for the signature of what is stated. */
export const requested = (
  statement: PromotionStatement,
  { promotions }: CreatedEnvironment,
  { now }: Pick<Context, 'now'>,
): PromotionFactOf<'PromotionRequested'> => {
  const { environmentId, policyId, version } = statement;
  return {
    type: 'PromotionRequested',
    schemaVersion: 1,
    data: {
      ...{ environmentId, policyId, version },
      attempt: (promotions?.get(policyId)?.attempt ?? 0) + 1,
      ...{ statement, statementDigest: digestOf(statement) },
      endsBy: toTimestamp(now + SIGNING_MS_MAX),
    },
  };
};

/** Binds what was signed, unless the version is out of use by now. */
export const recordPromotionAttestation = (
  { data }: PromotionCommandOf<'RecordPromotionAttestation'>,
  environment: Environment,
  context: Context,
): readonly PromotionFact[] => {
  requireSystem(context);
  const { policyId, attempt, statementDigest, attestationId, keyId } = data;
  const { promotions, changes } = requireCreated(environment, data);
  const last = promotions?.get(policyId);
  if (last?.attempt === attempt && last.status === 'bound') return [];
  if (last?.attempt !== attempt || last.status !== 'pending')
    throw reject('ATTEMPT_STALE', `attempt ${attempt} to promote ${policyId} is over`);
  if (statementDigest !== last.statementDigest)
    throw reject('STATEMENT_MISMATCHED', 'the statement signed is not the statement requested');
  if (requireVersion(context.needs.policy, last.statement).version.state !== 'published')
    return [failed(last, 'VERSION_NOT_PUBLISHED')];

  const { tenant: _tenant, approvals: _approvals, requestedAt: _asked, ...promoted } = last.statement;
  const { requestedBy: promotedBy, ...bound } = promoted;
  return [
    {
      type: 'VersionPromoted',
      schemaVersion: 1,
      data: {
        ...bound,
        ...{ promotedBy, promotedAt: toTimestamp(context.now), revision: changes + 1 },
        ...{ attempt, statementDigest, attestationId, keyId },
      },
    },
  ];
};

export const recordPromotionFailure = (
  { data }: PromotionCommandOf<'RecordPromotionFailure'>,
  environment: Environment,
  context: Context,
): readonly PromotionFact[] => {
  requireSystem(context);
  const pending = pendingOf(requireCreated(environment, data).promotions, data.policyId);
  return pending?.attempt === data.attempt ? [failed(pending, data.reason)] : [];
};

/** Gives up a promotion whose signature never came back, so that it can be asked for again. */
export const timeOutPromotion = (
  { data }: PromotionCommandOf<'TimeOutPromotion'>,
  environment: Environment,
  context: Context,
): readonly PromotionFact[] => {
  requireSystem(context);
  const pending = pendingOf(requireCreated(environment, data).promotions, data.policyId);
  const isOver = pending?.attempt === data.attempt && isDue(pending.endsBy, context.now);
  return isOver ? [failed(pending, 'TIMED_OUT')] : [];
};

/** The promotion that is being signed, given up before it bound anything. */
export const abortPromotion = (
  { policyId }: { readonly policyId: string },
  { promotions }: CreatedEnvironment,
): readonly PromotionFact[] => {
  const pending = pendingOf(promotions, policyId);
  return pending === undefined ? [] : [failed(pending, 'ABORTED')];
};

/** Facts that change a binding, with the end of the promotion that rests on what was bound before. */
export const endingPending = (
  facts: readonly EnvironmentFact[],
  environment: Environment,
): readonly EnvironmentFact[] => {
  const promotions = environment.status === 'created' ? environment.promotions : undefined;
  // An event of an environment is about the binding of one policy.
  const changed = facts.find(changesBinding);
  const pending = changed && pendingOf(promotions, changed.data.policyId);
  return pending === undefined ? facts : [failed(pending, 'BINDING_CHANGED'), ...facts];
};

const failed = (
  { attempt, statement: { environmentId, policyId, version } }: PendingPromotion,
  reason: string,
): PromotionFactOf<'PromotionFailed'> => ({
  type: 'PromotionFailed',
  schemaVersion: 1,
  data: { environmentId, policyId, version, attempt, reason },
});
