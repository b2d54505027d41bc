import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { BREAK_GLASS_MS_MAX, REVIEW_VERDICTS } from './events.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });

const number = z.int().positive();
const OfPolicy = { environmentId: AggregateId, policyId: AggregateId };
const Texts = { reasonDigest: Sha256.optional(), ticketDigest: Sha256.optional() };

export const BREAK_GLASS_COMMANDS = [
  command(
    'BreakGlass',
    z.strictObject({
      ...OfPolicy,
      version: number,
      incident: z.string().max(256).optional(),
      /** How long it is bound unless it is reviewed before. */
      endsInMs: number.max(BREAK_GLASS_MS_MAX),
      ...Texts,
    }),
  ),
  command('ReviewBreakGlass', z.strictObject({ ...OfPolicy, verdict: z.enum(REVIEW_VERDICTS), ...Texts })),
  command('EndBreakGlass', z.strictObject({ ...OfPolicy, version: number })),
] as const;
export type BreakGlassCommand = z.infer<(typeof BREAK_GLASS_COMMANDS)[number]>;
export type BreakGlassCommandOf<Type extends BreakGlassCommand['type']> = Extract<
  BreakGlassCommand,
  { type: Type }
>;
