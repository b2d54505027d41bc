import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { abortPromotion } from './attest-promotion.ts';
import { rollbackTargetOf, type Binding, type Canary } from './binding.ts';
import type { BindingCommandOf } from './binding-commands.ts';
import type { BindingFact } from './binding-events.ts';
import {
  requireCreated,
  requirePublished,
  type CreatedEnvironment,
  type FoundVersion,
} from './bound-version.ts';
import type { EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';
import { requireOpenWindows } from './gates/windows.ts';
import type { PromotionFact } from './promotion-events.ts';
import { BASIS_POINTS_MAX, basisPointsOf } from './selector.ts';
import { bindingOf, type Environment } from './state.ts';
import { completionConfirmationFor, requireNoPublisher } from './two-persons.ts';

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

/** Nobody gets the canary any more; or nothing comes of what is still being signed, be it a canary or not. */
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

/**
 * Goes on with the canary: as it is, wider, or as what is stable. It never becomes narrower. More subjects come to it only where
 * the windows of the environment are open.
 */
export const continueCanary = (
  { data }: BindingCommandOf<'ContinueCanary'>,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  const created = requireOperated(data, environment, context);
  const asked = requireCanary(data, created, context);
  const { canary, changed } = asked;
  const found = requirePublished(context.needs.policy, { ...data, version: canary.version }, context);
  const { selector, isPaused } = canary;
  const basisPoints = data.percentage === undefined ? selector.basisPoints : basisPointsOf(data.percentage);
  if (basisPoints < selector.basisPoints) {
    refuse(context, 'CANARY_NARROWED', `it is at ${selector.basisPoints / 100} %: a canary only widens`);
  }
  const isCompleted = data.complete === true || basisPoints === BASIS_POINTS_MAX;
  if (isCompleted || isPaused || basisPoints > selector.basisPoints) requireOpenWindows(created, context);
  if (isCompleted) return completed(asked, found, created, context);
  if (!isPaused && basisPoints === selector.basisPoints) return [];
  const widened = { ...changed, selector: { ...selector, basisPoints } };
  return [{ type: 'CanaryContinued', schemaVersion: 1, data: widened }];
};

/** The canary becomes what is stable; by two persons, where promoting takes two. */
const completed = (
  { canary, changed, binding }: Asked,
  { policy, version }: FoundVersion,
  { confirmations }: CreatedEnvironment,
  context: Context,
): readonly EnvironmentFact[] => {
  const deciding = { tenant: requireTenant(context.needs.tenant, context), context };
  requireNoPublisher(version, deciding);
  const { semver, contentDigest, irDigest } = version;
  const { stable: previousVersion } = binding;
  const { environmentId, policyId, reasonDigest, ticketDigest } = changed;
  const bound = { contentDigest, irDigest, stable: previousVersion ?? null };
  const asked = { environmentId, policyId, version: canary.version, reasonDigest, ticketDigest, bound };
  const { first, fact } = completionConfirmationFor(asked, confirmations, deciding);
  if (fact !== undefined) return [fact];
  const rollbackTo = rollbackTargetOf(binding, canary.version, policy);
  const data = {
    ...{ ...changed, semver, contentDigest, irDigest },
    ...(previousVersion !== undefined && { previousVersion }),
    ...(rollbackTo !== undefined && { rollbackTo }),
    ...(first !== undefined && { confirmation: { by: first.by, at: first.at } }),
  };
  return [{ type: 'CanaryCompleted', schemaVersion: 1, data }];
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
