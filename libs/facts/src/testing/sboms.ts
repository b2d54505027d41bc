// BOMs and advisories of our own for the specs of this library.
import type { FactDocument } from '../document.ts';
import { importSnapshot } from '../import-snapshot.ts';
import type { PairingCounts } from '../pairings.ts';
import { documentOf } from './documents.ts';

export const SERIAL = '3e671687-395b-41f5-a30f-a58921a69b79';

export const lodash = {
  'bom-ref': 'comp-lodash',
  type: 'library',
  name: 'lodash',
  version: '4.17.19',
  purl: 'pkg:npm/lodash@4.17.19',
};

/** A CycloneDX BOM of one container, with these components. */
export const cycloneDx = (components: readonly unknown[], others: object = {}): FactDocument =>
  documentOf(
    'cyclonedx',
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: `urn:uuid:${SERIAL}`,
      version: 1,
      metadata: {
        timestamp: '2024-03-01T08:00:00Z',
        supplier: { name: 'Acme' },
        component: { 'bom-ref': 'root', type: 'container', name: 'ghcr.io/acme/web', version: '1.4.0' },
      },
      components,
      ...others,
    },
    `cyclonedx${JSON.stringify(others).length}.json`,
  );

/** A BOM of nothing but npm packages in these versions. */
export const bomOf = (...purls: readonly string[]): FactDocument =>
  cycloneDx(purls.map((purl, at) => ({ 'bom-ref': `c${at}`, type: 'library', name: `c${at}`, purl })));

/** An OSV record on lodash. */
export const osvRecord = (others: object = {}) => ({
  id: 'GHSA-35jh-r3h4-6jhm',
  modified: '2024-01-01T00:00:00Z',
  aliases: ['CVE-2021-23337'],
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'lodash' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
    },
  ],
  ...others,
});

export const osv = (json: unknown): FactDocument => documentOf('osv', json);

/** What became of the pairings of an import that is expected to succeed. */
export const pairingsOf = (...documents: readonly FactDocument[]): PairingCounts | undefined => {
  const result = importSnapshot(documents);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.counts.pairings;
};
