import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Document } from './examples.ts';
import { at, jsonOf, listAt } from './json.ts';
import { projectDir } from './stack.ts';

/** A document of the examples to which items were added, and what is to become of those by their reason. */
export type Flawed = {
  readonly document: Document;
  readonly rejected: Readonly<Record<string, number>>;
  readonly duplicate: number;
};

type Change = (document: unknown) => void;
type Items = { readonly push: (...items: readonly unknown[]) => void };

/** A list within a parsed document, to add to. */
const itemsAt = (document: unknown, ...path: readonly (string | number)[]): Items =>
  listAt(document, ...path) satisfies readonly unknown[] as unknown[];

const flawed = (
  { path, kind }: { readonly path: string; readonly kind: Document['kind'] },
  change: Change,
  { duplicate = 0, ...rejected }: Readonly<Record<string, number>>,
): Flawed => {
  const parsed = jsonOf(readFileSync(join(projectDir, 'examples', path), 'utf8'));
  change(parsed);
  const bytes = new TextEncoder().encode(JSON.stringify(parsed));
  return { document: { name: path.split('/').at(-1) ?? path, kind, bytes }, rejected, duplicate };
};

/** One document of every kind that brings findings, components, advisories or statements; together every reason. */
export const flawedDocuments = (): readonly Flawed[] => [
  flawed(
    { path: 'estate/catalog-api.trivy.json', kind: 'trivy' },
    (report) => {
      const [found] = listAt(report, 'Results', 0, 'Vulnerabilities');
      itemsAt(report, 'Results', 0, 'Vulnerabilities').push(
        { ...Object(found), VulnerabilityID: '' },
        { ...Object(found), PkgName: '', PkgIdentifier: {} },
        found,
      );
    },
    { ADVISORY_ID_MISSING: 1, COMPONENT_UNIDENTIFIED: 1, duplicate: 1 },
  ),
  flawed(
    { path: 'formats/edge-cache.grype.json', kind: 'grype' },
    (report) => Object.assign(Object(report), { ignoredMatches: [at(report, 'matches', 0)] }),
    { FINDING_SUPPRESSED: 1 },
  ),
  flawed(
    { path: 'formats/gift-cards.cyclonedx.json', kind: 'cyclonedx' },
    (bom) => {
      itemsAt(bom, 'components').push({ type: 'library', name: '' });
      const versions = [{ version: '0.21.0', status: 'unaffected' }];
      itemsAt(bom, 'vulnerabilities').push({ id: 'CVE-2021-3749', affects: [{ ref: 'axios', versions }] });
    },
    { COMPONENT_UNIDENTIFIED: 1, VERSION_UNAFFECTED: 1 },
  ),
  flawed(
    { path: 'formats/statement-writer.spdx.json', kind: 'spdx' },
    (document) => itemsAt(document, 'packages').push({ SPDXID: 'SPDXRef-nameless', name: '' }),
    { COMPONENT_UNIDENTIFIED: 1 },
  ),
  flawed(
    { path: 'formats/advisories.osv.json', kind: 'osv' },
    (records) => {
      const record = { ...Object(at(records, 0)) };
      const elsewhere = [{ package: { ecosystem: 'Nowhere', name: 'left-pad' } }];
      itemsAt(records).push(
        { ...record, id: '' },
        { ...record, id: 'GHSA-gone', withdrawn: '2025-01-11T00:00:00Z' },
        { ...record, id: 'GHSA-else', affected: elsewhere },
      );
    },
    { ADVISORY_ID_MISSING: 1, ADVISORY_WITHDRAWN: 1, PACKAGE_UNIDENTIFIED: 1 },
  ),
  flawed(
    { path: 'estate/base-images.openvex.json', kind: 'openvex' },
    (document) => {
      const stated = { ...Object(at(document, 'statements', 0)) };
      itemsAt(document, 'statements').push(
        { ...stated, vulnerability: {} },
        { ...stated, status: 'perhaps' },
        { ...stated, products: [] },
      );
    },
    { VULNERABILITY_UNIDENTIFIED: 1, STATUS_UNKNOWN: 1, PRODUCT_UNIDENTIFIED: 1 },
  ),
  flawed(
    { path: 'formats/edge-cache.csaf.json', kind: 'csaf' },
    (document) => {
      const product = { name: 'old edge-cache', product_id: 'OLD' };
      const range = { category: 'product_version_range', name: '<  july 1 2017', product };
      itemsAt(document, 'product_tree', 'branches', 0, 'branches', 0, 'branches').push(range);
      itemsAt(document, 'vulnerabilities').push({
        cve: 'CVE-2023-44487',
        product_status: { known_affected: ['OLD'], recommended: ['CACHE'] },
      });
    },
    { VERSION_RANGE_UNREADABLE: 1, STATUS_UNKNOWN: 1 },
  ),
];
