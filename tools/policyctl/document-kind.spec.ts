import { describe, expect, it } from '@jest/globals';

import { UsageFault } from './answer.ts';
import { contentOfBytes, type Content } from './content.ts';
import { kindOf } from './document-kind.ts';

const bytes = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
const content = (json: unknown): Content => contentOfBytes(bytes(json));
const TRIVY = { SchemaVersion: 2, ArtifactName: 'shop:1', Results: [] };

describe('the kind of a document', () => {
  it('is told by what stands in it, whatever its name', async () => {
    expect(await kindOf('x.json', content(TRIVY))).toBe('trivy');
    expect(await kindOf('x.trivy.json', content({ '@context': 'https://openvex.dev/ns/v0.2.0' }))).toBe(
      'openvex',
    );
    expect(await kindOf('x', content({ schema: 'policy-registry.import-options@1' }))).toBe('options');
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
  ])('is %s by the members that only this format has', async (kind, json) => {
    expect(await kindOf('x.json', content(json))).toBe(kind);
  });

  it('is told by the name of what cannot be read', async () => {
    const cut = contentOfBytes(bytes(TRIVY).slice(0, 16));
    expect(await kindOf('shop.trivy.json', cut)).toBe('trivy');
    expect(await kindOf('all.openvex.json', cut)).toBe('openvex');
    expect(await kindOf('options.json', cut)).toBe('options');
    expect(await kindOf('a.cdx.json', cut)).toBe('cyclonedx');
    expect(await kindOf('a.csaf.json', cut)).toBe('csaf');
  });

  it('is told without reading further than is needed', async () => {
    let read = 0;
    const pieces = async function* () {
      for (const text of ['{"SchemaVersion": 2,', ' "Results": []}']) {
        read += 1;
        yield new TextEncoder().encode(text);
      }
    };
    expect([await kindOf('x.json', { size: 35, pieces }), read]).toStrictEqual(['trivy', 1]);
  });

  it('is not guessed', async () => {
    await expect(kindOf('shop.json', content({ some: 'thing' }))).rejects.toThrow(UsageFault);
    await expect(kindOf('shop.json', content([]))).rejects.toThrow(UsageFault);
  });
});
