import { RuleTrace } from '@policy-registry/finding';
import { Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

import { FindingName } from './finding-name.ts';

/** The way each policy went for a sampled tuple. */
export const SampleTraces = z.strictObject({ base: z.array(RuleTrace), candidate: z.array(RuleTrace) });
export type SampleTraces = z.infer<typeof SampleTraces>;

/** A tuple chosen as an example of its class; `tuple` is the SHA-256 of its canonical bytes. */
export const ShardSample = FindingName.extend({
  index: z.int().nonnegative(),
  tuple: Sha256,
  traces: SampleTraces.optional(),
});
export type ShardSample = z.infer<typeof ShardSample>;
