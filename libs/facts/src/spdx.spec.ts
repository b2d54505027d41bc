import { describe, expect, it } from '@jest/globals';

import { importSnapshot } from './import-snapshot.ts';
import { documentOf, openVex, tuplesOf } from './testing/documents.ts';
import { osv, osvRecord } from './testing/sboms.ts';

const purlRef = (locator: string) => ({
  referenceCategory: 'PACKAGE-MANAGER',
  referenceType: 'purl',
  referenceLocator: locator,
});

const lodash = {
  SPDXID: 'SPDXRef-lodash',
  name: 'lodash',
  versionInfo: '4.17.19',
  licenseConcluded: 'NOASSERTION',
  licenseDeclared: 'MIT',
  externalRefs: [purlRef('pkg:npm/lodash@4.17.19')],
};

const spdx = (packages: readonly unknown[], others: object = {}) =>
  documentOf('spdx', {
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'web',
    packages,
    ...others,
  });

const image = {
  SPDXID: 'SPDXRef-image',
  name: 'ghcr.io/acme/web',
  versionInfo: `sha256:${'a1'.repeat(32)}`,
  externalRefs: [purlRef(`pkg:oci/web@sha256%3A${'a1'.repeat(32)}?repository_url=ghcr.io/acme/web`)],
};

describe('a package of SPDX 2', () => {
  it('joined to an advisory becomes a tuple that says what the document says', () => {
    const document = spdx([image, lodash], { documentDescribes: ['SPDXRef-image'] });
    const [tuple] = tuplesOf(document, osv(osvRecord()));
    expect(tuple?.component).toStrictEqual({
      purl: 'pkg:npm/lodash@4.17.19',
      name: 'lodash',
      version: '4.17.19',
      ecosystem: 'npm',
      licenses: ['MIT'],
      fixedVersion: '4.17.21',
    });
    expect(tuple?.image).toStrictEqual({ name: 'ghcr.io/acme/web', digest: `sha256:${'a1'.repeat(32)}` });
  });

  it.each([
    ['MIT OR Apache-2.0', 'MIT', ['MIT OR Apache-2.0']],
    ['NOASSERTION', 'MIT', ['MIT']],
    ['NONE', 'MIT', []],
    ['NOASSERTION', 'NOASSERTION', undefined],
    [undefined, undefined, undefined],
  ])(
    'of which %p is concluded and %p declared has the licences %j',
    (licenseConcluded, licenseDeclared, licenses) => {
      const document = spdx([{ ...lodash, licenseConcluded, licenseDeclared }]);
      expect(tuplesOf(document, osv(osvRecord()))[0]?.component.licenses).toStrictEqual(licenses);
    },
  );

  it('that a relationship describes is what statements may speak of', () => {
    const relationships = [
      {
        spdxElementId: 'SPDXRef-DOCUMENT',
        relationshipType: 'DESCRIBES',
        relatedSpdxElement: 'SPDXRef-image',
      },
    ];
    const statement = {
      vulnerability: 'CVE-2021-23337',
      products: [
        { '@id': `pkg:oci/web@sha256:${'a1'.repeat(32)}`, subcomponents: [{ '@id': 'pkg:npm/lodash' }] },
      ],
      status: 'not_affected',
    };
    const vexOf = (others: object) =>
      tuplesOf(
        spdx([lodash, image], others),
        osv(osvRecord()),
        documentOf('openvex', openVex([statement])),
      )[0]?.vex;
    expect(vexOf({ relationships })).toHaveLength(1);
    expect(vexOf({})).toHaveLength(0);
  });

  it('is named by each of its package URLs, and its first is the tuple’s', () => {
    const externalRefs = [purlRef('pkg:npm/lodash@4.17.19?a=1'), purlRef('pkg:npm/lodash@4.17.19?a=2')];
    const statement = { vulnerability: 'CVE-2021-23337', products: ['pkg:npm/lodash?a=2'], status: 'fixed' };
    const vex = documentOf('openvex', openVex([statement]));
    const [tuple] = tuplesOf(spdx([{ ...lodash, externalRefs }]), osv(osvRecord()), vex);
    expect([tuple?.component.purl, tuple?.vex.length]).toStrictEqual(['pkg:npm/lodash@4.17.19?a=1', 1]);
  });
});

describe('a package of SPDX 3.0', () => {
  const graph = [
    {
      type: 'software_Package',
      spdxId: 'urn:p',
      name: 'lodash',
      software_packageVersion: '4.17.19',
      software_packageUrl: 'pkg:npm/lodash@4.17.19',
    },
    { type: 'software_Package', spdxId: 'urn:root', name: 'web' },
    { type: 'software_File', spdxId: 'urn:f', name: 'index.js' },
    { type: 'simplelicensing_LicenseExpression', spdxId: 'urn:l', simplelicensing_licenseExpression: 'MIT' },
    { type: 'Relationship', relationshipType: 'hasDeclaredLicense', from: 'urn:p', to: ['urn:l'] },
    { type: 'software_Sbom', spdxId: 'urn:s', rootElement: ['urn:root'] },
  ];
  const spdx3 = (elements: readonly unknown[]) =>
    documentOf('spdx', { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': elements });

  it('has its licence by relationship, wherever in the graph that stands', () => {
    for (const elements of [graph, graph.toReversed()]) {
      const [tuple] = tuplesOf(spdx3(elements), osv(osvRecord()));
      expect([tuple?.image.name, tuple?.component.licenses]).toStrictEqual(['web', ['MIT']]);
    }
  });

  it('is an item, and other elements are none', () => {
    const result = importSnapshot([spdx3(graph)]);
    expect(result.ok && result.counts.spdx).toStrictEqual({
      received: 2,
      accepted: 2,
      rejected: {},
      duplicate: 0,
    });
  });
});

describe('items of an SPDX document', () => {
  it('are received, and accepted, rejected with a reason or duplicate', () => {
    const result = importSnapshot([
      spdx([lodash, lodash, { SPDXID: 'SPDXRef-x' }, { packageName: 'quote' }]),
    ]);
    expect(result.ok && result.counts.spdx).toStrictEqual({
      received: 4,
      accepted: 2,
      rejected: { COMPONENT_UNIDENTIFIED: 1 },
      duplicate: 1,
    });
  });

  it.each([
    [{ spdxVersion: 'SPDX-1.2', packages: [] }, '/spdxVersion', 'DOCUMENT_FORMAT_FOREIGN'],
    [{ '@context': 'https://example.org/', '@graph': [] }, '/spdxVersion', 'DOCUMENT_FORMAT_FOREIGN'],
    [{ spdxVersion: 'SPDX-2.3', packages: [{ name: 7 }] }, '/packages/0/name', 'DOCUMENT_SHAPE_FOREIGN'],
  ])('are not read from %j', (json, pointer, code) => {
    const result = importSnapshot([documentOf('spdx', json)]);
    expect(result.ok ? [] : result.faults.map((fault) => [fault.pointer, fault.code])).toStrictEqual([
      [pointer, code],
    ]);
  });
});
