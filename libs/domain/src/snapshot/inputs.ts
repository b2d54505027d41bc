import { base32, canonicalJson, compareBytewise, sha256OfFields } from '@policy-registry/kernel';

import type { DocumentRef, SnapshotInputs } from './events.ts';

/** Sorted and without repeats, so that the same inputs name the same snapshot. */
export const normalInputs = (inputs: SnapshotInputs): SnapshotInputs => ({
  ...inputs,
  sbomSet: [...new Set(inputs.sbomSet)].sort(compareBytewise),
});

type Kind = DocumentRef['kind'];

// The importer's manifest lists the same names: a test holds both against each other.
const SBOM_KINDS: readonly Kind[] = ['trivy', 'grype', 'cyclonedx', 'spdx'];
const ADVISORY_KINDS: readonly Kind[] = ['options', 'osv'];
const VEX_KINDS: readonly Kind[] = ['openvex', 'csaf'];

/**
 * What documents are called by when nobody names them: scans and bills of materials by their digests, advisories with
 * the options and VEX documents by a digest over theirs.
 */
export const inputsOf = (documents: readonly DocumentRef[], given?: SnapshotInputs): SnapshotInputs => {
  if (given !== undefined) return normalInputs(given);
  const digests = (...kinds: readonly Kind[]) =>
    [...new Set(documents.filter(({ kind }) => kinds.includes(kind)).map(({ digest }) => digest))].sort();
  // The first kind always takes part: cursors of imports without the others are as they were.
  const cursor = (kinds: readonly Kind[]) => {
    const fields = kinds.flatMap((kind, at) => {
      const own = digests(kind);
      return at === 0 || own.length > 0 ? [kind, ...own] : [];
    });
    return base32(sha256OfFields(...fields)).slice(0, 26);
  };
  return {
    sbomSet: digests(...SBOM_KINDS),
    advisoryCursor: cursor(ADVISORY_KINDS),
    vexCursor: cursor(VEX_KINDS),
  };
};

/** A snapshot is found again by what it was made of, without a lookup. */
export const snapshotIdOf = (inputs: SnapshotInputs): string =>
  base32(sha256OfFields('snapshot', canonicalJson(normalInputs(inputs)))).slice(0, 26);
