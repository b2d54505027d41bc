import { compareBytewise } from '@policy-registry/kernel';

import type { FactSink, Placed } from './format.ts';
import { type Identity, identityOfPurl } from './identity.ts';
import { toImage } from './scanned-image.ts';
import { given, OptionalText, readShape } from './shape.ts';
import { TrivyLicense, TrivyMetadata, TrivyPackage } from './trivy-report.ts';

/** What a result says that its vulnerabilities share. */
export type ScannedResult = {
  type: string | undefined;
  /** Packages that the result itself is: a Go module, an npm project. */
  readonly roots: Identity[];
  /** By package URL as written. */
  readonly licenses: Map<string, readonly string[]>;
};

/** What a report says that all its vulnerabilities share; results by their index. */
export type ScanHead = {
  artifactName: string | undefined;
  metadata: TrivyMetadata;
  readonly results: Map<number, ScannedResult>;
  /** Of licence results, by package name: they tell no version. */
  readonly licenses: Map<string, Set<string>>;
};

export const emptyScan = (): ScanHead => ({
  artifactName: undefined,
  metadata: undefined,
  results: new Map(),
  licenses: new Map(),
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
    case '/Results[]/Licenses[]':
      noteLicense(head.licenses, readShape(TrivyLicense, placed, out));
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
  if (found.Relationship === 'root') roots.push(identityOfPurl(purl));
  if (found.Licenses) licenses.set(purl, [...new Set(found.Licenses)].toSorted(compareBytewise));
};

// A licence of a file that no package claims is nobody's.
const noteLicense = (licenses: ScanHead['licenses'], found: TrivyLicense | undefined): void => {
  const name = given(found?.PkgName);
  const license = given(found?.Name);
  if (name === undefined || license === undefined) return;
  licenses.set(name, (licenses.get(name) ?? new Set()).add(license));
};

/** Licences of a package: its own, else those that licence results give under its name. */
export const licensesOf = (
  { licenses }: ScanHead,
  result: ScannedResult,
  { purl, name }: { readonly purl: string | undefined; readonly name: string | undefined },
): string[] | undefined => {
  const byName = licenses.get(name ?? '');
  const found = result.licenses.get(purl ?? '') ?? (byName && [...byName].toSorted(compareBytewise));
  return found?.slice();
};

/** What was scanned, and by which names and digests statements may speak of it. */
export const imageOf = ({ artifactName, metadata }: ScanHead): ReturnType<typeof toImage> =>
  toImage({
    name: artifactName,
    tags: metadata?.RepoTags ?? [],
    repoDigests: metadata?.RepoDigests ?? [],
    imageId: given(metadata?.ImageID),
    architecture: given(metadata?.ImageConfig?.architecture),
  });
