import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireSystem } from '../guards.ts';
import { OUT_OF_USE, versionIn, type Policy } from '../policy/state.ts';
import { requireVersion } from '../policy/version-of.ts';
import { evolveBinding, rollbackTargetOf, type Binding } from './binding.ts';
import type { BindingCommandOf } from './binding-commands.ts';
import type { BindingFact } from './binding-events.ts';
import type { EnvironmentNeeds } from './environment.ts';
import { bindingOf, type Environment } from './state.ts';

type Context = DecisionContext<EnvironmentNeeds>;
type OutOfUse = (typeof OUT_OF_USE)[number];

/**
 * Takes off a binding what may be bound nowhere any more: the canary ends, and what was stable gives way to where a rollback
 * would lead by now, or to nothing. The registry itself asks for it, of every environment that may have to; where nothing is
 * to do nothing happens.
 */
export const rollOff = (
  { data }: BindingCommandOf<'RollOff'>,
  environment: Environment,
  context: Context,
): readonly BindingFact[] => {
  requireSystem(context);
  const { policy } = context.needs;
  if (environment.status === 'absent' || policy === undefined) return [];
  const binding = bindingOf(environment, data.policyId);
  const withoutCanary = canaryRolledOff(data, binding, { policy, context });
  const left = withoutCanary.reduce(evolveBinding, binding);
  return [...withoutCanary, ...stableOutOfUse(data, left, { policy, context })];
};

type Of = BindingCommandOf<'RollOff'>['data'];
type Deciding = { readonly policy: Policy; readonly context: Context };

const canaryRolledOff = (
  of: Of,
  { canary }: Binding,
  { policy, context }: Deciding,
): readonly BindingFact[] => {
  const because = canary && outOfUse(policy, canary.version);
  if (canary === undefined || because === undefined) return [];
  const data = { ...of, version: canary.version, because, ...saidBy(context) };
  return [{ type: 'CanaryRolledOff', schemaVersion: 1, data }];
};

const stableOutOfUse = (of: Of, binding: Binding, deciding: Deciding): readonly BindingFact[] => {
  const { stable: version } = binding;
  const because = version === undefined ? undefined : outOfUse(deciding.policy, version);
  return version === undefined || because === undefined
    ? []
    : stableRolledOff({ ...of, version, because }, binding, deciding);
};

type RolledOff = Extract<BindingFact, { type: 'StableRolledOff' }>['data'];

/** What is stable gives way to where a rollback would lead, or to nothing. */
export const stableRolledOff = (
  left: Pick<RolledOff, 'environmentId' | 'policyId' | 'version' | 'because'>,
  binding: Binding,
  { policy, context }: Deciding,
): readonly BindingFact[] => {
  const data = { ...left, ...saidBy(context) };
  const target = rollbackTargetOf(binding, left.version, policy);
  if (target === undefined) return [{ type: 'StableRolledOff', schemaVersion: 1, data }];

  const found = requireVersion(policy, { policyId: left.policyId, version: target });
  const { semver, contentDigest, irDigest } = found.version;
  const rollbackTo = rollbackTargetOf(binding, target, policy);
  const to = {
    ...{ version: target, semver, contentDigest, irDigest },
    ...(rollbackTo !== undefined && { rollbackTo }),
  };
  return [{ type: 'StableRolledOff', schemaVersion: 1, data: { ...data, to } }];
};

const saidBy = ({ principal, now }: Context) => ({ by: principal.id, at: toTimestamp(now) });

/** Why a version must be bound nowhere; `undefined`: it may be. */
const outOfUse = (policy: Policy, number: number): OutOfUse | undefined => {
  const state = versionIn(policy, number)?.state;
  return OUT_OF_USE.find((one) => one === state);
};

/** Whether something is bound that may be bound nowhere. */
export const isToRollOff = ({ stable, canary }: Binding, policy: Policy): boolean =>
  [stable, canary?.version].some((number) => number !== undefined && outOfUse(policy, number) !== undefined);
