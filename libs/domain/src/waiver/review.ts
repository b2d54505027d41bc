import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requirePerson, requireReason, requireScope, requireTenant } from '../guards.ts';
import { requireExplained } from '../policy/requirement.ts';
import { refuse } from '../rejection-codes.ts';
import type { WaiverCommandOf } from './commands.ts';
import type { WaiverFact } from './events.ts';
import { requireExpiry } from './request.ts';
import type { Waiver, Waivers } from './state.ts';
import type { WaiverNeeds } from './waiver.ts';
import { waiverOf } from './waiver-of.ts';

type Context = DecisionContext<WaiverNeeds>;
type Ending = WaiverCommandOf<'RejectWaiver' | 'WithdrawWaiver' | 'RevokeWaiver'>['data'];

/** Somebody agrees who neither asked for it nor owns it. Its expiry is measured from here. */
export const approve = (
  { data }: WaiverCommandOf<'ApproveWaiver'>,
  waivers: Waivers,
  context: Context,
): readonly WaiverFact[] => {
  const tenant = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:approve');
  requirePerson(context);
  const waiver = requestedOf(waivers, data, context);
  const { id: by } = context.principal;
  if (by === waiver.requestedBy || by === waiver.owner)
    refuse(context, 'REQUESTER_APPROVES', 'whoever asked for a waiver or owns it cannot approve it');
  requireExpiry(waiver, tenant, context);
  requireExplained(tenant.approvalPolicy, data, context);
  const at = toTimestamp(context.now);
  return [
    { type: 'WaiverApproved', schemaVersion: 1, data: { ...data, by, at } },
    ...superseded(waiver, waivers, { by, at }),
  ];
};

/** What a renewal takes the place of ends as the renewal begins. */
const superseded = (
  { waiverId: supersededBy, renews }: Waiver,
  waivers: Waivers,
  done: { readonly by: string; readonly at: string },
): readonly WaiverFact[] =>
  waivers
    .filter(({ waiverId, state }) => waiverId === renews && state === 'approved')
    .map(({ waiverId }) => ({
      type: 'WaiverSuperseded',
      schemaVersion: 1,
      data: { waiverId, ...done, supersededBy },
    }));

export const rejectWaiver = (
  { data }: WaiverCommandOf<'RejectWaiver'>,
  waivers: Waivers,
  context: Context,
): readonly WaiverFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:approve');
  requestedOf(waivers, data, context);
  return [{ type: 'WaiverRejected', schemaVersion: 1, data: endingOf(data, context, 'a rejection') }];
};

export const withdraw = (
  { data }: WaiverCommandOf<'WithdrawWaiver'>,
  waivers: Waivers,
  context: Context,
): readonly WaiverFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:author', 'policy:operate');
  requestedOf(waivers, data, context);
  return [
    { type: 'WaiverWithdrawn', schemaVersion: 1, data: endingOf(data, context, 'to withdraw a request') },
  ];
};

/** Whoever operates ends any waiver at once; who approved one, or owns it, ends that one. */
export const revoke = (
  { data }: WaiverCommandOf<'RevokeWaiver'>,
  waivers: Waivers,
  context: Context,
): readonly WaiverFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:operate', 'policy:approve', 'policy:author');
  const { waiverId, state, changes, approvedBy, owner } = waiverOf(waivers, data.waiverId);
  requireMatch(context, changes);
  if (state !== 'approved') refuse(context, 'WAIVER_NOT_APPROVED', `the waiver ${waiverId} is ${state}`);
  const { id, scopes } = context.principal;
  if (!scopes.includes('policy:operate') && id !== approvedBy && id !== owner)
    refuse(
      context,
      'WAIVER_OF_OTHERS',
      'whoever approved or owns a waiver revokes it, or somebody with policy:operate',
    );
  return [{ type: 'WaiverRevoked', schemaVersion: 1, data: endingOf(data, context, 'a revocation') }];
};

const requestedOf = (
  waivers: Waivers,
  { waiverId }: { readonly waiverId: string },
  context: Context,
): Waiver => {
  const waiver = waiverOf(waivers, waiverId);
  requireMatch(context, waiver.changes);
  const { state } = waiver;
  if (state !== 'requested') refuse(context, 'WAIVER_NOT_REQUESTED', `the waiver ${waiverId} is ${state}`);
  return waiver;
};

const endingOf = ({ waiverId, reasonDigest, ticketDigest }: Ending, context: Context, what: string) => ({
  waiverId,
  by: context.principal.id,
  at: toTimestamp(context.now),
  reasonDigest: requireReason(context, reasonDigest, what),
  ...(ticketDigest !== undefined && { ticketDigest }),
});
