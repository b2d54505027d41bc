import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import {
  isDue,
  requireMatch,
  requirePerson,
  requireReason,
  requireScope,
  requireSystem,
  requireTenant,
} from '../../guards.ts';
import { versionIn } from '../../policy/state.ts';
import { refuse, reject } from '../../rejection-codes.ts';
import type { BindingFact } from '../binding-events.ts';
import { requireCreated, type CreatedEnvironment } from '../bound-version.ts';
import type { EnvironmentNeeds } from '../environment.ts';
import type { EnvironmentFact } from '../events.ts';
import { stableRolledOff } from '../roll-off.ts';
import { bindingOf, type Environment } from '../state.ts';
import type { BreakGlassCommandOf } from './commands.ts';
import type { BreakGlassEnd } from './events.ts';

type Context = DecisionContext<EnvironmentNeeds>;

/** What another person says of a promotion past the gates: it stays bound, or gives way at once to what was stable before. */
export const reviewBreakGlass = (
  { data }: BreakGlassCommandOf<'ReviewBreakGlass'>,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:approve');
  requirePerson(context);
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);
  const { environmentId, policyId, verdict, ticketDigest } = data;
  const unreviewed = created.unreviewed.get(policyId);
  if (unreviewed === undefined)
    throw reject('BREAK_GLASS_MISSING', `no promotion of ${policyId} past the gates waits for a review`);
  const { version } = unreviewed;
  const { id: by } = context.principal;
  if (by === unreviewed.by)
    refuse(context, 'REVIEWER_PROMOTED', 'you promoted it past the gates: somebody else reviews it');
  const { policy } = context.needs;
  if (policy !== undefined && versionIn(policy, version)?.lineage.includes(by))
    refuse(context, 'APPROVER_IN_LINEAGE', `you had a hand in version ${version}: somebody else reviews it`);
  const reasonDigest = requireReason(context, data.reasonDigest, 'a review of a promotion past the gates');
  const reviewed: EnvironmentFact = {
    type: 'BreakGlassReviewed',
    schemaVersion: 1,
    data: {
      ...{ environmentId, policyId, version, verdict, by, at: toTimestamp(context.now), reasonDigest },
      ...(ticketDigest !== undefined && { ticketDigest }),
    },
  };
  return verdict === 'accepted'
    ? [reviewed]
    : [reviewed, ...ended(created, { environmentId, policyId, version }, 'break_glass_rejected', context)];
};

/** Its time is over, and nobody agreed to it: what was stable before is so again. The review is still to come. */
export const endBreakGlass = (
  { data }: BreakGlassCommandOf<'EndBreakGlass'>,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  requireSystem(context);
  const created = requireCreated(environment, data);
  const unreviewed = created.unreviewed.get(data.policyId);
  const isOver = unreviewed?.version === data.version && isDue(unreviewed.endsBy, context.now);
  return isOver ? ended(created, data, 'break_glass_over', context) : [];
};

const ended = (
  environment: CreatedEnvironment,
  { environmentId, policyId, version }: BreakGlassCommandOf<'EndBreakGlass'>['data'],
  because: BreakGlassEnd,
  context: Context,
): readonly BindingFact[] => {
  const binding = bindingOf(environment, policyId);
  const { policy } = context.needs;
  if (binding.stable !== version || policy === undefined) return [];
  return stableRolledOff({ environmentId, policyId, version, because }, binding, { policy, context });
};
