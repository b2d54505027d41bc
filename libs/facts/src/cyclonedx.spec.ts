import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import type { FactDocument } from './document.ts';
import { importSnapshot } from './import-snapshot.ts';
import { documentOf, trivyReport, tuplesOf } from './testing/documents.ts';
import { cycloneDx, lodash, SERIAL } from './testing/sboms.ts';

const vulnerability = {
  id: 'CVE-2021-23337',
  source: { name: 'NVD' },
  references: [{ id: 'GHSA-35jh-r3h4-6jhm' }],
  ratings: [
    {
      source: { name: 'NVD' },
      score: 7.2,
      severity: 'high',
      method: 'CVSSv31',
      vector: 'AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H',
    },
  ],
  affects: [{ ref: 'comp-lodash' }],
};

const tupleOf = (component: object, found: object = {}, others: object = {}) =>
  tuplesOf(
    cycloneDx([{ ...lodash, ...component }], {
      vulnerabilities: [{ ...vulnerability, ...found }],
      ...others,
    }),
  )[0];

describe('a vulnerability of a BOM', () => {
  it('becomes a tuple that says what the BOM says, and nothing else', () => {
    expect(tupleOf({})).toStrictEqual({
      component: {
        purl: 'pkg:npm/lodash@4.17.19',
        name: 'lodash',
        version: '4.17.19',
        ecosystem: 'npm',
      },
      advisory: {
        id: 'CVE-2021-23337',
        source: 'NVD',
        aliases: ['GHSA-35jh-r3h4-6jhm'],
        ratings: [
          {
            version: '3.1',
            source: 'NVD',
            score: '7.2',
            vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H',
          },
        ],
      },
      image: { name: 'ghcr.io/acme/web' },
      vex: [],
      signals: {},
    });
  });

  it('has the licences of its component, whichever way they are named', () => {
    const licenses = [{ license: { id: 'MIT' } }, { license: { name: 'Acme EULA' } }, { expression: 'MIT' }];
    expect(tupleOf({ licenses })?.component.licenses).toStrictEqual(['Acme EULA', 'MIT']);
    expect(tupleOf({ licenses: [] })?.component.licenses).toStrictEqual([]);
  });

  it('has the properties of its component as tags', () => {
    const properties = [
      { name: 'team', value: 'payments' },
      { name: 'cdx:npm:package:development', value: 'true' },
      { name: 'vendored' },
      { value: 'nameless' },
      { name: 'long', value: 'x'.repeat(200) },
    ];
    expect(tupleOf({ properties })?.component.tags).toStrictEqual([
      'cdx:npm:package:development',
      'team:payments',
      'vendored',
    ]);
  });

  it.each([
    [
      'of its own source',
      [
        { source: { name: 'alma' }, severity: 'low' },
        { source: { name: 'nvd' }, severity: 'high' },
      ],
      'High',
    ],
    [
      'that all agree on',
      [
        { source: { name: 'alma' }, severity: 'medium' },
        { source: { name: 'ghsa' }, severity: 'medium' },
      ],
      'Medium',
    ],
    [
      'of nobody where they differ',
      [
        { source: { name: 'alma' }, severity: 'low' },
        { source: { name: 'ghsa' }, severity: 'medium' },
      ],
      undefined,
    ],
  ])('without CVSS has the band %s', (_rule, ratings, band) => {
    expect(tupleOf({}, { ratings })?.advisory.vendorBand).toBe(band);
  });

  it.each([
    ['exploitable', 'affected'],
    ['in_triage', 'under_investigation'],
    ['resolved', 'fixed'],
    ['resolved_with_pedigree', 'fixed'],
    ['not_affected', 'not_affected'],
    ['false_positive', 'not_affected'],
  ])('with the analysis %s states %s of its own finding, once', (state, status) => {
    const analysis = {
      state,
      justification: 'code_not_reachable',
      detail: 'Not called.',
      response: ['update', 'rollback'],
    };
    const document = cycloneDx([lodash], { vulnerabilities: [{ ...vulnerability, analysis }] });
    expect(tuplesOf(document)[0]?.vex).toStrictEqual([
      {
        status,
        justification: 'code_not_reachable',
        source: 'Acme',
        timestamp: '2024-03-01T08:00:00Z',
        impactStatement: 'Not called.',
        actionStatement: 'update, rollback',
        documentDigest: sha256Hex(document.bytes),
        index: 0,
      },
    ]);
  });

  it('on a component within another is found there', () => {
    const outer = { 'bom-ref': 'outer', type: 'application', name: 'outer', components: [lodash] };
    const document = cycloneDx([outer], { vulnerabilities: [vulnerability] });
    expect(tuplesOf(document).map(({ component }) => component.purl)).toStrictEqual([lodash.purl]);
  });

  it('that names no version of its component as unaffected is a finding, and otherwise none', () => {
    const affects = (status: string) => ({
      affects: [{ ref: 'comp-lodash', versions: [{ version: '4.17.19', status }] }],
    });
    expect(tupleOf({}, affects('affected'))).toBeDefined();
    expect(tupleOf({}, affects('unaffected'))).toBeUndefined();
  });
});

