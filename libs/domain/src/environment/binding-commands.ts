import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { Percentage } from './selector.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });

const OfBinding = {
  environmentId: AggregateId,
  policyId: AggregateId,
  reasonDigest: Sha256.optional(),
  ticketDigest: Sha256.optional(),
};

export const BINDING_COMMANDS = [
  command('PauseCanary', z.strictObject(OfBinding)),
  command(
    'ContinueCanary',
    z.strictObject({
      ...OfBinding,
      /** How wide it is from now on; left out: as it is. */
      percentage: Percentage.optional(),
      /** It becomes stable, as it does at 100. */
      complete: z.boolean().optional(),
    }),
  ),
  command('AbortCanary', z.strictObject(OfBinding)),
  command(
    'RollBack',
    z.strictObject({
      ...OfBinding,
      /** Left out: the target that was computed beforehand. */
      version: z.int().positive().optional(),
      incident: z.string().max(256).optional(),
    }),
  ),
  command('RollOff', z.strictObject({ environmentId: AggregateId, policyId: AggregateId })),
] as const;
export type BindingCommand = z.infer<(typeof BINDING_COMMANDS)[number]>;
export type BindingCommandOf<Type extends BindingCommand['type']> = Extract<BindingCommand, { type: Type }>;
