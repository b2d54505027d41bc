import { AGGREGATE_TYPES, Outcome } from '@policy-registry/kernel';
import { z } from 'zod';

import { Conflict } from './policy-resources.ts';

// What is answered of commands, whatever they are about.

const number = z.int().positive();
const id = z.string();
export const aggregate = z.strictObject({
  type: z.enum(AGGREGATE_TYPES),
  id,
  version: z.int().nonnegative(),
});

const Fault = z.strictObject({
  code: z.string(),
  detail: z.string(),
  pointer: z.string().optional().describe('JSON pointer (RFC 6901) into what was sent'),
  line: number.optional(),
  column: number.optional(),
  document: z.string().optional().describe('name of the document, where an importer found the fault'),
});

export const Problem = z
  .strictObject({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    traceId: z.string(),
    errors: z.array(Fault).optional(),
    conflict: Conflict.optional().describe('of a draft that somebody else saved meanwhile (RESOURCE_STALE)'),
  })
  .describe('RFC 9457 problem details; docs/errors.md explains every code');

export const Pending = z
  .strictObject({ commandId: id, status: z.literal('pending') })
  .describe('Not over yet: ask at Location');

export const DryRun = z
  .strictObject({
    dryRun: z.literal(true),
    wouldBe: z.enum(['accepted', 'unchanged']),
    facts: z.array(z.string()).describe('types of the facts that would be recorded'),
    found: z
      .array(Fault)
      .optional()
      .describe('what rules found that are kept, such as each gate of a promotion with its value'),
  })
  .describe(
    'What a mutation with dryRun=true would come to; where it would be refused, the answer is the refusal',
  );

export const Command = z
  .discriminatedUnion('status', [
    Pending,
    z.strictObject({ commandId: id, status: z.literal('accepted'), aggregate, position: z.string() }),
    z.strictObject({ commandId: id, status: z.literal('unchanged'), aggregate, position: z.string() }),
    z.strictObject({
      commandId: id,
      status: z.literal(Outcome.options[2].shape.status.value),
      code: z.string(),
      title: z.string(),
      detail: z.string(),
      errors: z.array(Fault),
    }),
  ])
  .describe('What became of a command');