describe('a VEX statement of a CycloneDX document', () => {
  const bom = cycloneDx([lodash], { vulnerabilities: [vulnerability] });
  const vex = (ref: string, others: object = {}, versions?: readonly object[]) =>
    documentOf(
      'cyclonedx',
      {
        bomFormat: 'CycloneDX',
        specVersion: '1.4',
        version: 1,
        vulnerabilities: [
          { id: 'GHSA-35jh-r3h4-6jhm', analysis: { state: 'not_affected' }, affects: [{ ref, versions }] },
        ],
        ...others,
      },
      'vex.json',
    );
  const statusesIn = (...documents: readonly FactDocument[]): (string | undefined)[] =>
    (tuplesOf(...documents)[0]?.vex ?? []).map(({ status }) => status);

  it.each([
    ['a component by its BOM link', `urn:cdx:${SERIAL}/1#comp-lodash`, 1],
    ['what the BOM describes by its BOM link', `urn:cdx:${SERIAL}/1#root`, 1],
    ['a component of another version of the BOM', `urn:cdx:${SERIAL}/2#comp-lodash`, 0],
    ['another component of the BOM', `urn:cdx:${SERIAL}/1#comp-other`, 0],
  ])('concerns %s', (_rule, ref, count) => {
    expect(statusesIn(bom, vex(ref))).toHaveLength(count);
  });

  const product = (component: object) => ({ metadata: { component: { 'bom-ref': 'p', ...component } } });

  it.each([
    ['by name and version', product({ name: 'ghcr.io/acme/web', version: '1.4.0' }), 1],
    ['by another version', product({ name: 'ghcr.io/acme/web', version: '1.4.1' }), 0],
    ['by a range of versions', product({ name: 'ghcr.io/acme/web' }), 1],
  ])('concerns a product %s', (_rule, others, count) => {
    expect(statusesIn(bom, vex('p', others, [{ range: 'vers:semver/>=1.0.0|<2.0.0' }]))).toHaveLength(count);
  });

  it('on a component and its product is one statement', () => {
    const stating = cycloneDx([lodash], {
      vulnerabilities: [
        {
          ...vulnerability,
          analysis: { state: 'resolved' },
          affects: [{ ref: 'root' }, { ref: 'comp-lodash' }],
        },
      ],
    });
    expect(statusesIn(stating)).toStrictEqual(['fixed']);
  });

  it('narrowed to versions concerns those alone', () => {
    const others = product({ name: 'ghcr.io/acme/web' });
    const found = (versions: readonly object[]) => statusesIn(bom, vex('p', others, versions)).length;
    expect(found([{ version: '1.4.0' }, { version: '1.5.0' }])).toBe(1);
    expect(found([{ version: '1.5.0' }])).toBe(0);
    expect(found([{ range: 'vers:semver/>=1.5.0' }])).toBe(0);
  });

  it('on a component within a product concerns no other product with that package', () => {
    const inProduct = cycloneDx([lodash], {
      serialNumber: undefined,
      metadata: { component: { 'bom-ref': 'p', name: 'another', version: '1' } },
      vulnerabilities: [{ ...vulnerability, analysis: { state: 'not_affected' } }],
    });
    const scan = documentOf(
      'trivy',
      trivyReport([
        { VulnerabilityID: vulnerability.id, PkgName: 'lodash', PkgIdentifier: { PURL: lodash.purl } },
      ]),
    );
    expect(
      tuplesOf(scan, inProduct).map(({ image, vex: found }) => [image.name, found.length]),
    ).toStrictEqual([
      ['another', 1],
      ['ghcr.io/acme/web:1.4.0', 0],
    ]);
  });
});

describe('items of a CycloneDX document', () => {
  it('are components, and vulnerabilities for each thing that they affect', () => {
    const result = importSnapshot([
      cycloneDx([lodash, lodash, { type: 'file' }, { type: 'library', name: 'unversioned' }], {
        vulnerabilities: [
          vulnerability,
          vulnerability,
          { ...vulnerability, id: '', references: [] },
          { ...vulnerability, affects: [] },
          { ...vulnerability, affects: [{ ref: 'nothing' }, { ref: 'root' }] },
          { ...vulnerability, analysis: { state: 'odd' }, affects: [{ ref: 'root' }] },
          {
            ...vulnerability,
            analysis: { state: 'resolved' },
            affects: [{ ref: `urn:cdx:${'0'.repeat(36)}/1#x`, versions: [{ range: 'vers:maven/>=1' }] }],
          },
        ],
      }),
    ]);
    expect(result.ok && result.counts.cyclonedx).toStrictEqual({
      received: 12,
      accepted: 4,
      rejected: {
        ADVISORY_ID_MISSING: 1,
        COMPONENT_UNIDENTIFIED: 1,
        PRODUCT_UNIDENTIFIED: 2,
        STATUS_UNKNOWN: 1,
        VERSION_RANGE_UNREADABLE: 1,
      },
      duplicate: 2,
    });
    expect(result.ok && result.tuples.map(({ component }) => component.name)).toStrictEqual([
      'ghcr.io/acme/web',
      'lodash',
    ]);
  });

  it.each([
    [{ bomFormat: 'SPDX' }, '/bomFormat', 'DOCUMENT_FORMAT_FOREIGN'],
    [{ bomFormat: 'CycloneDX', specVersion: '2.0' }, '/bomFormat', 'DOCUMENT_FORMAT_FOREIGN'],
    [
      { bomFormat: 'CycloneDX', specVersion: '1.4', components: [{ name: 7 }] },
      '/components/0/name',
      'DOCUMENT_SHAPE_FOREIGN',
    ],
    [
      { bomFormat: 'CycloneDX', specVersion: '1.4', vulnerabilities: {} },
      '/vulnerabilities',
      'DOCUMENT_SHAPE_FOREIGN',
    ],
  ])('are not read from %j', (json, pointer, code) => {
    const result = importSnapshot([documentOf('cyclonedx', json)]);
    expect(result.ok ? [] : result.faults.map((fault) => [fault.pointer, fault.code])).toStrictEqual([
      [pointer, code],
    ]);
  });
});
