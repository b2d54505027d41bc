import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import semver from 'semver';

import { importSnapshot } from './import-snapshot.ts';
import { inRange } from './osv-range.ts';
import { documentOf, opensslFinding, openVex, trivyReport, tuplesOf } from './testing/documents.ts';
import { bomOf, cycloneDx, osv, osvRecord, pairingsOf } from './testing/sboms.ts';
import { SEMVER } from './version-order.ts';

const affected = (entry: object) => osvRecord({ affected: [entry] });
const inVersions = (versions: readonly string[], pkg: object = { ecosystem: 'npm', name: 'lodash' }) =>
  affected({ package: pkg, versions });
const inEvents = (
  events: readonly object[],
  type = 'SEMVER',
  pkg: object = { ecosystem: 'npm', name: 'lodash' },
) => affected({ package: pkg, ranges: [{ type, events }] });

describe('an OSV advisory', () => {
  it('joined to a component becomes a tuple that says what both say', () => {
    const record = osvRecord({
      database_specific: { severity: 'HIGH', cwe_ids: ['CWE-94'], tags: ['kev'], github_reviewed: true },
    });
    expect(tuplesOf(bomOf('pkg:npm/lodash@4.17.19'), osv(record))).toStrictEqual([
      {
        component: {
          purl: 'pkg:npm/lodash@4.17.19',
          name: 'c0',
          version: '4.17.19',
          ecosystem: 'npm',
          fixedVersion: '4.17.21',
        },
        advisory: {
          id: 'GHSA-35jh-r3h4-6jhm',
          source: 'GHSA',
          aliases: ['CVE-2021-23337'],
          tags: ['cwe_ids:CWE-94', 'github_reviewed', 'kev'],
          ratings: [
            { version: '3.1', source: 'GHSA', vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' },
          ],
        },
        image: { name: 'ghcr.io/acme/web' },
        vex: [],
        signals: {},
      },
    ]);
  });

  it('without a vector has the band of its database', () => {
    const record = osvRecord({ severity: [], database_specific: { severity: 'MODERATE' } });
    expect(tuplesOf(bomOf('pkg:npm/lodash@4.17.19'), osv(record))[0]?.advisory.vendorBand).toBe('Medium');
  });

  it('with ratings of a package has these and not the common ones', () => {
    const [entry] = osvRecord().affected;
    const record = affected({
      ...entry,
      severity: [{ type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:N/I:N/A:P' }],
    });
    expect(tuplesOf(bomOf('pkg:npm/lodash@4.17.19'), osv(record))[0]?.advisory.ratings).toStrictEqual([
      { version: '2.0', source: 'GHSA', vector: 'AV:N/AC:L/Au:N/C:N/I:N/A:P' },
    ]);
  });

  it.each([
    ['npm', '@acme/web', 'pkg:npm/%40acme/web@1.0.0'],
    ['PyPI', 'Django_Extensions', 'pkg:pypi/django-extensions@1.0.0'],
    ['Go', 'golang.org/x/net', 'pkg:golang/golang.org/x/net@v1.0.0'],
    ['crates.io', 'hyper', 'pkg:cargo/hyper@1.0.0'],
    ['PyPI', 'zope.interface', 'pkg:pypi/zope-interface@1.0.0'],
    ['NuGet', 'Newtonsoft.Json', 'pkg:nuget/newtonsoft.json@1.0.0'],
  ])('on a package of %s names %s as components do', (ecosystem, name, purl) => {
    const record = inEvents([{ introduced: '0' }], 'ECOSYSTEM', { ecosystem, name });
    expect(pairingsOf(bomOf(purl), osv(record))).toMatchObject({ received: 1, affected: 1 });
  });

  it('on Maven names group and artifact, and decides by exact versions alone', () => {
    const pkg = { ecosystem: 'Maven', name: 'io.netty:netty-handler' };
    const bom = bomOf('pkg:maven/io.netty/netty-handler@4.1.99.Final');
    expect(pairingsOf(bom, osv(inVersions(['4.1.99.Final'], pkg)))?.affected).toBe(1);
    expect(pairingsOf(bom, osv(inVersions(['4.1.98.Final'], pkg)))?.unaffected).toBe(1);
    const ranged = inEvents([{ introduced: '0' }, { fixed: '4.1.100.Final' }], 'ECOSYSTEM', pkg);
    expect(pairingsOf(bom, osv(ranged))?.undecided).toStrictEqual({ VERSION_ORDER_UNKNOWN: 1 });
  });

  it.each([
    ['no version', 'pkg:npm/lodash', [{ introduced: '0' }], 'VERSION_MISSING'],
    ['a version that is none', 'pkg:npm/lodash@latest', [{ introduced: '0' }], 'VERSION_UNREADABLE'],
    [
      'a range whose versions are none',
      'pkg:npm/lodash@1.0.0',
      [{ introduced: 'first' }],
      'RANGE_UNREADABLE',
    ],
  ])('on a component with %s leaves the pairing undecided', (_rule, purl, events, reason) => {
    expect(pairingsOf(bomOf(purl), osv(inEvents(events)))).toStrictEqual({
      received: 1,
      affected: 0,
      unaffected: 0,
      undecided: { [reason]: 1 },
      duplicate: 0,
    });
  });

  it('in commits alone leaves the pairing undecided', () => {
    expect(
      pairingsOf(bomOf('pkg:npm/lodash@1.0.0'), osv(inEvents([{ introduced: '0' }], 'GIT')))?.undecided,
    ).toStrictEqual({
      RANGE_UNREADABLE: 1,
    });
  });

  it.each([
    ['of the release', 'pkg:deb/debian/nginx@1.2?distro=debian-11.6', { affected: 1 }],
    ['of another release', 'pkg:deb/debian/nginx@1.2?distro=debian-12', { unaffected: 1 }],
    ['of a release it does not tell', 'pkg:deb/debian/nginx@1.2', { undecided: { RELEASE_UNKNOWN: 1 } }],
  ])('on a package of a distribution concerns the components %s', (_rule, purl, counts) => {
    const record = inVersions(['1.2'], { ecosystem: 'Debian:11', name: 'nginx' });
    expect(pairingsOf(bomOf(purl), osv(record))).toMatchObject(counts);
  });

  it.each([
    ['4.17.20', { affected: 1 }],
    ['4.17.21', { unaffected: 1 }],
    ['5.0.0', { affected: 1 }],
    ['5.1.0', { affected: 1 }],
    ['5.1.1', { unaffected: 1 }],
  ])('of several entries affects version %s when one does', (version, counts) => {
    const package_ = { ecosystem: 'npm', name: 'lodash' };
    const record = osvRecord({
      affected: [
        {
          package: package_,
          ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
        },
        {
          package: package_,
          ranges: [{ type: 'SEMVER', events: [{ introduced: '5.0.0' }, { last_affected: '5.1.0' }] }],
        },
      ],
    });
    expect(pairingsOf(bomOf(`pkg:npm/lodash@${version}`), osv(record))).toMatchObject(counts);
  });

  it('gives one finding per component and image, however often the component is listed', () => {
    const bom = cycloneDx([
      { 'bom-ref': 'a', name: 'lodash', purl: 'pkg:npm/lodash@4.17.19' },
      { 'bom-ref': 'b', name: 'lodash', purl: 'pkg:npm/lodash@4.17.19' },
    ]);
    expect(pairingsOf(bom, osv(osvRecord()))).toStrictEqual({
      received: 2,
      affected: 1,
      unaffected: 0,
      undecided: {},
      duplicate: 1,
    });
  });

  it('in two versions of its record gives the same snapshot, whichever is given first', () => {
    const documents = [
      bomOf('pkg:npm/lodash@4.17.19'),
      { ...osv(osvRecord()), name: 'a' },
      { ...osv(osvRecord({ severity: [] })), name: 'b' },
    ];
    const digestOf = (given: typeof documents): string => {
      const result = importSnapshot(given);
      return result.ok ? result.digest : '';
    };
    expect(pairingsOf(...documents)).toMatchObject({ received: 2, affected: 1, duplicate: 1 });
    expect(digestOf(documents)).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf(documents.toReversed())).toBe(digestOf(documents));
  });

  it('is joined to the packages that a Trivy report lists, in the image of the report', () => {
    const packages = [{ Name: 'lodash', Identifier: { PURL: 'pkg:npm/lodash@4.17.19' }, Licenses: ['MIT'] }];
    const report = documentOf('trivy', trivyReport([], { Results: [{ Type: 'npm', Packages: packages }] }));
    const [tuple] = tuplesOf(report, osv(osvRecord()));
    expect([tuple?.image.name, tuple?.component.licenses, tuple?.component.fixedVersion]).toStrictEqual([
      'ghcr.io/acme/web:1.4.0',
      ['MIT'],
      '4.17.21',
    ]);
  });

  it('completes the aliases of findings that name one of its ids, so that statements on another id match', () => {
    const report = documentOf('trivy', trivyReport([opensslFinding]));
    const record = osvRecord({ id: 'GHSA-x4qr-2fvf-3mr5', aliases: ['CVE-2023-0286', 'RUSTSEC-2023-0006'] });
    const vex = documentOf(
      'openvex',
      openVex([
        { vulnerability: 'RUSTSEC-2023-0006', products: ['pkg:apk/alpine/libssl3'], status: 'fixed' },
      ]),
    );
    const [tuple] = tuplesOf(report, osv(record), vex);
    expect(tuple?.advisory.aliases).toStrictEqual(['GHSA-x4qr-2fvf-3mr5', 'RUSTSEC-2023-0006']);
    expect(tuple?.vex).toHaveLength(1);
  });
});

describe('a range of an OSV advisory', () => {
  it('affects the versions from each introduction up to its fix, whatever the order of its events', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)).map((parts) => parts.join('.'));
    const bounds = fc
      .uniqueArray(version, { minLength: 1, maxLength: 6 })
      .map((found) => found.toSorted(semver.compare));
    fc.assert(
      fc.property(bounds, version, fc.nat(), (ascending, at, seed) => {
        const events = ascending.map((bound, index) =>
          index % 2 === 0 ? { introduced: bound } : { fixed: bound },
        );
        const shuffled = events
          .map((event, index) => ({ event, rank: (index * 7 + seed) % 5 }))
          .toSorted((a, b) => a.rank - b.rank);
        const found = inRange(at, { type: 'SEMVER', events: shuffled.map(({ event }) => event) }, undefined);
        const passed = ascending.filter((bound) => semver.gte(at, bound)).length;
        expect(found.is).toBe(passed % 2 === 1 ? 'affected' : 'unaffected');
        if (found.is === 'affected') expect(found.fixedVersion).toBe(ascending[passed]);
      }),
    );
  });

  it('with limits ends before the last of them', () => {
    const events = [{ introduced: '0' }, { limit: '2.0.0' }];
    const isAt = (version: string): string => inRange(version, { type: 'ECOSYSTEM', events }, SEMVER).is;
    expect([isAt('1.9.9'), isAt('2.0.0')]).toStrictEqual(['affected', 'unaffected']);
  });
});

