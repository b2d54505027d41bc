import { compareBytewise } from '@policy-registry/kernel';

import type { FactSink, Placed } from './format.ts';
import { type Purl, toPurl } from './purl.ts';
import { type ScanTarget, toReference, toScanTarget } from './scan-target.ts';
import { given, OptionalText, readShape } from './shape.ts';
import { TrivyMetadata, TrivyPackage } from './trivy-report.ts';

/** What a result says that its vulnerabilities share. */
export type ScannedResult = {
  type: string | undefined;
  /** Packages that the result itself is: a Go module, an npm project. */
  readonly roots: Purl[];
  /** By package URL as written. */
  readonly licenses: Map<string, readonly string[]>;
};

/** What a report says that all its vulnerabilities share; results by their index. */
export type ScanHead = {
  artifactName: string | undefined;
  metadata: TrivyMetadata;
  readonly results: Map<number, ScannedResult>;
};

export const emptyScan = (): ScanHead => ({
  artifactName: undefined,
  metadata: undefined,
  results: new Map(),
});

export const emptyResult = (): ScannedResult => ({ type: undefined, roots: [], licenses: new Map() });

/** Notes one value of the survey. */
export const noteHead = (head: ScanHead, placed: Placed, out: Pick<FactSink, 'fault'>): void => {
  switch (placed.path) {
    case '/ArtifactName':
      head.artifactName = given(readShape(OptionalText, placed, out));
      return;
    case '/Metadata':
      head.metadata = readShape(TrivyMetadata, placed, out);
      return;
    case '/Results[]/Type':
      resultAt(head, placed).type = given(readShape(OptionalText, placed, out));
      return;
    default:
      notePackage(resultAt(head, placed), readShape(TrivyPackage, placed, out));
  }
};

const resultAt = ({ results }: ScanHead, { at }: Placed): ScannedResult => {
  const index = Number(at[1]);
  const result = results.get(index) ?? emptyResult();
  results.set(index, result);
  return result;
};

const notePackage = ({ roots, licenses }: ScannedResult, found: TrivyPackage | undefined): void => {
  const purl = given(found?.Identifier?.PURL);
  if (found === undefined || purl === undefined) return;
  if (found.Relationship === 'root') roots.push(...[toPurl(purl)].flatMap((root) => root ?? []));
  if (found.Licenses) licenses.set(purl, [...new Set(found.Licenses)].toSorted(compareBytewise));
};

const listed = (texts: readonly string[] | null | undefined): string[] =>
  (texts ?? []).filter((text) => text !== '');

/** By which names and digests statements may speak of what was scanned. */
export const targetOf = ({ artifactName: name, metadata: Metadata }: ScanHead): ScanTarget => {
  return toScanTarget({
    name,
    references: [
      ...(name === undefined ? [] : [name]),
      ...listed(Metadata?.RepoTags),
      ...listed(Metadata?.RepoDigests),
    ],
    imageId: given(Metadata?.ImageID),
    architecture: given(Metadata?.ImageConfig?.architecture),
  });
};

/** The manifest digest under the name that was scanned, else the first of the others, else the image id. */
export const imageDigestOf = ({ artifactName, metadata: Metadata }: ScanHead): string | undefined => {
  const scanned = toReference(artifactName ?? '');
  const references = listed(Metadata?.RepoDigests)
    .toSorted(compareBytewise)
    .flatMap((text) => toReference(text) ?? []);
  const own = references.find(({ repository }) => repository === scanned?.repository);
  return (own ?? references[0])?.digest ?? given(Metadata?.ImageID);
};
