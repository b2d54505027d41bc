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
    code: z.string(),
    detail: z.string(),
    faults: z.array(Fault),
  }),
]);
export type Outcome = z.infer<typeof Outcome>;
