import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import {
  documentOf,
  imageDigest,
  openVex,
  opensslFinding,
  trivyReport,
  tuplesOf,
} from './testing/documents.ts';
import { importSnapshot } from './import-snapshot.ts';

const scan = documentOf('trivy', trivyReport([{ ...opensslFinding, VendorIDs: ['GHSA-x4qr-2fvf-3mr5'] }]));
const libssl = 'pkg:apk/alpine/libssl3';
const web = 'pkg:oci/web';

const statement = {
  vulnerability: { name: 'CVE-2023-0286' },
  products: [{ '@id': libssl }],
  status: 'not_affected',
};

const matched = (raw: object, document: object = {}, report = scan): number =>
  tuplesOf(report, documentOf('openvex', openVex([raw], document)))[0]?.vex.length ?? -1;

const about = (...products: readonly unknown[]): object => ({ ...statement, products });

describe('the vulnerability of a statement', () => {
  it.each([
    ['its name', { name: 'CVE-2023-0286' }, 1],
    ['its name being an alias of the advisory', { name: 'GHSA-x4qr-2fvf-3mr5' }, 1],
    ['one of its aliases', { name: 'RUSTSEC-2023-0006', aliases: ['CVE-2023-0286'] }, 1],
    ['its id', { '@id': 'CVE-2023-0286' }, 1],
    ['bare text, as in v0.0.1', 'CVE-2023-0286', 1],
    ['another name', { name: 'CVE-2023-0287' }, 0],
    ['a longer name', { name: 'CVE-2023-02861' }, 0],
  ])('matches by %s', (_rule, vulnerability, count) => {
    expect(matched({ ...statement, vulnerability })).toBe(count);
  });
});

describe('the product of a statement', () => {
  it.each([
    ['the component', { '@id': libssl }, 1],
    ['bare text, as in v0.0.1', libssl, 1],
    ['the component by identifier', { '@id': 'urn:acme:1', identifiers: { purl: libssl } }, 1],
    ['the component in its version', { '@id': `${libssl}@3.0.7-r0` }, 1],
    ['the component in another version', { '@id': `${libssl}@3.0.8-r0` }, 0],
    ['the component with one of its qualifiers', { '@id': `${libssl}?arch=x86_64` }, 1],
    ['the component with another value of a qualifier', { '@id': `${libssl}?arch=aarch64` }, 0],
    ['the component with a qualifier it has not', { '@id': `${libssl}?vcs_url=x` }, 0],
    ['the component with a subpath it has not', { '@id': `${libssl}#lib` }, 0],
    ['another namespace', { '@id': 'pkg:apk/wolfi/libssl3' }, 0],
    ['another type', { '@id': 'pkg:deb/alpine/libssl3' }, 0],
    [
      'the component narrowed to another part',
      { '@id': libssl, subcomponents: [{ '@id': 'pkg:apk/alpine/zlib' }] },
      0,
    ],
  ])('is %s', (_rule, product, count) => {
    expect(matched(about(product))).toBe(count);
  });

  it.each([
    ['by name', web, 1],
    ['by another name', 'pkg:oci/api', 0],
    ['by the end of a name', 'pkg:oci/eb', 0],
    ['by manifest digest', `${web}@${encodeURIComponent(imageDigest)}`, 1],
    ['by manifest digest with a bare colon', `${web}@${imageDigest}`, 1],
    ['by image id', `${web}@sha256:${'b2'.repeat(32)}`, 1],
    ['by another digest', `${web}@sha256:${'d4'.repeat(32)}`, 0],
    ['by repository with the name', `${web}?repository_url=ghcr.io/acme/web`, 1],
    ['by repository without the name', `${web}?repository_url=ghcr.io%2Facme`, 1],
    ['by another repository', `${web}?repository_url=ghcr.io/other/web`, 0],
    ['by tag', `${web}?tag=1.4.0`, 1],
    ['by another tag', `${web}?tag=1.4.1`, 0],
    ['by architecture', `${web}?arch=amd64`, 1],
    ['by another architecture', `${web}?arch=arm64`, 0],
    ['by a qualifier that a scan cannot answer', `${web}?os=linux`, 0],
  ])('is the image %s', (_rule, purl, count) => {
    expect(matched(about({ '@id': purl }))).toBe(count);
  });

  it.each([
    ['the component', [{ '@id': libssl }], 1],
    ['the component in another version', [{ '@id': `${libssl}@3.0.8-r0` }], 0],
    ['another component', [{ '@id': 'pkg:apk/alpine/zlib' }], 0],
    ['one of several components', [{ '@id': 'pkg:apk/alpine/zlib' }, { identifiers: { purl: libssl } }], 1],
    ['what no package URL identifies', [{ '@id': 'libssl' }], 0],
  ])('is the image narrowed to %s', (_rule, subcomponents, count) => {
    expect(matched(about({ '@id': web, subcomponents }))).toBe(count);
  });

  it('is narrowed by the subcomponents beside it, as in v0.0.1', () => {
    const context = { '@context': 'https://openvex.dev/ns/v0.0.1' };
    expect(matched({ ...about(web), subcomponents: [libssl] }, context)).toBe(1);
    expect(matched({ ...about(web), subcomponents: ['pkg:apk/alpine/zlib'] }, context)).toBe(0);
  });

  it('is the project that was scanned', () => {
    const finding = {
      VulnerabilityID: 'CVE-2023-0286',
      PkgName: 'x',
      PkgIdentifier: { PURL: 'pkg:golang/acme.example/x@v1.0.0' },
    };
    const root = { Relationship: 'root', Identifier: { PURL: 'pkg:golang/acme.example/tool@v2.0.0' } };
    const results = [{ Type: 'gomod', Packages: [root], Vulnerabilities: [finding] }];
    const report = documentOf('trivy', trivyReport([], { Results: results }));
    const part = { subcomponents: [{ '@id': 'pkg:golang/acme.example/x' }] };
    expect(matched(about({ '@id': 'pkg:golang/acme.example/tool', ...part }), {}, report)).toBe(1);
    expect(matched(about({ '@id': 'pkg:golang/acme.example/other', ...part }), {}, report)).toBe(0);
  });

  it('on Docker Hub is found under each of the hub’s names', () => {
    const report = documentOf(
      'trivy',
      trivyReport([opensslFinding], { ArtifactName: 'alpine:3.17', Metadata: {} }),
    );
    const purls = [
      'index.docker.io/library',
      'docker.io/library/alpine',
      'registry-1.docker.io/library/alpine',
    ];
    expect(
      purls.map((url) => matched(about(`pkg:oci/alpine?repository_url=${url}`), {}, report)),
    ).toStrictEqual([1, 1, 1]);
  });

  it('whose versions do not follow their type still matches by what does', () => {
    const finding = {
      VulnerabilityID: 'CVE-2023-0286',
      PkgName: 'stdlib',
      PkgIdentifier: { PURL: 'pkg:golang/stdlib@v1.22' },
    };
    const report = documentOf('trivy', trivyReport([finding]));
    expect(matched(about('pkg:golang/stdlib'), {}, report)).toBe(1);
    expect(matched(about('pkg:golang/stdlib@v1.22'), {}, report)).toBe(1);
    expect(matched(about('pkg:golang/stdlib@v1.21'), {}, report)).toBe(0);
  });
});

