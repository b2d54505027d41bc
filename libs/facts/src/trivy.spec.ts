import { describe, expect, it } from '@jest/globals';

import { documentOf, imageDigest, opensslFinding, trivyReport, tuplesOf } from './testing/documents.ts';
import { importSnapshot } from './import-snapshot.ts';

const tupleOf = (finding: object, image: object = {}) =>
  tuplesOf(documentOf('trivy', trivyReport([finding], image)))[0];

describe('a Trivy finding', () => {
  it('becomes a tuple that says what the report says, and nothing else', () => {
    expect(tupleOf(opensslFinding)).toStrictEqual({
      component: {
        purl: 'pkg:apk/alpine/libssl3@3.0.7-r0?arch=x86_64&distro=3.17.1',
        name: 'libssl3',
        version: '3.0.7-r0',
        ecosystem: 'apk',
        fixedVersion: '3.0.8-r0',
      },
      advisory: {
        id: 'CVE-2023-0286',
        source: 'ALPINE',
        aliases: [],
        ratings: [
          {
            version: '3.1',
            source: 'NVD',
            score: '7.4',
            vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:H',
          },
          {
            version: '3.1',
            source: 'REDHAT',
            score: '7.4',
            vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:H',
          },
        ],
      },
      image: { name: 'ghcr.io/acme/web:1.4.0', digest: imageDigest },
      vex: [],
      signals: {},
    });
  });

  it('is read from every result that carries vulnerabilities', () => {
    const report = trivyReport([], {
      Results: [
        { Class: 'os-pkgs', Type: 'alpine', Vulnerabilities: [opensslFinding] },
        {
          Class: 'lang-pkgs',
          Type: 'jar',
          Vulnerabilities: [{ VulnerabilityID: 'CVE-2021-44228', PkgName: 'log4j' }],
        },
        { Class: 'secret', Secrets: [{}] },
        { Class: 'config', Vulnerabilities: null },
      ],
    });
    const ids = tuplesOf(documentOf('trivy', report)).map(({ advisory }) => advisory.id);
    expect(ids).toStrictEqual(['CVE-2021-44228', 'CVE-2023-0286']);
  });

  it('without a package URL keeps name and version and takes the ecosystem from the result', () => {
    const legacy = { VulnerabilityID: 'CVE-2020-15999', PkgName: 'freetype', InstalledVersion: '2.9.1-r2' };
    expect(tupleOf(legacy)?.component).toStrictEqual({
      name: 'freetype',
      version: '2.9.1-r2',
      ecosystem: 'apk',
    });
  });

  it('has the licences of its package when the report lists packages', () => {
    const { PkgIdentifier: Identifier } = opensslFinding;
    const packages = [{ Identifier, Licenses: ['OpenSSL', 'Apache-2.0', 'OpenSSL'] }];
    const results = [{ Type: 'alpine', Packages: packages, Vulnerabilities: [opensslFinding] }];
    expect(tupleOf({}, { Results: results })?.component.licenses).toStrictEqual(['Apache-2.0', 'OpenSSL']);
  });

  it('has the licences that licence results give under the name of its package, where the package gives none', () => {
    const licenses = [
      { PkgName: 'libssl3', Name: 'Apache-2.0' },
      { PkgName: 'libssl3', Name: 'OpenSSL' },
      { PkgName: 'zlib', Name: 'Zlib' },
      { FilePath: 'LICENSE', Name: 'MIT' },
    ];
    const licensed = { Class: 'license', Target: 'OS Packages', Licenses: licenses };
    const { PkgIdentifier: Identifier } = opensslFinding;
    const licensesOf = (packages?: readonly object[]) => {
      const found = { Type: 'alpine', Packages: packages, Vulnerabilities: [opensslFinding] };
      return tupleOf({}, { Results: [found, licensed] })?.component.licenses;
    };
    expect(licensesOf()).toStrictEqual(['Apache-2.0', 'OpenSSL']);
    expect(licensesOf([{ Identifier }])).toStrictEqual(['Apache-2.0', 'OpenSSL']);
    expect(licensesOf([{ Identifier, Licenses: ['MIT'] }])).toStrictEqual(['MIT']);
  });

  it.each([
    [
      'a score as the digits that were written',
      { nvd: { V3Score: 9.8 } },
      [{ version: '3.0', source: 'NVD', score: '9.8' }],
    ],
    ['an integer score', { nvd: { V2Score: 5 } }, [{ version: '2.0', source: 'NVD', score: '5' }]],
    [
      'nine fraction digits',
      { nvd: { V40Score: 0.123456789 } },
      [{ version: '4.0', source: 'NVD', score: '0.123456789' }],
    ],
    ['no score beyond nine fraction digits', { nvd: { V40Score: 6.9999999999 } }, []],
    ['no score above ten', { nvd: { V3Score: 10.1 } }, []],
    ['no score below zero', { nvd: { V3Score: -1 } }, []],
    [
      'a vector without its score',
      { nvd: { V3Vector: 'CVSS:3.1/AV:N' } },
      [{ version: '3.1', source: 'NVD', vector: 'CVSS:3.1/AV:N' }],
    ],
    [
      'newer versions first, then sources by name',
      { nvd: { V2Score: 5, V3Score: 5.3 }, ghsa: { V40Score: 6.9, V3Vector: 'CVSS:3.1/AV:N', V3Score: 5.3 } },
      [
        { version: '4.0', source: 'GHSA', score: '6.9' },
        { version: '3.1', source: 'GHSA', score: '5.3', vector: 'CVSS:3.1/AV:N' },
        { version: '3.0', source: 'NVD', score: '5.3' },
        { version: '2.0', source: 'NVD', score: '5' },
      ],
    ],
  ])('has %s', (_rule, CVSS, ratings) => {
    expect(tupleOf({ ...opensslFinding, CVSS })?.advisory.ratings).toStrictEqual(ratings);
  });

  it.each([
    ['CRITICAL', 'Critical'],
    ['HIGH', 'High'],
    ['MEDIUM', 'Medium'],
    ['LOW', 'Low'],
    ['UNKNOWN', undefined],
    ['', undefined],
  ])('without CVSS and with severity %p has the vendor band %p', (Severity, band) => {
    expect(tupleOf({ ...opensslFinding, CVSS: null, Severity })?.advisory.vendorBand).toBe(band);
  });

  it('takes vendor ids that number one vulnerability for aliases, and bulletins not', () => {
    const VendorIDs = ['RHSA-2023:0946', 'GHSA-x4qr-2fvf-3mr5', 'DSA-5343-1', 'GHSA-x4qr-2fvf-3mr5'];
    expect(tupleOf({ ...opensslFinding, VendorIDs })?.advisory.aliases).toStrictEqual([
      'GHSA-x4qr-2fvf-3mr5',
    ]);
  });

  it.each([
    ['not_affected', { status: 'not_affected' }],
    ['affected', { status: 'affected' }],
    ['under_investigation', { status: 'under_investigation' }],
    ['will_not_fix', { status: 'affected', actionStatement: 'will_not_fix' }],
    ['fix_deferred', { status: 'affected', actionStatement: 'fix_deferred' }],
    ['end_of_life', { status: 'affected', actionStatement: 'end_of_life' }],
    ['fixed', undefined],
    ['unknown', undefined],
    ['', undefined],
  ])('with status %p states %p and no time', (Status, stated) => {
    const vex = tupleOf({ ...opensslFinding, Status })?.vex ?? [];
    const place = { source: 'trivy', documentDigest: vex[0]?.documentDigest, index: 0 };
    expect(vex).toStrictEqual(stated === undefined ? [] : [{ ...stated, ...place }]);
  });
});