describe('items of an OSV document', () => {
  it('are records, alone, in an array or in an answer of the API', () => {
    const records = [
      osvRecord(),
      osvRecord(),
      osvRecord({ id: '' }),
      osvRecord({ id: 'GHSA-1', withdrawn: '2024-01-01T00:00:00Z' }),
      osvRecord({ id: 'GHSA-2', affected: [{ package: { ecosystem: 'Android', name: 'x' } }] }),
    ];
    const expected = {
      received: 5,
      accepted: 1,
      rejected: { ADVISORY_ID_MISSING: 1, ADVISORY_WITHDRAWN: 1, PACKAGE_UNIDENTIFIED: 1 },
      duplicate: 1,
    };
    const countsOf = (json: unknown) => {
      const result = importSnapshot([osv(json)]);
      return result.ok ? result.counts.osv : result.faults;
    };
    expect(countsOf(records)).toStrictEqual(expected);
    expect(countsOf({ vulns: records })).toStrictEqual(expected);
    expect(countsOf(osvRecord())).toStrictEqual({ received: 1, accepted: 1, rejected: {}, duplicate: 0 });
  });

  it('are packages and their vulnerabilities in a report of osv-scanner', () => {
    const packages = [
      {
        package: { name: 'lodash', version: '4.17.19', ecosystem: 'npm' },
        vulnerabilities: [osvRecord(), osvRecord({ id: '' })],
      },
      { package: { name: 'left-pad', version: '1.0.0', ecosystem: 'npm' } },
      { package: {}, vulnerabilities: [osvRecord()] },
    ];
    const result = importSnapshot([osv({ results: [{ packages, source: { path: '/src/yarn.lock' } }] })]);
    expect(result.ok && result.counts.osv).toStrictEqual({
      received: 4,
      accepted: 2,
      rejected: { ADVISORY_ID_MISSING: 1, COMPONENT_UNIDENTIFIED: 1 },
      duplicate: 0,
    });
    expect(
      result.ok && result.tuples.map(({ component, image }) => [component.purl, image.name]),
    ).toStrictEqual([['pkg:npm/lodash@4.17.19', '/src/yarn.lock']]);
  });

  it.each([
    [{ bomFormat: 'CycloneDX' }, '/id', 'DOCUMENT_FORMAT_FOREIGN'],
    [{ id: 'GHSA-1', affected: [{ versions: [1] }] }, '/affected/0/versions/0', 'DOCUMENT_SHAPE_FOREIGN'],
    [[{ id: 7 }], '/0/id', 'DOCUMENT_SHAPE_FOREIGN'],
  ])('are not read from %j', (json, pointer, code) => {
    const result = importSnapshot([osv(json)]);
    expect(result.ok ? [] : result.faults.map((fault) => [fault.pointer, fault.code])).toStrictEqual([
      [pointer, code],
    ]);
  });
});
