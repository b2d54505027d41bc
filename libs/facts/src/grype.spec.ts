import { describe, expect, it } from '@jest/globals';

import { importSnapshot } from './import-snapshot.ts';
import { documentOf, imageDigest, openVex, tuplesOf } from './testing/documents.ts';

const purl = 'pkg:golang/golang.org/x/net@v0.9.0';

const match = {
  vulnerability: {
    id: 'GHSA-4374-p667-p6c8',
    namespace: 'github:language:go',
    severity: 'High',
    cvss: [
      { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H', metrics: { baseScore: 7.5 } },
    ],
    fix: { versions: ['0.17.0'], state: 'fixed' },
  },
  relatedVulnerabilities: [
    {
      id: 'CVE-2023-39325',
      namespace: 'nvd:cpe',
      cvss: [
        {
          source: 'nvd@nist.gov',
          version: '2.0',
          vector: 'AV:N/AC:L/Au:N/C:N/I:N/A:P',
          metrics: { baseScore: 5 },
        },
      ],
    },
  ],
  artifact: {
    name: 'golang.org/x/net',
    version: 'v0.9.0',
    type: 'go-module',
    licenses: ['BSD-3-Clause'],
    purl,
  },
};

const report = (matches: readonly unknown[], others: object = {}) =>
  documentOf('grype', {
    matches,
    source: {
      type: 'image',
      target: {
        userInput: 'ghcr.io/acme/web:1.4.0',
        imageID: `sha256:${'b2'.repeat(32)}`,
        manifestDigest: `sha256:${'c3'.repeat(32)}`,
        tags: ['ghcr.io/acme/web:1.4.0'],
        repoDigests: [`ghcr.io/acme/web@${imageDigest}`],
        architecture: 'amd64',
      },
    },
    descriptor: { name: 'grype', version: '0.94.0' },
    ...others,
  });

const tupleOf = (found: object, others: object = {}) => tuplesOf(report([found], others))[0];

describe('a Grype match', () => {
  it('becomes a tuple that says what the report says, and nothing else', () => {
    expect(tupleOf(match)).toStrictEqual({
      component: {
        purl,
        name: 'golang.org/x/net',
        version: 'v0.9.0',
        ecosystem: 'golang',
        licenses: ['BSD-3-Clause'],
        fixedVersion: '0.17.0',
      },
      advisory: {
        id: 'GHSA-4374-p667-p6c8',
        source: 'GHSA',
        aliases: ['CVE-2023-39325'],
        ratings: [
          {
            version: '3.1',
            source: 'GHSA',
            score: '7.5',
            vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H',
          },
          { version: '2.0', source: 'NVD', score: '5', vector: 'AV:N/AC:L/Au:N/C:N/I:N/A:P' },
        ],
      },
      image: { name: 'ghcr.io/acme/web:1.4.0', digest: imageDigest },
      vex: [],
      signals: {},
    });
  });

  it('without a package URL takes the ecosystem from the type of its artifact', () => {
    const artifact = { name: 'busybox', version: '1.32.1', type: 'binary' };
    expect(tupleOf({ ...match, artifact })?.component.ecosystem).toBeUndefined();
    expect(tupleOf({ ...match, artifact: { ...artifact, type: 'python' } })?.component.ecosystem).toBe(
      'pypi',
    );
  });

  it.each([
    ['Critical', 'Critical'],
    ['Negligible', 'Low'],
    ['Unknown', undefined],
  ])('without CVSS and with severity %p has the vendor band %p', (severity, band) => {
    const vulnerability = { ...match.vulnerability, cvss: [], severity };
    expect(tupleOf({ ...match, vulnerability, relatedVulnerabilities: [] })?.advisory.vendorBand).toBe(band);
  });

  it('on a bulletin that covers several vulnerabilities has none of them as alias', () => {
    const vulnerability = { ...match.vulnerability, id: 'RHSA-2023:5835' };
    const related = [{ id: 'CVE-2023-39325' }, { id: 'CVE-2023-44487' }];
    expect(
      tupleOf({ ...match, vulnerability, relatedVulnerabilities: related })?.advisory.aliases,
    ).toStrictEqual([]);
    expect(
      tupleOf({ ...match, vulnerability, relatedVulnerabilities: related.slice(1) })?.advisory.aliases,
    ).toStrictEqual(['CVE-2023-44487']);
  });

  it('that will not be fixed states so, without a time', () => {
    const vulnerability = { ...match.vulnerability, fix: { versions: [], state: 'wont-fix' } };
    const vex = tupleOf({ ...match, vulnerability })?.vex ?? [];
    const documentDigest = vex[0]?.documentDigest;
    expect(vex).toStrictEqual([
      { status: 'affected', source: 'grype', actionStatement: 'wont-fix', documentDigest, index: 0 },
    ]);
  });

  it.each([
    ['the manifest where no repository is known', { repoDigests: [] }, `sha256:${'c3'.repeat(32)}`],
    [
      'the image id where no manifest is known',
      { repoDigests: [], manifestDigest: '' },
      `sha256:${'b2'.repeat(32)}`,
    ],
  ])('is of the image of %s', (_rule, target, digest) => {
    const whole = {
      userInput: 'web:1',
      imageID: `sha256:${'b2'.repeat(32)}`,
      manifestDigest: `sha256:${'c3'.repeat(32)}`,
    };
    expect(tupleOf(match, { source: { target: { ...whole, ...target } } })?.image).toStrictEqual({
      name: 'web:1',
      digest,
    });
  });

  it('in a directory is of the project under its path', () => {
    expect(tupleOf(match, { source: { type: 'directory', target: './backend' } })?.image).toStrictEqual({
      name: './backend',
    });
  });

  it('is joined to statements on its image, its package and its aliases', () => {
    const statement = (product: object) => ({
      vulnerability: 'CVE-2023-39325',
      products: [product],
      status: 'fixed',
    });
    const vex = documentOf(
      'openvex',
      openVex([
        statement({
          '@id': `pkg:oci/web@${imageDigest}`,
          subcomponents: [{ '@id': 'pkg:golang/golang.org/x/net' }],
        }),
        statement({ '@id': 'pkg:golang/golang.org/x/net@v0.9.0' }),
        statement({ '@id': 'pkg:golang/golang.org/x/net@v0.17.0' }),
      ]),
    );
    expect(tuplesOf(report([match]), vex)[0]?.vex.map(({ index }) => index)).toStrictEqual([0, 1]);
  });
});

describe('items of a Grype report', () => {
  it('are received, and accepted, rejected with a reason or duplicate', () => {
    const document = report(
      [
        match,
        { ...match, matchDetails: [] },
        { ...match, vulnerability: { id: '' } },
        { ...match, artifact: { version: '1' } },
      ],
      { ignoredMatches: [match, match] },
    );
    const result = importSnapshot([document]);
    expect(result.ok && result.counts.grype).toStrictEqual({
      received: 6,
      accepted: 1,
      rejected: { ADVISORY_ID_MISSING: 1, COMPONENT_UNIDENTIFIED: 1, FINDING_SUPPRESSED: 2 },
      duplicate: 1,
    });
  });

  it.each([
    [{ matches: [], descriptor: { name: 'syft' } }, '/descriptor/name', 'DOCUMENT_FORMAT_FOREIGN'],
    [{ descriptor: { name: 'grype' } }, '/matches', 'DOCUMENT_SHAPE_FOREIGN'],
    [{ matches: [{ artifact: { name: 7 } }] }, '/matches/0/artifact/name', 'DOCUMENT_SHAPE_FOREIGN'],
  ])('are not read from %j', (json, pointer, code) => {
    const result = importSnapshot([documentOf('grype', json)]);
    expect(result.ok ? [] : result.faults.map((fault) => [fault.pointer, fault.code])).toStrictEqual([
      [pointer, code],
    ]);
  });
});
