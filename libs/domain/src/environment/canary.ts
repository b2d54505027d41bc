import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { abortPromotion } from './attest-promotion.ts';
import { rollbackTargetOf, type Binding, type Canary } from './binding.ts';
import type { BindingCommandOf } from './binding-commands.ts';
import type { BindingFact } from './binding-events.ts';
import { requireCreated, requirePublished, type CreatedEnvironment } from './bound-version.ts';
import type { EnvironmentNeeds } from './environment.ts';
import type { PromotionFact } from './promotion-events.ts';
import { BASIS_POINTS_MAX, basisPointsOf } from './selector.ts';
import { bindingOf, type Environment } from './state.ts';
import { requireNoPublisher } from './two-persons.ts';

type Context = DecisionContext<EnvironmentNeeds>;
const A_CHANGE = 'a change of a canary';

type OnCanary = BindingCommandOf<'PauseCanary' | 'ContinueCanary' | 'AbortCanary'>;

/** Everybody gets what is stable, until the canary is continued as it was. */
export const pauseCanary = (
  { data }: BindingCommandOf<'PauseCanary'>,
  environment: Environment,
  context: Context,
): readonly BindingFact[] => {
  const { canary, changed } = requireCanary(data, requireOperated(data, environment, context), context);
  return canary.isPaused ? [] : [{ type: 'CanaryPaused', schemaVersion: 1, data: changed }];
};

/** Nobody gets the canary any more, or ever, where it is still being signed. */
export const abortCanary = (
  { data }: BindingCommandOf<'AbortCanary'>,
  environment: Environment,
  context: Context,
): readonly (BindingFact | PromotionFact)[] => {
  const created = requireOperated(data, environment, context);
  const aborted = abortPromotion(data, created);
  if (aborted.length > 0) {
    requireReason(context, data.reasonDigest, A_CHANGE);
    return aborted;
  }
  const { changed } = requireCanary(data, created, context);
  return [{ type: 'CanaryAborted', schemaVersion: 1, data: changed }];
};

/** Goes on with the canary: as it is, wider, or as what is stable. It never becomes narrower. */
export const continueCanary = (
  { data }: BindingCommandOf<'ContinueCanary'>,
  environment: Environment,
  context: Context,
): readonly BindingFact[] => {
  const created = requireOperated(data, environment, context);
  const { canary, changed, binding } = requireCanary(data, created, context);
  const { version: number } = canary;
  const { policy, version } = requirePublished(context.needs.policy, { ...data, version: number }, context);
  const { selector, isPaused } = canary;
  const basisPoints = data.percentage === undefined ? selector.basisPoints : basisPointsOf(data.percentage);
  if (basisPoints < selector.basisPoints) {
    refuse(context, 'CANARY_NARROWED', `it is at ${selector.basisPoints / 100} %: a canary only widens`);
  }
  if (data.complete === true || basisPoints === BASIS_POINTS_MAX) {
    const { approvalPolicy } = requireTenant(context.needs.tenant, context);
    requireNoPublisher(version, { approvalPolicy, context });
    const { semver, contentDigest, irDigest } = version;
    const { stable: previousVersion } = binding;
    const rollbackTo = rollbackTargetOf(binding, number, policy);
    const completed = {
      ...{ ...changed, semver, contentDigest, irDigest },
      ...(previousVersion !== undefined && { previousVersion }),
      ...(rollbackTo !== undefined && { rollbackTo }),
    };
    return [{ type: 'CanaryCompleted', schemaVersion: 1, data: completed }];
  }
  if (!isPaused && basisPoints === selector.basisPoints) return [];
  const widened = { ...changed, selector: { ...selector, basisPoints } };
  return [{ type: 'CanaryContinued', schemaVersion: 1, data: widened }];
};

type Asked = {
  readonly canary: Canary;
  readonly binding: Binding;
  /** What every fact about it says. */
  readonly changed: Extract<BindingFact, { type: 'CanaryPaused' }>['data'];
};

/** The environment, for somebody who may operate it. */
const requireOperated = (
  data: OnCanary['data'],
  environment: Environment,
  context: Context,
): CreatedEnvironment => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:operate');
  requireScope(context, 'policy:activate');
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);
  return created;
};

/** The canary that a command is about, which says why. */
const requireCanary = (
  { environmentId, policyId, reasonDigest, ticketDigest }: OnCanary['data'],
  created: CreatedEnvironment,
  context: Context,
): Asked => {
  const binding = bindingOf(created, policyId);
  const { canary } = binding;
  if (canary === undefined)
    throw reject('CANARY_MISSING', `there is no canary of ${policyId} in ${environmentId}`);
  const { version } = canary;
  const changed = {
    ...{ environmentId, policyId, version },
    reasonDigest: requireReason(context, reasonDigest, A_CHANGE),
    ...(ticketDigest !== undefined && { ticketDigest }),
    by: context.principal.id,
    at: toTimestamp(context.now),
  };
  return { canary, binding, changed };
};
