import { z } from 'zod';

import { AggregateId, Sha256, Tenant } from './command.ts';
import { AggregateType, FactShape } from './envelope.ts';

const Fault = z.strictObject({
  code: z.string(),
  detail: z.string(),
  pointer: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
});

const Refusal = z.strictObject({ code: z.string(), detail: z.string(), faults: z.array(Fault) });

const common = { commandId: AggregateId, tenant: Tenant, requestDigest: Sha256 };

/**
 * What became of a command. The first stored outcome wins; an `accepted` one outranks a rejection, since its
 * event exists. `unchanged`: what was asked already is so, nothing was appended.
 */
export const Outcome = z.discriminatedUnion('status', [
  z.strictObject({
    ...common,
    status: z.literal('accepted'),
    /** Stream sequence of the event. */
    seq: z.int().positive(),
    aggregate: z.strictObject({ type: AggregateType, id: AggregateId, version: z.int().positive() }),
    facts: z.array(FactShape),
  }),
  z.strictObject({
    ...common,
    status: z.literal('unchanged'),
    /** Stream sequence of the aggregate's last message when that was decided; 0 when it has none. */
    seq: z.int().nonnegative(),
    aggregate: z.strictObject({ type: AggregateType, id: AggregateId, version: z.int().nonnegative() }),
  }),
  z.strictObject({
    ...common,
    status: z.literal('rejected'),
    ...Refusal.shape,
  }),
]);
export type Outcome = z.infer<typeof Outcome>;

/**
 * What a command would come to that was sent as a dry run. No outcome: it is told to whoever waits and kept nowhere. Where
 * it would be refused there is a refusal for each reason, the first of them the one that a real command is refused with.
 */
export const DryRun = z.strictObject({
  ...common,
  status: z.literal('dry_run'),
  wouldBe: z.enum(['accepted', 'unchanged', 'rejected']),
  /** Types of the facts that would be recorded. */
  facts: z.array(z.string()),
  refusals: z.array(Refusal),
  /** What rules found that are kept; only where there is something to tell. */
  found: z.array(Fault).optional(),
});
export type DryRun = z.infer<typeof DryRun>;

/** What whoever waits is told, over core NATS: it may get lost. */
export const Nudge = z.union([Outcome, DryRun]);
export type Nudge = z.infer<typeof Nudge>;
