import { base32, canonicalJson, compareBytewise, sha256OfFields } from '@policy-registry/kernel';

import type { DocumentRef, SnapshotInputs } from './events.ts';

/** Sorted and without repeats, so that the same inputs name the same snapshot. */
export const normalInputs = (inputs: SnapshotInputs): SnapshotInputs => ({
  ...inputs,
  sbomSet: [...new Set(inputs.sbomSet)].sort(compareBytewise),
});

/** What documents are called by when nobody names them: reports, options and VEX documents by their digests. */
export const inputsOf = (documents: readonly DocumentRef[], given?: SnapshotInputs): SnapshotInputs => {
  if (given !== undefined) return normalInputs(given);
  const digests = (kind: DocumentRef['kind']) =>
    [...new Set(documents.filter((document) => document.kind === kind).map(({ digest }) => digest))].sort();
  const cursor = (kind: DocumentRef['kind']) => base32(sha256OfFields(kind, ...digests(kind))).slice(0, 26);
  return { sbomSet: digests('trivy'), advisoryCursor: cursor('options'), vexCursor: cursor('openvex') };
};

/** A snapshot is found again by what it was made of, without a lookup. */
export const snapshotIdOf = (inputs: SnapshotInputs): string =>
  base32(sha256OfFields('snapshot', canonicalJson(normalInputs(inputs)))).slice(0, 26);
