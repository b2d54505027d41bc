import { toTimestamp } from '@policy-registry/kernel';

import { requireMatch, requireScope, requireTenant } from '../guards.ts';
import { reject } from '../rejection-codes.ts';
import type { Scope } from '../scopes.ts';
import type { PolicyCommand, PolicyCommandOf } from './commands.ts';
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
  requireStateFor(type, data, version);
  const { reasonDigest, ...named } = data;
  if (reasonDigest === undefined) throw reject('REASON_MISSING', 'a step back needs a reason');
  requireFrozen(version, context.needs.workspace);

  const { id: by } = context.principal;
  const at = toTimestamp(context.now);
  return [{ type: STEPS[type].fact, schemaVersion: 1, data: { ...named, by, at, reasonDigest } }];
};

const requireStateFor = (
  type: StepBack['type'],
  { version: number }: PolicyCommandOf<StepBack['type']>['data'],
  { state }: Version,
): void => {
  if (type === 'DeprecateVersion') {
    if (state !== 'published')
      throw reject('VERSION_NOT_PUBLISHED', `version ${number} is ${state}, not published`);
    return;
  }
  if (state !== 'submitted') throw reject('VERSION_NOT_SUBMITTED', `version ${number} is ${state}`);
};
