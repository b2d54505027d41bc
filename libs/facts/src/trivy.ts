import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import type { ItemFate } from './counts.ts';
import { ecosystemOf } from './ecosystem.ts';
import type { DocumentFormat, DocumentReader, FactSink, Placed } from './format.ts';
import { toPurl } from './purl.ts';
import type { ScanFinding } from './scan-finding.ts';
import type { ScanTarget } from './scan-target.ts';
import { given, readShape, withoutUndefined } from './shape.ts';
import {
  emptyResult,
  emptyScan,
  imageDigestOf,
  noteHead,
  type ScannedResult,
  targetOf,
} from './trivy-head.ts';
import { TrivySuppressed, TrivyVulnerability } from './trivy-report.ts';
import { toRatings, toVendorBand } from './trivy-severity.ts';
import { toStatedByScanner } from './trivy-status.ts';

/**
 * Trivy reports, schema version 2. Each entry of each result's `Vulnerabilities` is one item, and each suppressed
 * vulnerability.
 */
export const trivyFormat: DocumentFormat = {
  survey: ['/SchemaVersion', '/ArtifactName', '/Metadata', '/Results[]/Type', '/Results[]/Packages[]'],
  items: ['/Results[]/Vulnerabilities[]', '/Results[]/ExperimentalModifiedFindings[]'],
  open: (document, out) => readTrivy(document.digest, out),
};

const readTrivy = (documentDigest: string, out: FactSink): DocumentReader => {
  let version: unknown;
  const scan = emptyScan();
  let target: ScanTarget | undefined;
  let image: FindingTuple['image'] = {};
  let index = 0;

  const readVulnerability = (placed: Placed): void => {
    const vulnerability = readShape(TrivyVulnerability, placed, out);
    const at = index;
    index += 1;
    if (vulnerability === undefined || target === undefined) return;
    const fate = missingIn(vulnerability);
    if (fate !== 'accepted') return out.count(fate);
    const result = scan.results.get(Number(placed.at[1])) ?? emptyResult();
    out.finding(toFinding(vulnerability, { documentDigest, target, image, result, index: at }));
  };

  return {
    survey: (placed) => {
      if (placed.path === '/SchemaVersion') version = placed.value;
      else noteHead(scan, placed, out);
    },
    surveyed: () => {
      // The list of results that older releases wrote is refused as well.
      if (version !== 2)
        out.fault('DOCUMENT_FORMAT_FOREIGN', ['SchemaVersion'], 'is no Trivy report of schema version 2');
      target = targetOf(scan);
      image = withoutUndefined({ name: target.name, digest: imageDigestOf(scan) });
    },
    item: (placed) => {
      if (placed.path === '/Results[]/Vulnerabilities[]') return readVulnerability(placed);
      // What the scanner's own configuration took out is counted, never silently absent.
      const suppressed = readShape(TrivySuppressed, placed, out);
      if (suppressed?.Type === 'vulnerability') out.count('FINDING_SUPPRESSED');
    },
  };
};

type Context = {
  readonly documentDigest: string;
  readonly index: number;
  readonly target: ScanTarget;
  readonly image: FindingTuple['image'];
  readonly result: ScannedResult;
};

const missingIn = (vulnerability: TrivyVulnerability): Exclude<ItemFate, 'duplicate'> => {
  if (given(vulnerability.VulnerabilityID) === undefined) return 'ADVISORY_ID_MISSING';
  const isNamed = given(vulnerability.PkgName) ?? given(vulnerability.PkgIdentifier?.PURL);
  return isNamed === undefined ? 'COMPONENT_UNIDENTIFIED' : 'accepted';
};

const toFinding = (vulnerability: TrivyVulnerability, context: Context): ScanFinding => {
  const { target, image, result, documentDigest, index } = context;
  const purlText = given(vulnerability.PkgIdentifier?.PURL);
  const purl = purlText === undefined ? undefined : toPurl(purlText);
  return {
    component: withoutUndefined({
      purl: purlText,
      name: given(vulnerability.PkgName),
      version: given(vulnerability.InstalledVersion),
      ecosystem: purl?.parts?.type ?? ecosystemOf(result.type),
      licenses: purlText === undefined ? undefined : result.licenses.get(purlText)?.slice(),
      fixedVersion: given(vulnerability.FixedVersion),
    }),
    advisory: toAdvisory(vulnerability),
    image,
    purl,
    target,
    roots: result.roots,
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
