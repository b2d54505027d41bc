import type { VexStatement } from '@policy-registry/finding';

import type { ProductId } from './identity.ts';

/** What a statement speaks about. A product without `parts` is meant as a whole. */
export type VexProduct = ProductId & { readonly parts: readonly ProductId[] | undefined };

/** One statement of a document, ready to be joined to findings. */
export type VexClaim = {
  readonly vulnerabilityIds: readonly string[];
  readonly products: readonly VexProduct[];
  readonly statement: VexStatement;
};
