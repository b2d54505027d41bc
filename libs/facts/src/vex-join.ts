import type { VexStatement } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { matchesPurl, type Purl } from './purl.ts';
import type { ScanFinding } from './scan-finding.ts';
import { matchesImage } from './scan-target.ts';
import type { VexClaim, VexProduct } from './vex-claim.ts';

/** Gives the statements that match a finding, by document digest and index. Every one is kept, none is preferred. */
export const vexJoin = (claims: readonly VexClaim[]): ((finding: ScanFinding) => VexStatement[]) => {
  const byVulnerability = Map.groupBy(
    claims.flatMap((claim) => claim.vulnerabilityIds.map((id) => ({ id, claim }))),
    ({ id }) => id,
  );
  return (finding) => {
    const ids = [finding.advisory.id, ...finding.advisory.aliases];
    const candidates = new Set(
      ids.flatMap((id) => (byVulnerability.get(id) ?? []).map(({ claim }) => claim)),
    );
    const matching = [...candidates].filter(({ products }) =>
      products.some((product) => concerns(product, finding)),
    );
    const stated = finding.statedByScanner === undefined ? [] : [finding.statedByScanner];
    return [...matching.map(({ statement }) => statement), ...stated].toSorted(
      (a, b) => compareBytewise(a.documentDigest, b.documentDigest) || a.index - b.index,
    );
  };
};

/**
 * A product is the component itself, or what was scanned: the image or the project. Parts narrow it to the
 * components among them.
 */
const concerns = ({ ids, parts }: VexProduct, finding: ScanFinding): boolean => {
  const isComponent = (purl: Purl): boolean => finding.purl !== undefined && matchesPurl(purl, finding.purl);
  const isScanned = (purl: Purl): boolean =>
    matchesImage(purl, finding.target) || finding.roots.some((root) => matchesPurl(purl, root));
  const isProduct = ids.some((purl) => isComponent(purl) || isScanned(purl));
  return isProduct && (parts === undefined || parts.some(isComponent));
};
