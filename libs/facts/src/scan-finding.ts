import type { FindingTuple, VexStatement } from '@policy-registry/finding';

import type { Identity } from './identity.ts';
import type { ScanTarget } from './scan-target.ts';

/** A component that a document lists, and what it was found in. */
export type ListedComponent = {
  readonly component: FindingTuple['component'];
  readonly identity: Identity;
  readonly image: FindingTuple['image'];
  readonly target: ScanTarget;
  /** What was scanned or described, beside an image: a Go module, an npm project, the product of a BOM. */
  readonly roots: readonly Identity[];
};

/** One finding, before statements, tags and signals of other documents are joined to it. */
export type ScanFinding = ListedComponent & {
  readonly advisory: FindingTuple['advisory'];
  /** What the same document states about this finding. */
  readonly stated: readonly VexStatement[];
};
