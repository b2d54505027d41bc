import { AggregateId, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { BUDGET_LINE_CHARS_MAX, BUDGET_LINES_MAX } from '../../simulation/frozen-inputs.ts';
import { GATE_AGE_MAX_MS, WantedGates } from './settings.ts';

const command = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), data });

const Texts = { reasonDigest: Sha256.optional(), ticketDigest: Sha256.optional() };

export const GATE_COMMANDS = [
  command(
    'SetBudgets',
    z.strictObject({
      environmentId: AggregateId,
      lines: z.array(z.string().max(BUDGET_LINE_CHARS_MAX)).max(BUDGET_LINES_MAX),
      /** Left out: as old as the tenant lets a simulation be that a version is submitted with. */
      simulationAgeMaxMs: z.int().positive().max(GATE_AGE_MAX_MS).optional(),
    }),
  ),
  command('SetGates', z.strictObject({ environmentId: AggregateId, gates: WantedGates, ...Texts })),
  command(
    'ApprovePromotion',
    z.strictObject({
      environmentId: AggregateId,
      policyId: AggregateId,
      version: z.int().positive(),
      /** What whoever approves has seen, to compare with what is. */
      contentDigest: Sha256,
      gatesVersion: z.int().positive(),
      /** What is stable; left out: nothing. */
      stable: z.int().positive().optional(),
      /** Where a gate judges by a simulation. */
      simulationId: AggregateId.optional(),
      ...Texts,
    }),
  ),
] as const;
export type GateCommand = z.infer<(typeof GATE_COMMANDS)[number]>;
export type GateCommandOf<Type extends GateCommand['type']> = Extract<GateCommand, { type: Type }>;
