import type { VexStatement } from '@policy-registry/finding';

import type { Purl } from './purl.ts';

/** What a statement speaks about. A product without `parts` is meant as a whole. */
export type VexProduct = { readonly ids: readonly Purl[]; readonly parts: readonly Purl[] | undefined };

/** One statement of a VEX document, ready to be joined to findings. */
export type VexClaim = {
  readonly vulnerabilityIds: readonly string[];
  readonly products: readonly VexProduct[];
  readonly statement: VexStatement;
};
