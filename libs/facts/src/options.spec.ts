import { describe, expect, it } from '@jest/globals';

import { documentOf, opensslFinding, trivyReport, tuplesOf } from './testing/documents.ts';
import { importSnapshot } from './import-snapshot.ts';
import { OPTIONS_SCHEMA } from './options.ts';

const scan = documentOf('trivy', trivyReport([{ ...opensslFinding, VendorIDs: ['GHSA-x4qr-2fvf-3mr5'] }]));
const purl = 'pkg:apk/alpine/libssl3@3.0.7-r0';

const options = (sections: object) => documentOf('options', { schema: OPTIONS_SCHEMA, ...sections });
const tupleWith = (sections: object) => tuplesOf(scan, options(sections))[0];

const faultsOf = (sections: object) => {
  const result = importSnapshot([scan, options(sections)]);
  return result.ok ? [] : result.faults.map(({ pointer, code }) => [pointer, code]);
};

describe('tags', () => {
  it('are unknown without a section', () => {
    const tuple = tupleWith({});
    expect([tuple?.advisory.tags, tuple?.component.tags, tuple?.image.tags]).toStrictEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('are known to be none with a section that does not name the finding', () => {
    const tuple = tupleWith({
      advisoryTags: {},
      componentTags: {},
      imageTags: { 'ghcr.io/acme/web': ['x'] },
    });
    expect([tuple?.advisory.tags, tuple?.component.tags, tuple?.image.tags]).toStrictEqual([[], [], []]);
  });

  it('of an advisory are those under its id and its aliases, sorted, each once', () => {
    const advisoryTags = {
      'GHSA-x4qr-2fvf-3mr5': ['kev', 'a'],
      'CVE-2023-0286': ['kev'],
      'CVE-2023-0287': ['b'],
    };
    expect(tupleWith({ advisoryTags })?.advisory.tags).toStrictEqual(['a', 'kev']);
  });

  it('of a component are those under its package URL, whatever its qualifiers', () => {
    expect(tupleWith({ componentTags: { [purl]: ['vendored'] } })?.component.tags).toStrictEqual([
      'vendored',
    ]);
  });

  it('of an image are those under its name', () => {
    expect(tupleWith({ imageTags: { 'ghcr.io/acme/web:1.4.0': ['tier0'] } })?.image.tags).toStrictEqual([
      'tier0',
    ]);
  });
});

describe('signals', () => {
  it('come from the component before the advisory, and from its id before its aliases', () => {
    const signals = {
      components: { [purl]: { reachability: 'reachable' } },
      advisories: {
        'GHSA-x4qr-2fvf-3mr5': { epss: '0.1', team: 'edge', reachability: 'no' },
        'CVE-2023-0286': { epss: '0.2', reachability: 'no' },
      },
    };
    expect(tupleWith({ signals })?.signals).toStrictEqual({
      reachability: 'reachable',
      epss: '0.2',
      team: 'edge',
    });
  });
});

describe('an options document', () => {
  it.each([
    ['an unknown section', { tags: {} }, ''],
    ['a tag that is no text', { advisoryTags: { 'CVE-1': [1] } }, '/advisoryTags/CVE-1/0'],
    [
      'a number as a signal',
      { signals: { advisories: { 'CVE-1': { epss: 0.5 } } } },
      '/signals/advisories/CVE-1/epss',
    ],
    [
      'a bad signal name',
      { signals: { advisories: { 'CVE-1': { __x: 'y' } } } },
      '/signals/advisories/CVE-1/__x',
    ],
    ['a component without a version', { componentTags: { 'pkg:npm/a': [] } }, '/componentTags/pkg:npm~1a'],
    [
      'a component with qualifiers',
      { componentTags: { 'pkg:npm/a@1?x=y': [] } },
      '/componentTags/pkg:npm~1a@1?x=y',
    ],
    [
      'a component in two spellings',
      { componentTags: { 'pkg:npm/a@1': [], 'pkg:npm/A@1': [] } },
      '/componentTags/pkg:npm~1A@1',
    ],
  ])('with %s is refused at its place', (_rule, sections, pointer) => {
    expect(faultsOf(sections)).toStrictEqual([[pointer, 'DOCUMENT_SHAPE_FOREIGN']]);
  });

  it('of another schema is refused', () => {
    const result = importSnapshot([documentOf('options', { schema: 'other@1' })]);
    expect(result.ok ? [] : result.faults.map(({ pointer, code }) => [pointer, code])).toStrictEqual([
      ['/schema', 'DOCUMENT_FORMAT_FOREIGN'],
    ]);
  });

  it('beside another one is refused', () => {
    const result = importSnapshot([scan, options({}), options({ advisoryTags: {} })]);
    expect(result.ok ? [] : result.faults.map(({ code }) => code)).toStrictEqual(['OPTIONS_REPEATED']);
  });

  it('counts each entry as an item', () => {
    const sections = { advisoryTags: { a: ['x'], b: [] }, signals: { advisories: { a: {} } } };
    const result = importSnapshot([options(sections)]);
    expect(result.ok && result.counts.options).toStrictEqual({
      received: 3,
      accepted: 3,
      rejected: {},
      duplicate: 0,
    });
  });
});
