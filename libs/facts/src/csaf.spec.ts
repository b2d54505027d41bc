import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';

import { importSnapshot } from './import-snapshot.ts';
import { documentOf, imageDigest, opensslFinding, trivyReport, tuplesOf } from './testing/documents.ts';
import { cycloneDx, lodash } from './testing/sboms.ts';

const libssl = 'pkg:apk/alpine/libssl3';

const product = (id: string, helper: object, name = id) => ({
  name,
  product_id: id,
  product_identification_helper: helper,
});

const csaf = (vulnerabilities: readonly unknown[], tree: object, document: object = {}) =>
  documentOf('csaf', {
    vulnerabilities,
    product_tree: tree,
    document: {
      csaf_version: '2.0',
      publisher: { name: 'Acme Product Security' },
      tracking: { current_release_date: '2024-03-01T08:00:00Z' },
      ...document,
    },
  });

const scan = documentOf('trivy', trivyReport([opensslFinding]));
const tree = { full_product_names: [product('P', { purl: libssl })] };
const stating = (status: string, others: object = {}) => ({
  cve: 'CVE-2023-0286',
  product_status: { [status]: ['P'] },
  ...others,
});

describe('a CSAF statement', () => {
  it('is what a vulnerability says of a product: status, justification, impact and action', () => {
    const document = csaf(
      [
        stating('known_not_affected', {
          flags: [
            { label: 'component_not_present', product_ids: ['P'] },
            { label: 'inline_mitigations_already_exist', product_ids: ['Q'] },
          ],
          threats: [
            { category: 'impact', details: 'Not shipped.', group_ids: ['G'] },
            { category: 'exploit_status', details: 'None known.', product_ids: ['P'] },
          ],
          remediations: [
            { category: 'vendor_fix', details: 'Upgrade.', product_ids: ['P'] },
            { category: 'mitigation', details: 'Turn it off.' },
          ],
        }),
      ],
      { ...tree, product_groups: [{ group_id: 'G', product_ids: ['P', 'Q'] }] },
    );
    expect(tuplesOf(scan, document)[0]?.vex).toStrictEqual([
      {
        status: 'not_affected',
        justification: 'component_not_present',
        source: 'Acme Product Security',
        timestamp: '2024-03-01T08:00:00Z',
        impactStatement: 'Not shipped.',
        actionStatement: 'vendor_fix: Upgrade.\nmitigation: Turn it off.',
        documentDigest: sha256Hex(document.bytes),
        index: 0,
      },
    ]);
  });

  it.each([
    ['known_not_affected', 'not_affected'],
    ['known_affected', 'affected'],
    ['first_affected', 'affected'],
    ['last_affected', 'affected'],
    ['fixed', 'fixed'],
    ['first_fixed', 'fixed'],
    ['under_investigation', 'under_investigation'],
    ['recommended', undefined],
  ])('under %s states %p', (status, stated) => {
    expect(tuplesOf(scan, csaf([stating(status)], tree))[0]?.vex[0]?.status).toBe(stated);
  });

  const branch = (category: string, name: string, others: object) => ({ category, name, ...others });
  const under = (id: string, helper: object) => ({
    branches: [
      branch('vendor', 'Acme', {
        branches: [
          branch('product_name', 'openssl', {
            branches: [branch('product_version', '3.0.7', { product: product(id, helper) })],
          }),
        ],
      }),
    ],
  });
  const related = (whole: object, part: object) => ({
    full_product_names: [product('W', whole), product('C', part)],
    relationships: [
      {
        category: 'default_component_of',
        full_product_name: { name: 'C of W', product_id: 'P' },
        product_reference: 'C',
        relates_to_product_reference: 'W',
      },
    ],
  });

  it.each([
    ['by package URL', { full_product_names: [product('P', { purl: libssl })] }, 1],
    [
      'by one of several package URLs',
      { full_product_names: [product('P', { purls: ['pkg:npm/x', libssl] })] },
      1,
    ],
    ['by another package URL', { full_product_names: [product('P', { purl: 'pkg:apk/alpine/zlib' })] }, 0],
    ['by package URL in a branch', under('P', { purl: `${libssl}@3.0.7-r0` }), 1],
    ['by another version in a branch', under('P', { purl: `${libssl}@3.0.8-r0` }), 0],
    ['as a component of the image', related({ purl: `pkg:oci/web@${imageDigest}` }, { purl: libssl }), 1],
    [
      'as another component of the image',
      related({ purl: `pkg:oci/web@${imageDigest}` }, { purl: 'pkg:apk/alpine/zlib' }),
      0,
    ],
    ['as a component of another image', related({ purl: 'pkg:oci/api' }, { purl: libssl }), 0],
    ['as a component of what only a CPE names', related({ cpe: 'cpe:/o:acme:linux:3' }, { purl: libssl }), 0],
  ])('concerns a finding %s', (_rule, products, count) => {
    expect(tuplesOf(scan, csaf([stating('fixed')], products))[0]?.vex).toHaveLength(count);
  });

  it.each([
    ['cpe:/o:redhat:enterprise_linux:8', 'pkg:rpm/redhat/bash@4.4?arch=x86_64&distro=redhat-8.7', 1],
    ['cpe:/a:redhat:enterprise_linux:8::appstream', 'pkg:rpm/rhel/bash@4.4?arch=x86_64&distro=rhel-8.7', 1],
    ['cpe:/o:redhat:enterprise_linux:8', 'pkg:rpm/redhat/bash@4.4?distro=redhat-9.1', 0],
    ['cpe:/o:redhat:enterprise_linux:8', 'pkg:rpm/redhat/bash@4.4?distro=redhat-81', 0],
    ['cpe:/o:redhat:enterprise_linux:8', 'pkg:rpm/redhat/bash@4.4', 0],
    ['cpe:/o:redhat:enterprise_linux:8', 'pkg:rpm/centos/bash@4.4?distro=centos-8', 0],
    ['cpe:/a:redhat:rhel_eus:8.7', 'pkg:rpm/redhat/bash@4.4?distro=redhat-8.7', 0],
    ['cpe:/o:redhat:enterprise_linux:8', 'pkg:rpm/redhat/zlib@1?distro=redhat-8.7', 0],
  ])('on a package in %s concerns %s: %p', (cpe, purl, count) => {
    const finding = { VulnerabilityID: 'CVE-2023-0286', PkgName: 'x', PkgIdentifier: { PURL: purl } };
    const report = documentOf('trivy', trivyReport([finding]));
    const document = csaf([stating('fixed')], related({ cpe }, { purl: 'pkg:rpm/redhat/bash' }));
    expect(tuplesOf(report, document)[0]?.vex).toHaveLength(count);
  });

  it.each([
    ['of its vendor in a range', 'Acme', 'vers:semver/>=1.0.0|<2.0.0', 1],
    ['of its vendor in all versions', 'Acme', 'vers:all/*', 1],
    ['of its vendor in another range', 'Acme', '<=1.3', 0],
    ['of another vendor', 'Other', 'vers:all/*', 0],
  ])('concerns a product %s', (_rule, vendor, range, count) => {
    const bom = cycloneDx([lodash], {
      vulnerabilities: [{ id: 'CVE-2023-0286', affects: [{ ref: 'comp-lodash' }] }],
    });
    const products = {
      branches: [
        branch('vendor', vendor, {
          branches: [
            branch('product_name', 'ghcr.io/acme/web', {
              branches: [branch('product_version_range', range, { product: { name: 'x', product_id: 'P' } })],
            }),
          ],
        }),
      ],
    };
    expect(tuplesOf(bom, csaf([stating('fixed')], products))[0]?.vex).toHaveLength(count);
  });
});

