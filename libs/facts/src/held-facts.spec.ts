import { describe, expect, it } from '@jest/globals';

import { type FactDocument, HELD_FACTS_MAX } from './document.ts';
import { importSnapshot } from './import-snapshot.ts';
import { openDocument } from './read-document.ts';
import { documentOf, openVex, opensslFinding, trivyReport } from './testing/documents.ts';

const listOf = <Value>(length: number, value: (at: number) => Value): Value[] =>
  Array.from({ length }, (_, at) => value(at));

const REFUSED = {
  document: 'x.json',
  code: 'HELD_FACTS_EXCEEDED',
  detail: `is beyond ${HELD_FACTS_MAX} statements, products, advisories, versions and components`,
};

/** The faults of a document's survey where there is room for so many facts, and how many were held at its end. */
const surveyed = (document: FactDocument, room: number) => {
  let held = 0;
  const nothing = (): void => undefined;
  const reading = openDocument(
    { ...document, digest: 'd' },
    {
      ...{ finding: nothing, component: nothing, claim: nothing, advisory: nothing, options: nothing },
      hold: (facts) => {
        held += facts;
        return held <= room;
      },
    },
  );
  const pass = reading.survey();
  pass.push(document.bytes);
  return { faults: pass.end(), held };
};

const statement = { vulnerability: 'CVE-1', products: ['pkg:npm/a', 'pkg:npm/b'], status: 'fixed' };
const csaf = {
  document: { category: 'csaf_vex', csaf_version: '2.0' },
  vulnerabilities: listOf(2, () => ({ cve: 'CVE-1', product_status: { fixed: ['a', 'b'] } })),
};
const cyclonedx = {
  ...{ bomFormat: 'CycloneDX', specVersion: '1.6' },
  components: listOf(2, (at) => ({ type: 'library', name: 'a', 'bom-ref': `${at}` })),
  vulnerabilities: [{ id: 'CVE-1', analysis: { state: 'resolved' }, affects: [{ ref: '0' }, { ref: '1' }] }],
};
const osv = listOf(2, (at) => ({
  id: `GHSA-${at}`,
  affected: [
    { package: { ecosystem: 'npm', name: 'a' }, versions: ['1', '2'], ranges: [{ type: 'SEMVER' }] },
  ],
}));
const spdx = {
  ...{ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT' },
  packages: listOf(3, (at) => ({ SPDXID: `SPDXRef-${at}`, name: 'a' })),
};

describe('what findings are joined to', () => {
  it.each([
    ['openvex', openVex([statement, { ...statement, vulnerability: 'CVE-2' }]), 6, '/statements/1', 6],
    ['csaf', csaf, 6, '/vulnerabilities/1', 6],
    ['cyclonedx', cyclonedx, 5, '/vulnerabilities/0', 5],
    ['cyclonedx', { ...cyclonedx, vulnerabilities: [] }, 2, '/components/1', 2],
    ['osv', osv, 10, '/1', 10],
    ['spdx', spdx, 3, '/packages/2', 0],
  ] as const)('is held within a bound: %s', (kind, json, room, pointer, held) => {
    const document = documentOf(kind, json, 'x.json');
    expect(surveyed(document, room)).toStrictEqual({ faults: [], held });
    expect(surveyed(document, room - 1).faults).toStrictEqual([{ ...REFUSED, pointer }]);
    // Once, however much is left out.
    expect(surveyed(document, 0).faults).toHaveLength(1);
  });

  it('is bounded over all documents of an import, which is refused beyond', () => {
    const record = (id: string, count: number) => ({
      id,
      affected: [{ package: { ecosystem: 'npm', name: 'a' }, versions: listOf(count, (at) => `1.0.${at}`) }],
    });
    const scan = documentOf('trivy', trivyReport([opensslFinding]), 'scan.json');
    // A record and its package count as well.
    const most = documentOf('osv', record('GHSA-1', HELD_FACTS_MAX - 5), 'most.json');
    const rest = (versions: number) => documentOf('osv', record('GHSA-2', versions), 'x.json');
    expect(importSnapshot([scan, most, rest(1)]).ok).toBe(true);
    const refused = { ok: false, faults: [{ ...REFUSED, pointer: '' }] };
    expect(importSnapshot([scan, most, rest(2)])).toStrictEqual(refused);
  });
});
