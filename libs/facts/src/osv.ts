import type { CvssRating, FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { aliasesOf } from './aliases.ts';
import type { RejectionReason } from './counts.ts';
import { type OsvPackage, toOsvPackage } from './osv-ecosystem.ts';
import type { OsvRange, OsvRawAffected, OsvRecord, OsvSeverity } from './osv-record.ts';
import { type CvssVersion, sortedRatings, toBand, toRating, versionOfVector } from './ratings.ts';
import { given, withoutUndefined } from './shape.ts';

/** What an advisory says of one package: exact versions, and ranges of them. */
export type OsvAffected = OsvPackage & {
  readonly versions: ReadonlySet<string>;
  readonly ranges: readonly OsvRange[];
  /** Ratings for this package, where they differ from the advisory's. */
  readonly ratings: readonly CvssRating[];
};

/** An advisory and the packages it concerns, ready to be joined to components. */
export type OsvAdvisory = {
  readonly advisory: FindingTuple['advisory'];
  readonly affected: readonly OsvAffected[];
};

/** An OSV record as an advisory, or why it is none. */
export const toOsvAdvisory = (record: OsvRecord): OsvAdvisory | RejectionReason => {
  if (given(record.id) === undefined) return 'ADVISORY_ID_MISSING';
  if (given(record.withdrawn) !== undefined) return 'ADVISORY_WITHDRAWN';
  const affected = (record.affected ?? []).flatMap((raw) => toAffected(raw, sourceOf(record)));
  if (affected.length === 0) return 'PACKAGE_UNIDENTIFIED';
  return { advisory: toAdvisory(record), affected };
};

/** What a record says of the vulnerability itself. */
export const toAdvisory = (record: OsvRecord): FindingTuple['advisory'] => {
  const id = given(record.id) ?? '';
  const source = sourceOf(record);
  const ratings = toRatings(record.severity, source);
  const word = record.database_specific?.['severity'];
  return withoutUndefined({
    id,
    source,
    aliases: aliasesOf(id, record.aliases ?? []),
    tags: tagsOf(record.database_specific),
    ratings,
    vendorBand: ratings.length > 0 || typeof word !== 'string' ? undefined : toBand(word),
  });
};

// Ids begin with the name of the database that issued them; a CVE is converted by one of many.
const sourceOf = ({ id }: OsvRecord): string => {
  const prefix = /^([A-Za-z]+)-/.exec(id ?? '')?.[1]?.toUpperCase();
  return prefix === undefined || prefix === 'CVE' ? 'OSV' : prefix;
};

const VERSION_OF: ReadonlyMap<string, CvssVersion> = new Map<string, CvssVersion>([
  ['CVSS_V2', '2.0'],
  ['CVSS_V3', '3.0'],
  ['CVSS_V4', '4.0'],
]);

const toRatings = (severities: readonly OsvSeverity[] | null | undefined, source: string): CvssRating[] =>
  sortedRatings(
    (severities ?? []).map(({ type, score }) => {
      const version = versionOfVector(score) ?? VERSION_OF.get(type ?? '');
      return version === undefined ? undefined : toRating({ version, source, vector: score });
    }),
  );

const toAffected = (raw: OsvRawAffected, source: string): OsvAffected[] => {
  const named = toOsvPackage(raw.package ?? {});
  if (named === undefined) return [];
  return [
    {
      ...named,
      versions: new Set(raw.versions ?? []),
      ranges: raw.ranges ?? [],
      ratings: toRatings(raw.severity, source),
    },
  ];
};

/** Characters of one tag, at most: longer texts are no tags. */
export const TAG_CHARACTERS_MAX = 128;

/** Tags are what a database adds as lists of words (`cwe_ids:CWE-79`; `tags` without a prefix) and as flags. */
const tagsOf = (specific: OsvRecord['database_specific']): string[] | undefined => {
  const lists = Object.entries(specific ?? {}).flatMap(([name, value]) => {
    if (value === true) return [[name]];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) return [];
    return [value.map((item) => (name === 'tags' ? item : `${name}:${item}`))];
  });
  if (lists.length === 0) return undefined;
  const tags = lists.flat().filter((tag) => tag.isWellFormed() && tag.length <= TAG_CHARACTERS_MAX);
  return [...new Set(tags)].toSorted(compareBytewise);
};
