import { sha256Hex } from '@policy-registry/kernel';

import type { FindingName } from './finding-name.ts';

/** The rank of the draw under inputs of the first form: a hash of the seed and of the finding's name. */
export const sampleRankOf1 =
  (seed: number) =>
  ({ advisory, component, image }: FindingName): string =>
    sha256Hex(JSON.stringify([seed, advisory, component ?? null, image ?? null]));