describe('items of a CSAF document', () => {
  it('are the products under each status of each vulnerability', () => {
    const ranged = { name: 'r', product_id: 'R' };
    const products = {
      ...tree,
      branches: [
        {
          category: 'product_name',
          name: 'web',
          branches: [{ category: 'product_version_range', name: '<  july 1 2017', product: ranged }],
        },
      ],
    };
    const document = csaf(
      [
        {
          cve: 'CVE-2023-0286',
          product_status: { fixed: ['P', 'R', 'absent'], first_fixed: ['P'], recommended: ['P'] },
        },
        { ids: [{ system_name: 'Acme', text: 'ACME-1' }], product_status: { fixed: ['P'] } },
        { product_status: { fixed: ['P'] } },
        { cve: 'CVE-2023-0287' },
      ],
      products,
    );
    const result = importSnapshot([document]);
    expect(result.ok && result.counts.csaf).toStrictEqual({
      received: 7,
      accepted: 2,
      rejected: {
        PRODUCT_UNIDENTIFIED: 1,
        STATUS_UNKNOWN: 1,
        VERSION_RANGE_UNREADABLE: 1,
        VULNERABILITY_UNIDENTIFIED: 1,
      },
      duplicate: 1,
    });
  });

  it.each([
    [{ document: { csaf_version: '1.2' } }, '/document/csaf_version', 'DOCUMENT_FORMAT_FOREIGN'],
    [{ vulnerabilities: [] }, '/document/csaf_version', 'DOCUMENT_FORMAT_FOREIGN'],
    [
      { document: { csaf_version: '2.0' }, vulnerabilities: [{ cve: 7 }] },
      '/vulnerabilities/0/cve',
      'DOCUMENT_SHAPE_FOREIGN',
    ],
  ])('are not read from %j', (json, pointer, code) => {
    const result = importSnapshot([documentOf('csaf', json)]);
    expect(result.ok ? [] : result.faults.map((fault) => [fault.pointer, fault.code])).toStrictEqual([
      [pointer, code],
    ]);
  });
});
