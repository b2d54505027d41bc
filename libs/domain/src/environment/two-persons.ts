import type { DecisionContext, Json } from '@policy-registry/kernel';

import { confirmed, firstOfTwo, type Confirmable, type Confirmation } from '../confirmation.ts';
import { requirePerson, requireTicket } from '../guards.ts';
import type { Version } from '../policy/state.ts';
import { publishersOf } from '../policy/two-persons.ts';
import { refuse } from '../rejection-codes.ts';
import { hasDuty } from '../tenant/duties.ts';
import type { OpenTenant } from '../tenant/state.ts';
import type { EnvironmentFact } from './events.ts';
import type { Right } from './schedule/events.ts';
import { isStillHeld, rightOf } from './schedule/rights.ts';

type Deciding = {
  readonly tenant: Pick<OpenTenant, 'approvalPolicy' | 'access'>;
  readonly context: DecisionContext;
};

/** What the first of two persons said, and what the registry knew of their right to it; absent of those from before it was kept. */
export type FirstWord = Confirmation & { readonly right?: Right | undefined };
/** By policy. */
export type Confirmations = ReadonlyMap<string, FirstWord>;

/** Where the approval policy has it so, who published a version does not promote it. */
export const requireNoPublisher = (version: Version, { tenant, context }: Deciding): void => {
  if (!hasDuty(tenant.approvalPolicy, 'publishers_never_promote')) return;
  if (publishersOf(version).includes(context.principal.id))
    refuse(context, 'PROMOTER_PUBLISHED', 'you published the version: somebody else promotes it');
};

type Asked = Pick<Confirmable, 'reasonDigest' | 'ticketDigest'> & {
  readonly environmentId: string;
  readonly policyId: string;
  readonly version: number;
  /** Where it is for a time, which a second person has to name as well. */
  readonly scheduledFor?: string;
  /** Everything else that makes a promotion another one: what it is, what is bound here, what it is judged by. */
  readonly bound: { readonly [name: string]: Json };
};

/**
 * Where promoting takes two persons: the first one's confirmation, or, where there is none that counts, the fact that this is
 * it. Nothing where one person is enough.
 */
export const promotionConfirmationFor = (
  { environmentId, policyId, version, scheduledFor, bound, ...texts }: Asked,
  confirmations: Confirmations | undefined,
  { tenant: { approvalPolicy, access }, context }: Deciding,
): { readonly first?: FirstWord; readonly fact?: EnvironmentFact } => {
  if (!hasDuty(approvalPolicy, 'two_persons_promote')) return {};
  const asked: Confirmable = {
    ...texts,
    bound: {
      ...{ ...bound, step: 'promote', environmentId, policyId, version },
      ...(scheduledFor !== undefined && { scheduledFor }),
    },
    approvalPolicyVersion: approvalPolicy.version,
  };
  const given = confirmations?.get(policyId);
  const isLost = given?.right !== undefined && !isStillHeld(access, given.right);
  const first = firstOfTwo(isLost ? undefined : given, asked, context);
  if (first !== undefined) return { first };
  const data = {
    ...{ environmentId, policyId, version, ...confirmed(asked, context) },
    ...(scheduledFor !== undefined && { scheduledFor }),
    right: rightOf(access, context.principal.id),
  };
  return { fact: { type: 'PromotionConfirmed', schemaVersion: 1, data } };
};

type Completed = Omit<Asked, 'ticketDigest'> & { readonly ticketDigest: string | undefined };

/** The same where a canary becomes what is stable, which otherwise may be done by a program, and without a ticket. */
export const completionConfirmationFor = (
  { ticketDigest, bound, ...asked }: Completed,
  confirmations: Confirmations | undefined,
  deciding: Deciding,
): ReturnType<typeof promotionConfirmationFor> => {
  const { tenant, context } = deciding;
  if (!hasDuty(tenant.approvalPolicy, 'two_persons_promote')) return {};
  requirePerson(context);
  const completing = {
    ...asked,
    ticketDigest: requireTicket(context, ticketDigest, 'to complete a canary by two persons'),
    bound: { ...bound, completes: true },
  };
  return promotionConfirmationFor(completing, confirmations, deciding);
};

/** The first confirmation of each policy's promotion, with this one. */
export const confirmationsWith = (
  confirmations: Confirmations = new Map(),
  {
    environmentId: _environmentId,
    policyId,
    version: _version,
    scheduledFor: _at,
    ...confirmation
  }: Confirmed,
): Confirmations => new Map(confirmations).set(policyId, confirmation);

/** The same without one that is used up. */
export const confirmationsWithout = (confirmations: Confirmations, policyId: string): Confirmations =>
  new Map([...confirmations].filter(([confirmedId]) => confirmedId !== policyId));

type Confirmed = Extract<EnvironmentFact, { type: 'PromotionConfirmed' }>['data'];