describe('the image of a tuple', () => {
  const other = `sha256:${'c3'.repeat(32)}`;

  it.each([
    [
      'the manifest digest under its own name',
      [`mirror.example/web@${other}`, `ghcr.io/acme/web@${imageDigest}`],
      imageDigest,
    ],
    ['another manifest digest', [`mirror.example/web@${other}`], other],
    ['the image id', [''], `sha256:${'b2'.repeat(32)}`],
  ])('has %s as its digest', (_rule, RepoDigests, digest) => {
    const Metadata = { ImageID: `sha256:${'b2'.repeat(32)}`, RepoDigests };
    expect(tupleOf(opensslFinding, { Metadata })?.image.digest).toBe(digest);
  });

  it('is unknown in a report that names none', () => {
    expect(tupleOf(opensslFinding, { ArtifactName: '', Metadata: null })?.image).toStrictEqual({});
  });
});

describe('items of a Trivy report', () => {
  it('are received, and accepted, rejected with a reason or duplicate', () => {
    const report = trivyReport([], {
      Results: [
        {
          Type: 'alpine',
          Vulnerabilities: [
            opensslFinding,
            { ...opensslFinding, PkgPath: 'another/place', Severity: 'LOW' },
            { ...opensslFinding, VulnerabilityID: '' },
            { VulnerabilityID: 'CVE-2023-0464' },
          ],
          ExperimentalModifiedFindings: [{ Type: 'vulnerability' }, { Type: 'misconfiguration' }],
        },
      ],
    });
    const result = importSnapshot([documentOf('trivy', report)]);
    expect(result.ok && result.counts.trivy).toStrictEqual({
      received: 5,
      accepted: 1,
      rejected: { ADVISORY_ID_MISSING: 1, COMPONENT_UNIDENTIFIED: 1, FINDING_SUPPRESSED: 1 },
      duplicate: 1,
    });
    expect(result.ok && result.tuples[0]?.component.purl).toBe(opensslFinding.PkgIdentifier.PURL);
  });

  it('of the wrong type are faults of the document', () => {
    const report = trivyReport([
      opensslFinding,
      { ...opensslFinding, CVSS: { 'a/b~c': { V3Score: '9.8' } } },
    ]);
    expect(importSnapshot([documentOf('trivy', report, 'scan.json')])).toStrictEqual({
      ok: false,
      faults: [
        {
          document: 'scan.json',
          pointer: '/Results/0/Vulnerabilities/1/CVSS/a~1b~0c/V3Score',
          code: 'DOCUMENT_SHAPE_FOREIGN',
          detail: expect.stringContaining('number'),
        },
      ],
    });
  });
});
