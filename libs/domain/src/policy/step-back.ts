import { toTimestamp } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../guards.ts';
import { refuse } from '../rejection-codes.ts';
import type { Scope } from '../scopes.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyContext } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { requireFrozen } from './frozen.ts';
import type { Version, VersionState } from './state.ts';

/** A step away from production: out of review, or out of use. Each needs a reason, which is kept with who took it. */
type StepBack = PolicyCommandOf<'RequestChanges' | 'WithdrawVersion' | 'DeprecateVersion' | 'ArchiveVersion'>;

const STEPS = {
  RequestChanges: { scope: 'policy:review', fact: 'ChangesRequested' },
  WithdrawVersion: { scope: 'policy:author', fact: 'VersionWithdrawn' },
  DeprecateVersion: { scope: 'policy:operate', fact: 'VersionDeprecated', to: 'deprecated' },
  ArchiveVersion: { scope: 'policy:archive', fact: 'VersionArchived', to: 'archived' },
} as const satisfies Record<StepBack['type'], Step>;

type Step = {
  readonly scope: Scope;
  readonly fact: PolicyFact['type'];
  /** A version that is there already stays as it is. */
  readonly to?: VersionState;
};

export const stepBack = (
  { type, data }: StepBack,
  version: Version,
  context: PolicyContext,
): readonly PolicyFact[] => {
  const { scope, fact, to }: (typeof STEPS)[StepBack['type']] & Step = STEPS[type];
  requireTenant(context.needs.tenant, context);
  requireScope(context, scope);
  requireMatch(context, version.changes);
  if (version.state === to) return [];
  requireStateFor(type, version, { context, number: data.version });
  const { reasonDigest: given, ...named } = data;
  const reasonDigest = requireReason(context, given, 'a step back');
  requireFrozen(version, context);

  const { id: by } = context.principal;
  const at = toTimestamp(context.now);
  return [{ type: fact, schemaVersion: 1, data: { ...named, by, at, reasonDigest } }];
};

const requireStateFor = (
  type: StepBack['type'],
  { state }: Version,
  { context, number }: { readonly context: PolicyContext; readonly number: number },
): void => {
  switch (type) {
    case 'RequestChanges':
    case 'WithdrawVersion':
      if (state !== 'submitted') refuse(context, 'VERSION_NOT_SUBMITTED', `version ${number} is ${state}`);
      return;
    case 'DeprecateVersion':
      if (state !== 'published')
        refuse(context, 'VERSION_NOT_PUBLISHED', `version ${number} is ${state}, not published`);
      return;
    case 'ArchiveVersion':
      if (state !== 'deprecated')
        refuse(context, 'VERSION_NOT_DEPRECATED', `version ${number} is ${state}: deprecate it before`);
  }
};
