import { toTimestamp } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../guards.ts';
import { refuse } from '../rejection-codes.ts';
import type { Scope } from '../scopes.ts';
import type { PolicyCommand } from './commands.ts';
import type { PolicyContext } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { requireFrozen } from './frozen.ts';
import type { Version } from './state.ts';

/** A step away from production: out of review, or out of use. Each needs a reason, which is kept with who took it. */
type StepBack = Extract<PolicyCommand, { type: 'RequestChanges' | 'WithdrawVersion' | 'DeprecateVersion' }>;

const STEPS = {
  RequestChanges: { scope: 'policy:review', fact: 'ChangesRequested' },
  WithdrawVersion: { scope: 'policy:author', fact: 'VersionWithdrawn' },
  DeprecateVersion: { scope: 'policy:operate', fact: 'VersionDeprecated' },
} as const satisfies Record<StepBack['type'], { scope: Scope; fact: PolicyFact['type'] }>;

export const stepBack = (
  { type, data }: StepBack,
  version: Version,
  context: PolicyContext,
): readonly PolicyFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, STEPS[type].scope);
  requireMatch(context, version.changes);
  if (type === 'DeprecateVersion' && version.state === 'deprecated') return [];
  requireStateFor(type, version, { context, number: data.version });
  const { reasonDigest: given, ...named } = data;
  const reasonDigest = requireReason(context, given, 'a step back');
  requireFrozen(version, context);

  const { id: by } = context.principal;
  const at = toTimestamp(context.now);
  return [{ type: STEPS[type].fact, schemaVersion: 1, data: { ...named, by, at, reasonDigest } }];
};

const requireStateFor = (
  type: StepBack['type'],
  { state }: Version,
  { context, number }: { readonly context: PolicyContext; readonly number: number },
): void => {
  if (type === 'DeprecateVersion') {
    if (state !== 'published')
      refuse(context, 'VERSION_NOT_PUBLISHED', `version ${number} is ${state}, not published`);
    return;
  }
  if (state !== 'submitted') refuse(context, 'VERSION_NOT_SUBMITTED', `version ${number} is ${state}`);
};
