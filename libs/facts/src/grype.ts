import type { CvssRating, FindingTuple, VexStatement } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { aliasesOf, isSingleVulnerability } from './aliases.ts';
import type { ItemFate } from './counts.ts';
import { ecosystemOf } from './ecosystem.ts';
import type { DocumentFormat, DocumentReader, FactSink, Placed } from './format.ts';
import {
  type GrypeArtifact,
  type GrypeLicense,
  GrypeMatch,
  GrypeSource,
  type GrypeVulnerability,
} from './grype-report.ts';
import { identityOfPurl } from './identity.ts';
import { sortedRatings, toBand, toCvssVersion, toRating } from './ratings.ts';
import type { ScanFinding } from './scan-finding.ts';
import { toImage } from './scanned-image.ts';
import { given, readShape, withoutUndefined } from './shape.ts';

/** Grype reports. Each match is one item, and each ignored match. */
export const grypeFormat: DocumentFormat = {
  // What was scanned stands behind the matches.
  survey: ['/descriptor/name', '/source'],
  required: ['/matches'],
  items: ['/matches[]', '/ignoredMatches[]'],
  open: (document, out) => readGrype(document.digest, out),
};

const readGrype = (documentDigest: string, out: FactSink): DocumentReader => {
  let scanner: unknown;
  let scanned = imageOf(undefined);

  const readMatch = (placed: Placed): void => {
    const match = readShape(GrypeMatch, placed, out);
    if (match === undefined) return;
    const fate = missingIn(match);
    if (fate !== 'accepted') return out.count(fate);
    out.finding({ ...toFinding(match, { documentDigest, index: Number(placed.at[1]) }), ...scanned });
  };

  return {
    survey: (placed) => {
      if (placed.path === '/source') scanned = imageOf(readShape(GrypeSource, placed, out));
      else scanner = placed.value;
    },
    surveyed: () => {
      // Reports that were cut down to their matches do not name the scanner.
      if (scanner !== undefined && scanner !== 'grype')
        out.fault('DOCUMENT_FORMAT_FOREIGN', ['descriptor', 'name'], 'is no report of Grype');
    },
    item: (placed) => {
      if (placed.path === '/matches[]') readMatch(placed);
      else out.count('FINDING_SUPPRESSED');
    },
  };
};

const imageOf = (source: GrypeSource): ReturnType<typeof toImage> => {
  const target = source?.target;
  if (typeof target === 'string' || target === null || target === undefined)
    return toImage({ name: given(target), tags: [], repoDigests: [] });
  return toImage({
    name: given(target.userInput),
    tags: target.tags ?? [],
    repoDigests: target.repoDigests ?? [],
    manifestDigest: given(target.manifestDigest),
    imageId: given(target.imageID),
    architecture: given(target.architecture),
  });
};

const missingIn = ({ vulnerability, artifact }: GrypeMatch): Exclude<ItemFate, 'duplicate'> => {
  if (given(vulnerability?.id) === undefined) return 'ADVISORY_ID_MISSING';
  const isNamed = given(artifact?.name) ?? given(artifact?.purl);
  return isNamed === undefined ? 'COMPONENT_UNIDENTIFIED' : 'accepted';
};

type Place = Pick<VexStatement, 'documentDigest' | 'index'>;

const toFinding = (match: GrypeMatch, place: Place): Omit<ScanFinding, 'image' | 'target'> => {
  const artifact = match.artifact ?? {};
  const fix = match.vulnerability?.fix;
  const named = {
    purl: given(artifact.purl),
    name: given(artifact.name),
    version: given(artifact.version),
  };
  const identity = identityOfPurl(named.purl, named);
  return {
    component: withoutUndefined({
      ...named,
      ecosystem: identity.purls[0]?.parts?.type ?? ecosystemOf(artifact.type),
      licenses: licensesOf(artifact),
      fixedVersion: given((fix?.versions ?? []).join(', ')),
    }),
    identity,
    roots: [],
    advisory: toAdvisory(match),
    // `fixed` and `not-fixed` say whether a fix exists, `wont-fix` what the vendor says of it.
    stated:
      fix?.state === 'wont-fix'
        ? [{ status: 'affected', source: 'grype', actionStatement: 'wont-fix', ...place }]
        : [],
  };
};

const licensesOf = ({ licenses }: GrypeArtifact): string[] | undefined => {
  if (!licenses) return undefined;
  const texts = licenses.flatMap((license) => textOf(license) ?? []);
  return [...new Set(texts)].toSorted(compareBytewise);
};

const textOf = (license: GrypeLicense): string | undefined =>
  typeof license === 'string' ? given(license) : (given(license.spdxExpression) ?? given(license.value));

const toAdvisory = ({ vulnerability, relatedVulnerabilities }: GrypeMatch): FindingTuple['advisory'] => {
  const id = given(vulnerability?.id) ?? '';
  const same = sameAs(id, relatedVulnerabilities ?? []);
  const ratings = sortedRatings([vulnerability ?? {}, ...same].flatMap(ratingsOf));
  return withoutUndefined({
    id,
    source: sourceOf(vulnerability?.namespace),
    aliases: aliasesOf(
      id,
      same.flatMap((related) => given(related.id) ?? []),
    ),
    ratings,
    vendorBand: ratings.length > 0 ? undefined : toBand(vulnerability?.severity),
  });
};

// A distributor's bulletin (RHSA, ALAS, ELSA …) is related to every vulnerability it fixes: none of several is it.
const sameAs = (id: string, related: readonly GrypeVulnerability[]): readonly GrypeVulnerability[] =>
  isSingleVulnerability(id) || new Set(related.map((other) => other.id)).size === 1 ? related : [];

const SOURCE_OF: ReadonlyMap<string, string> = new Map([
  ['GITHUB', 'GHSA'],
  ['NVD@NIST.GOV', 'NVD'],
  ['SECURITY-ADVISORIES@GITHUB.COM', 'GHSA'],
]);

// Namespaces are `github:language:go`, `nvd:cpe`, `redhat:distro:redhat:8`: the first part names the database.
const sourceOf = (namespace: string | null | undefined): string | undefined =>
  known(given(namespace)?.split(':')[0]);

const known = (source: string | undefined): string | undefined => {
  const upper = source?.toUpperCase();
  return upper === undefined ? undefined : (SOURCE_OF.get(upper) ?? upper);
};

const ratingsOf = ({ cvss, namespace }: Partial<GrypeVulnerability>): (CvssRating | undefined)[] =>
  (cvss ?? []).map((found) => {
    const version = toCvssVersion(found.version);
    const source = known(given(found.source)) ?? sourceOf(namespace) ?? '';
    return version === undefined
      ? undefined
      : toRating({ version, source, score: found.metrics?.baseScore, vector: found.vector });
  });
