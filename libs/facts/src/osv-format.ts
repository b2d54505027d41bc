import { sha256Hex } from '@policy-registry/kernel';
import { z } from 'zod';

import type { DocumentFormat, DocumentReader, FactSink, Placed } from './format.ts';
import { identityOfPurl } from './identity.ts';
import { type OsvAdvisory, toAdvisory, toOsvAdvisory } from './osv.ts';
import { purlOf } from './osv-ecosystem.ts';
import { OsvPackageName, OsvRecord } from './osv-record.ts';
import type { ListedComponent } from './scan-finding.ts';
import { toImage } from './scanned-image.ts';
import { given, OptionalText, optionalList, readShape, Text, withoutUndefined } from './shape.ts';

/**
 * OSV: one record, an array of records, the `vulns` of an answer of the OSV API, and reports of osv-scanner. Each
 * record is one item; in a report, each vulnerability of each package, and each package that has none.
 */
export const osvFormat: DocumentFormat = {
  survey: [
    ...Object.keys(OsvRecord.shape).map((member) => `/${member}`),
    '[]',
    '/vulns[]',
    '/results[]/source/path',
  ],
  // A list of records is a document as well, in which no packages are looked for.
  items: ['/results[]/packages[]', '[]/packages'],
  open: (_document, out) => readOsv(out),
};

const factsIn = ({ affected }: OsvAdvisory): number =>
  affected.reduce((sum, { versions, ranges }) => sum + 1 + versions.size + ranges.length, 1);

const ScannedPackage = z.object({
  package: OsvPackageName.nullish(),
  vulnerabilities: optionalList(OsvRecord),
  licenses: optionalList(Text),
});
type ScannedPackage = z.infer<typeof ScannedPackage>;

const readOsv = (out: FactSink): DocumentReader => {
  const members: Record<string, unknown> = {};
  const paths = new Map<number, string>();
  const seen = new Set<string>();
  let isRecognised = false;

  const readRecord = (placed: Pick<Placed, 'at' | 'value'>): void => {
    const record = readShape(OsvRecord, placed, out);
    if (record === undefined) return;
    const found = toOsvAdvisory(record);
    if (typeof found === 'string') return out.count(found);
    const text = sha256Hex(JSON.stringify(record));
    if (seen.has(text)) return out.count('duplicate');
    seen.add(text);
    if (out.hold(factsIn(found), placed.at)) out.advisory(found);
    out.count('accepted');
  };

  return {
    survey: (placed) => {
      switch (placed.path) {
        case '[]':
        case '/vulns[]':
          isRecognised = true;
          return readRecord(placed);
        case '/results[]/source/path': {
          isRecognised = true;
          const path = given(readShape(OptionalText, placed, out));
          if (path !== undefined) paths.set(Number(placed.at[1]), path);
          return;
        }
        default:
          members[placed.path.slice(1)] = placed.value;
      }
    },
    surveyed: () => {
      if ('id' in members) readRecord({ at: [], value: members });
      else if (!isRecognised)
        out.fault(
          'DOCUMENT_FORMAT_FOREIGN',
          ['id'],
          'is neither an OSV record nor a list of records nor a report',
        );
    },
    item: (placed) => {
      if (placed.path !== '/results[]/packages[]') return;
      const scanned = readShape(ScannedPackage, placed, out);
      if (scanned !== undefined) readPackage(scanned, paths.get(Number(placed.at[1])), out);
    },
  };
};

const readPackage = (scanned: ScannedPackage, path: string | undefined, out: FactSink): void => {
  const listed = toListed(scanned, path);
  const { name, purl } = listed.component;
  const isIdentified = name !== undefined || purl !== undefined;
  const records = scanned.vulnerabilities ?? [];
  if (records.length === 0) out.count(isIdentified ? 'accepted' : 'COMPONENT_UNIDENTIFIED');
  if (isIdentified) out.component(listed);
  for (const record of records) {
    if (!isIdentified) out.count('COMPONENT_UNIDENTIFIED');
    else if (given(record.id) === undefined) out.count('ADVISORY_ID_MISSING');
    else out.finding({ ...listed, advisory: toAdvisory(record), stated: [] });
  }
};

const toListed = (scanned: ScannedPackage, path: string | undefined): ListedComponent => {
  const name = given(scanned.package?.name);
  const version = given(scanned.package?.version);
  const purl = purlOf(scanned.package ?? {}, version);
  const identity = identityOfPurl(purl, { name, version });
  return {
    component: withoutUndefined({
      purl,
      name,
      version,
      ecosystem: identity.purls[0]?.parts?.type,
      licenses: scanned.licenses?.toSorted(),
    }),
    identity,
    ...toImage({ name: path, tags: [], repoDigests: [] }),
    roots: [],
  };
};
