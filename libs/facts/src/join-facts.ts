import type { FindingTuple } from '@policy-registry/finding';
import { canonicalJson, compareBytewise } from '@policy-registry/kernel';

import type { ItemFate } from './counts.ts';
import type { VexClaim } from './openvex.ts';
import type { ImportOptions } from './options.ts';
import { optionsJoin } from './options-join.ts';
import { withoutUndefined } from './shape.ts';
import type { Scan, ScanFinding } from './trivy.ts';
import { vexJoin } from './vex-join.ts';

/** The facts of all documents, scans in the order of their documents' digests. */
export type Facts = {
  readonly scans: readonly Scan[];
  readonly claims: readonly VexClaim[];
  readonly options: ImportOptions | undefined;
};

export type Joined = {
  /** By image name, component, version and advisory, bytewise. */
  readonly tuples: readonly FindingTuple[];
  /** The fates of each scan's items, in the order of the scans. */
  readonly fates: readonly (readonly ItemFate[])[];
};

/**
 * Joins statements, tags and signals to findings. A finding of the same component, advisory and image as an
 * earlier one is a duplicate: the first, in the order of digests and then of the document, is kept.
 */
export const joinFacts = ({ scans, claims, options }: Facts): Joined => {
  const toTuple = tupleJoin(claims, options);
  const seen = new Set<string>();
  const tuples: FindingTuple[] = [];
  const fates = scans.map(({ findings, rejected }) => {
    const ofScan: ItemFate[] = [...rejected];
    for (const finding of findings) {
      const key = identityOf(finding);
      ofScan.push(seen.has(key) ? 'duplicate' : 'accepted');
      if (!seen.has(key)) tuples.push(toTuple(finding));
      seen.add(key);
    }
    return ofScan;
  });
  return { tuples: sorted(tuples), fates };
};

const tupleJoin = (claims: readonly VexClaim[], options: ImportOptions | undefined) => {
  const vexOf = vexJoin(claims);
  const addedTo = optionsJoin(options);
  return (finding: ScanFinding): FindingTuple => {
    const { componentTags, advisoryTags, imageTags, signals } = addedTo(finding);
    return {
      component: withoutUndefined({ ...finding.component, tags: componentTags }),
      advisory: withoutUndefined({ ...finding.advisory, tags: advisoryTags }),
      image: withoutUndefined({ ...finding.image, tags: imageTags }),
      vex: vexOf(finding),
      signals,
    };
  };
};

const identityOf = ({ component, advisory, image }: ScanFinding): string =>
  canonicalJson([
    component.purl === undefined ? [component.name ?? '', component.version ?? ''] : component.purl,
    advisory.id,
    [image.name ?? '', image.digest ?? ''],
  ]);

// The whole tuple breaks ties (two images of one name), so that the order never depends on the documents'.
const sorted = (tuples: readonly FindingTuple[]): FindingTuple[] =>
  tuples
    .map((tuple) => ({ tuple, keys: [...sortKeysOf(tuple), canonicalJson(tuple)] }))
    .toSorted((a, b) => compareKeys(a.keys, b.keys))
    .map(({ tuple }) => tuple);

const sortKeysOf = ({ component, advisory, image }: FindingTuple): string[] => [
  image.name ?? '',
  component.purl ?? component.name ?? '',
  component.version ?? '',
  advisory.id,
];

const compareKeys = (a: readonly string[], b: readonly string[]): number => {
  for (const [index, key] of a.entries()) {
    const order = compareBytewise(key, b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
};
