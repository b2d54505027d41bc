import { toTimestamp } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../guards.ts';
import { refuse } from '../rejection-codes.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyContext } from './decide.ts';
import type { PolicyFact } from './events.ts';
import { requireFrozen } from './frozen.ts';
import { isBindable, type Policy } from './state.ts';
import { requireVersion } from './version-of.ts';

/** Versions that one command recalls: each is a fact of its one event. */
export const RECALLED_AT_ONCE_MAX = 64;

/**
 * Says of a version, or of every one in a range that is in use, that it must be bound nowhere. Environments are rolled off
 * them by what follows from the event. What of a range was never published, or is out of use already, stays as it is.
 */
export const recall = (
  { data }: PolicyCommandOf<'RecallVersion'>,
  policy: Policy,
  context: PolicyContext,
): readonly PolicyFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:operate');
  const { policyId, version: last, fromVersion: first = last, reasonDigest: given, ticketDigest } = data;
  const found = requireVersion(policy, { policyId, version: last });
  requireMatch(context, found.version.changes);
  if (first > last) refuse(context, 'RANGE_INVALID', `a range from ${first} to ${last} holds nothing`);

  const range = found.policy.versions
    .map((version, index) => ({ version, number: index + 1 }))
    .filter(({ number }) => first <= number && number <= last);
  const recalled = range.filter(({ number }) => isBindable(policy, number));
  if (recalled.length === 0 && range.some(({ version }) => version.state === 'recalled')) return [];
  if (recalled.length === 0)
    refuse(
      context,
      'VERSION_NOT_PUBLISHED',
      `version ${last} is ${found.version.state}: it is in use nowhere`,
    );
  if (recalled.length > RECALLED_AT_ONCE_MAX)
    refuse(context, 'RANGE_INVALID', `at most ${RECALLED_AT_ONCE_MAX} versions are recalled at once`);
  const reasonDigest = requireReason(context, given, 'a recall');
  for (const { version } of recalled) requireFrozen(version, context);

  const said = {
    ...{ by: context.principal.id, at: toTimestamp(context.now), reasonDigest },
    ...(ticketDigest !== undefined && { ticketDigest }),
  };
  return recalled.map(({ number }) => ({
    type: 'VersionRecalled',
    schemaVersion: 1,
    data: { policyId, version: number, ...said },
  }));
};
