import type { FindingTuple } from '@policy-registry/finding';

import { aliasesOf } from './aliases.ts';
import type { ItemFate } from './counts.ts';
import { ecosystemOf } from './ecosystem.ts';
import type { DocumentFormat, DocumentReader, FactSink, Placed } from './format.ts';
import { identityOfPurl } from './identity.ts';
import { toPurl } from './purl.ts';
import type { ListedComponent, ScanFinding } from './scan-finding.ts';
import { given, readShape, withoutUndefined } from './shape.ts';
import {
  emptyResult,
  emptyScan,
  imageOf,
  licensesOf,
  noteHead,
  type ScanHead,
  type ScannedResult,
} from './trivy-head.ts';
import { TrivyPackage, TrivySuppressed, TrivyVulnerability } from './trivy-report.ts';
import { toRatings, toVendorBand } from './trivy-severity.ts';
import { toStatedByScanner } from './trivy-status.ts';

/**
 * Trivy reports, schema version 2. Each entry of each result's `Vulnerabilities` is one item, and each suppressed
 * vulnerability. Packages are no items: they are what advisories of other documents are joined to.
 */
export const trivyFormat: DocumentFormat = {
  survey: [
    '/SchemaVersion',
    '/ArtifactName',
    '/Metadata',
    '/Results[]/Type',
    '/Results[]/Packages[]',
    '/Results[]/Licenses[]',
  ],
  items: [
    '/Results[]/Packages[]',
    '/Results[]/Vulnerabilities[]',
    '/Results[]/ExperimentalModifiedFindings[]',
  ],
  open: (document, out) => readTrivy(document.digest, out),
};

const readTrivy = (documentDigest: string, out: FactSink): DocumentReader => {
  let version: unknown;
  const scan = emptyScan();
  let scanned: Context['scanned'] = imageOf(scan);
  let index = 0;

  const contextOf = ({ at }: Placed): Context => {
    const result = scan.results.get(Number(at[1])) ?? emptyResult();
    return { documentDigest, scan, scanned, result, index };
  };

  const readVulnerability = (placed: Placed): void => {
    const vulnerability = readShape(TrivyVulnerability, placed, out);
    const context = contextOf(placed);
    index += 1;
    if (vulnerability === undefined) return;
    const fate = missingIn(vulnerability);
    if (fate === 'accepted') out.finding(toFinding(vulnerability, context));
    else out.count(fate);
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
      scanned = imageOf(scan);
    },
    item: (placed) => {
      switch (placed.path) {
        case '/Results[]/Packages[]': {
          const listed = readShape(TrivyPackage, placed, out);
          if (listed !== undefined) out.component(toComponent(listed, contextOf(placed)));
          return;
        }
        case '/Results[]/Vulnerabilities[]':
          return readVulnerability(placed);
        default: {
          // What the scanner's own configuration took out is counted, never silently absent.
          const suppressed = readShape(TrivySuppressed, placed, out);
          if (suppressed?.Type === 'vulnerability') out.count('FINDING_SUPPRESSED');
        }
      }
    },
  };
};

type Context = {
  readonly documentDigest: string;
  readonly index: number;
  readonly scan: ScanHead;
  readonly scanned: ReturnType<typeof imageOf>;
  readonly result: ScannedResult;
};

const missingIn = (vulnerability: TrivyVulnerability): Exclude<ItemFate, 'duplicate'> => {
  if (given(vulnerability.VulnerabilityID) === undefined) return 'ADVISORY_ID_MISSING';
  const isNamed = given(vulnerability.PkgName) ?? given(vulnerability.PkgIdentifier?.PURL);
  return isNamed === undefined ? 'COMPONENT_UNIDENTIFIED' : 'accepted';
};

const toFinding = (vulnerability: TrivyVulnerability, context: Context): ScanFinding => {
  const { documentDigest, index } = context;
  const stated = toStatedByScanner(vulnerability.Status, { documentDigest, index });
  const listed = toListed(
    {
      purl: given(vulnerability.PkgIdentifier?.PURL),
      name: given(vulnerability.PkgName),
      version: given(vulnerability.InstalledVersion),
    },
    context,
  );
  return {
    ...listed,
    component: withoutUndefined({
      ...listed.component,
      fixedVersion: given(vulnerability.FixedVersion),
    }),
    advisory: toAdvisory(vulnerability),
    stated: stated === undefined ? [] : [stated],
  };
};

const toComponent = ({ Identifier, Name, Version }: TrivyPackage, context: Context): ListedComponent => {
  const purl = given(Identifier?.PURL);
  const version = given(Version) ?? toPurl(purl ?? '')?.parts?.version;
  return toListed({ purl, name: given(Name), version }, context);
};

type Named = Record<'purl' | 'name' | 'version', string | undefined>;

const toListed = (named: Named, { scan, scanned, result }: Context): ListedComponent => {
  const identity = identityOfPurl(named.purl, named);
  return {
    component: withoutUndefined({
      ...named,
      ecosystem: identity.purls[0]?.parts?.type ?? ecosystemOf(result.type),
      licenses: licensesOf(scan, result, named),
    }),
    identity,
    ...scanned,
    roots: result.roots,
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
