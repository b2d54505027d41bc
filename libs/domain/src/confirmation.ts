import {
  digestOf,
  parseTimestamp,
  Sha256,
  Timestamp,
  toTimestamp,
  type DecisionContext,
  type Json,
} from '@policy-registry/kernel';
import { z } from 'zod';

import { refuse } from './rejection-codes.ts';

// Where a step takes two persons, the first one's command is recorded as a confirmation, and the step is done by the second's.

/** The second person has this long. */
export const CONFIRMATION_MS_MAX = 24 * 3_600_000;

/** That a person wants exactly this. Counts until it ends, while nothing of what it is bound to has changed. */
export const Confirmation = z.strictObject({
  by: z.string(),
  at: Timestamp,
  endsBy: Timestamp,
  /** Of what was confirmed. */
  boundDigest: Sha256,
  approvalPolicyVersion: z.int().positive(),
  reasonDigest: Sha256,
  ticketDigest: Sha256,
});
export type Confirmation = z.infer<typeof Confirmation>;

/** What is asked for now: by whom is in the context, what in `bound`. */
export type Confirmable = Pick<Confirmation, 'approvalPolicyVersion' | 'reasonDigest' | 'ticketDigest'> & {
  readonly bound: { readonly [name: string]: Json };
};

/** The confirmation that a command is where nobody confirmed the same before. */
export const confirmed = (
  { bound, ...asked }: Confirmable,
  { principal, now }: Pick<DecisionContext, 'principal' | 'now'>,
): Confirmation => ({
  ...asked,
  by: principal.id,
  at: toTimestamp(now),
  endsBy: toTimestamp(now + CONFIRMATION_MS_MAX),
  boundDigest: digestOf(bound),
});

/**
 * The first person's confirmation of exactly this, where it counts; `undefined` where whoever asks would be the first.
 * Refuses the same person.
 */
export const firstOfTwo = <Given extends Confirmation>(
  given: Given | undefined,
  { bound, approvalPolicyVersion }: Confirmable,
  context: Pick<DecisionContext, 'principal' | 'now' | 'reasons'>,
): Given | undefined => {
  if (given === undefined) return undefined;
  const counts =
    context.now < (parseTimestamp(given.endsBy) ?? 0) &&
    given.boundDigest === digestOf(bound) &&
    given.approvalPolicyVersion === approvalPolicyVersion;
  if (!counts) return undefined;
  if (given.by === context.principal.id)
    refuse(context, 'SECOND_PERSON_NEEDED', `you confirmed it: somebody else does it by ${given.endsBy}`);
  return given;
};
