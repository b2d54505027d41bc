import type { FindingTuple, VexStatement } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import type { ItemFate, RejectionReason } from './counts.ts';
import type { JsonDocument, Read } from './document.ts';
import { ecosystemOf } from './ecosystem.ts';
import { type Purl, toPurl } from './purl.ts';
import { type ScanTarget, toReference, toScanTarget } from './scan-target.ts';
import { given, withoutUndefined } from './shape.ts';
import {
  readTrivyReport,
  type TrivyReport,
  type TrivyResult,
  type TrivyVulnerability,
} from './trivy-report.ts';
import { toRatings, toVendorBand } from './trivy-severity.ts';
import { toStatedByScanner } from './trivy-status.ts';

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

/** A scan: its findings in document order, and the fates of the items that gave none. */
export type Scan = {
  readonly image: FindingTuple['image'];
  readonly findings: readonly ScanFinding[];
  readonly rejected: readonly RejectionReason[];
};

/** Reads a Trivy report: each entry of each result's `Vulnerabilities` is one item. */
export const readTrivy = (document: JsonDocument): Read<Scan> => {
  const report = readTrivyReport(document);
  return report.ok ? { ok: true, value: toScan(report.value, document.digest) } : report;
};

const toScan = (report: TrivyReport, documentDigest: string): Scan => {
  const target = targetOf(report);
  const image = withoutUndefined({ name: target.name, digest: imageDigestOf(report) });
  const findings: ScanFinding[] = [];
  const rejected: RejectionReason[] = [];
  let index = 0;
  for (const result of report.Results ?? []) {
    const context = {
      documentDigest,
      target,
      image,
      result,
      roots: rootsOf(result),
      licenses: licensesOf(result),
    };
    for (const vulnerability of result.Vulnerabilities ?? []) {
      const fate = missingIn(vulnerability);
      if (fate === 'accepted') findings.push(toFinding(vulnerability, { ...context, index }));
      else rejected.push(fate);
      index += 1;
    }
    // What the scanner's own configuration took out is counted, never silently absent.
    const suppressed = result.ExperimentalModifiedFindings ?? [];
    for (const { Type } of suppressed) if (Type === 'vulnerability') rejected.push('FINDING_SUPPRESSED');
  }
  return { image, findings, rejected };
};

type Context = {
  readonly documentDigest: string;
  readonly index: number;
  readonly target: ScanTarget;
  readonly image: FindingTuple['image'];
  readonly result: TrivyResult;
  readonly roots: readonly Purl[];
  readonly licenses: ReadonlyMap<string, readonly string[]>;
};

const missingIn = (vulnerability: TrivyVulnerability): Exclude<ItemFate, 'duplicate'> => {
  if (given(vulnerability.VulnerabilityID) === undefined) return 'ADVISORY_ID_MISSING';
  const isNamed = given(vulnerability.PkgName) ?? given(vulnerability.PkgIdentifier?.PURL);
  return isNamed === undefined ? 'COMPONENT_UNIDENTIFIED' : 'accepted';
};

const toFinding = (vulnerability: TrivyVulnerability, context: Context): ScanFinding => {
  const { target, image, roots, documentDigest, index } = context;
  const purlText = given(vulnerability.PkgIdentifier?.PURL);
  const purl = purlText === undefined ? undefined : toPurl(purlText);
  return {
    component: withoutUndefined({
      purl: purlText,
      name: given(vulnerability.PkgName),
      version: given(vulnerability.InstalledVersion),
      ecosystem: purl?.parts?.type ?? ecosystemOf(context.result.Type),
      licenses: purlText === undefined ? undefined : context.licenses.get(purlText)?.slice(),
      fixedVersion: given(vulnerability.FixedVersion),
    }),
    advisory: toAdvisory(vulnerability),
    image,
    purl,
    target,
    roots,
    statedByScanner: toStatedByScanner(vulnerability.Status, { documentDigest, index }),
  };
};

const toAdvisory = (vulnerability: TrivyVulnerability): FindingTuple['advisory'] => {
  const id = given(vulnerability.VulnerabilityID) ?? '';
  const ratings = toRatings(vulnerability.CVSS);
  return withoutUndefined({
    id,
    source: given(vulnerability.DataSource?.ID)?.toUpperCase(),
    aliases: aliasesOf(id, vulnerability.VendorIDs ?? []),
    ratings,
    vendorBand: toVendorBand(vulnerability.Severity, ratings),
  });
};

// Distributors' bulletins (RHSA, DSA, USN …) cover several vulnerabilities: taking one for an alias would carry
// a statement on one vulnerability over to the others. These schemes number single vulnerabilities.
const SINGLE_VULNERABILITY = /^(CVE|GHSA|GO|RUSTSEC|PYSEC|OSV|GMS|MAL|SNYK|NSWG)-/;

const aliasesOf = (id: string, vendorIds: readonly string[]): string[] =>
  [...new Set(vendorIds)]
    .filter((alias) => alias !== id && SINGLE_VULNERABILITY.test(alias))
    .toSorted(compareBytewise);

const listed = (texts: readonly string[] | null | undefined): string[] =>
  (texts ?? []).filter((text) => text !== '');

const targetOf = ({ ArtifactName, Metadata }: TrivyReport): ScanTarget => {
  const name = given(ArtifactName);
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

// The manifest digest under the name that was scanned, else the first of the others, else the image id.
const imageDigestOf = ({ ArtifactName, Metadata }: TrivyReport): string | undefined => {
  const scanned = toReference(given(ArtifactName) ?? '');
  const references = listed(Metadata?.RepoDigests)
    .toSorted(compareBytewise)
    .flatMap((text) => toReference(text) ?? []);
  const own = references.find(({ repository }) => repository === scanned?.repository);
  return (own ?? references[0])?.digest ?? given(Metadata?.ImageID);
};

const rootsOf = (result: TrivyResult): Purl[] =>
  (result.Packages ?? [])
    .filter(({ Relationship }) => Relationship === 'root')
    .flatMap(({ Identifier }) => toPurl(Identifier?.PURL ?? '') ?? []);

const licensesOf = (result: TrivyResult): Map<string, readonly string[]> =>
  new Map(
    (result.Packages ?? []).flatMap(({ Identifier, Licenses }) => {
      const purl = given(Identifier?.PURL);
      if (purl === undefined || !Licenses) return [];
      return [[purl, [...new Set(Licenses)].toSorted(compareBytewise)] as const];
    }),
  );
