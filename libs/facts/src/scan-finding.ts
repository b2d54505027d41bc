import type { FindingTuple, VexStatement } from '@policy-registry/finding';

import type { Purl } from './purl.ts';
import type { ScanTarget } from './scan-target.ts';

/** One finding of a scan, before statements, tags and signals of other documents are joined to it. */
export type ScanFinding = {
  readonly component: FindingTuple['component'];
  readonly advisory: FindingTuple['advisory'];
  readonly image: FindingTuple['image'];
  readonly purl: Purl | undefined;
  readonly target: ScanTarget;
  /** Packages that the scanned result itself is: a Go module, an npm project. */
  readonly roots: readonly Purl[];
  readonly statedByScanner: VexStatement | undefined;
};