describe('statements that match', () => {
  it('are kept all, each with source, time, document and index', () => {
    const vendor = documentOf(
      'openvex',
      openVex([
        {
          ...statement,
          status: 'affected',
          action_statement: 'Upgrade.',
          timestamp: '2024-02-01T00:00:00+01:00',
        },
        {
          ...statement,
          justification: 'vulnerable_code_not_present',
          impact_statement: 'Not compiled in.',
          last_updated: '2024-03-02T00:00:00Z',
        },
      ]),
    );
    const distributor = documentOf(
      'openvex',
      openVex([{ ...statement, status: 'fixed' }], { author: 'Distributor', timestamp: undefined }),
    );
    const digest = sha256Hex(vendor.bytes);
    const expected = [
      {
        status: 'affected',
        source: 'Acme Product Security',
        timestamp: '2024-02-01T00:00:00+01:00',
        actionStatement: 'Upgrade.',
        documentDigest: digest,
        index: 0,
      },
      {
        status: 'not_affected',
        justification: 'vulnerable_code_not_present',
        source: 'Acme Product Security',
        timestamp: '2024-03-01T08:00:00Z',
        lastUpdated: '2024-03-02T00:00:00Z',
        impactStatement: 'Not compiled in.',
        documentDigest: digest,
        index: 1,
      },
      { status: 'fixed', source: 'Distributor', documentDigest: sha256Hex(distributor.bytes), index: 0 },
    ];
    const byDocument = expected.toSorted((a, b) =>
      a.documentDigest < b.documentDigest ? -1 : a.documentDigest > b.documentDigest ? 1 : a.index - b.index,
    );
    expect(tuplesOf(scan, vendor, distributor)[0]?.vex).toStrictEqual(byDocument);
  });

  it('match once, however many of their products and names do', () => {
    const vulnerability = { name: 'CVE-2023-0286', aliases: ['GHSA-x4qr-2fvf-3mr5'] };
    expect(matched({ ...statement, vulnerability, products: [libssl, web, `${libssl}@3.0.7-r0`] })).toBe(1);
  });
});

describe('items of an OpenVEX document', () => {
  it('are received, and accepted, rejected with a reason or duplicate', () => {
    const document = openVex([
      statement,
      statement,
      { ...statement, vulnerability: { aliases: [] } },
      { ...statement, products: ['nginx', { '@id': 'registry.example/app:1' }] },
      { ...statement, products: undefined },
      { ...statement, status: 'exploitable' },
    ]);
    const result = importSnapshot([documentOf('openvex', document)]);
    expect(result.ok && result.counts.openvex).toStrictEqual({
      received: 6,
      accepted: 1,
      rejected: { VULNERABILITY_UNIDENTIFIED: 1, STATUS_UNKNOWN: 1, PRODUCT_UNIDENTIFIED: 2 },
      duplicate: 1,
    });
  });

  it('of the wrong type are faults of the document', () => {
    const result = importSnapshot([documentOf('openvex', openVex([{ ...statement, status: 7 }, 'text']))]);
    expect(result.ok ? [] : result.faults.map(({ pointer, code }) => [pointer, code])).toStrictEqual([
      ['/statements/0/status', 'DOCUMENT_SHAPE_FOREIGN'],
      ['/statements/1', 'DOCUMENT_SHAPE_FOREIGN'],
    ]);
  });

  it.each(['https://openvex.dev/ns/v9.0.0', 'https://openvex.dev/ns/v0.2.0/x', 4, undefined])(
    'are not read under the context %p',
    (context) => {
      const result = importSnapshot([documentOf('openvex', openVex([], { '@context': context }))]);
      expect(result.ok ? [] : result.faults.map(({ pointer, code }) => [pointer, code])).toStrictEqual([
        ['/@context', 'DOCUMENT_FORMAT_FOREIGN'],
      ]);
    },
  );
});
