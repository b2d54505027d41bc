import { describe, expect, it } from '@jest/globals';

import { UsageFault } from './answer.ts';
import { kindOf } from './document-kind.ts';

const bytes = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
const TRIVY = { SchemaVersion: 2, ArtifactName: 'shop:1', Results: [] };

describe('the kind of a document', () => {
  it('is told by what stands in it, whatever its name', () => {
    expect(kindOf('x.json', bytes(TRIVY))).toBe('trivy');
    expect(kindOf('x.trivy.json', bytes({ '@context': 'https://openvex.dev/ns/v0.2.0' }))).toBe('openvex');
    expect(kindOf('x', bytes({ schema: 'policy-registry.import-options@1' }))).toBe('options');
  });

  it.each([
    ['grype', { matches: [{ vulnerability: {} }], source: {}, descriptor: { name: 'grype' } }],
    ['grype', { matches: [], descriptor: { name: 'grype' } }],
    ['cyclonedx', { bomFormat: 'CycloneDX', specVersion: '1.6' }],
    ['spdx', { SPDXID: 'SPDXRef-DOCUMENT', spdxVersion: 'SPDX-2.3' }],
    ['osv', { schema_version: '1.6.0', id: 'GHSA-1' }],
    ['osv', { id: 'GO-2021-0113', affected: [{}] }],
    ['osv', [{ id: 'GO-2021-0113', affected: [{}] }]],
    ['osv', { results: [{ source: {}, packages: [{}] }] }],
    ['spdx', { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [] }],
    ['openvex', { '@context': '', statements: [{}] }],
    ['csaf', { document: { category: 'csaf_vex', csaf_version: '2.0' } }],
  ])('is %s by the members that only this format has', (kind, json) => {
    expect(kindOf('x.json', bytes(json))).toBe(kind);
  });

  it('is told by the name of what cannot be read', () => {
    const cut = bytes(TRIVY).slice(0, 16);
    expect(kindOf('shop.trivy.json', cut)).toBe('trivy');
    expect(kindOf('all.openvex.json', cut)).toBe('openvex');
    expect(kindOf('options.json', cut)).toBe('options');
    expect(kindOf('a.cdx.json', cut)).toBe('cyclonedx');
    expect(kindOf('a.csaf.json', cut)).toBe('csaf');
  });

  it('is not guessed', () => {
    expect(() => kindOf('shop.json', bytes({ some: 'thing' }))).toThrow(UsageFault);
    expect(() => kindOf('shop.json', bytes([]))).toThrow(UsageFault);
  });
});
