import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, sha256Hex, type Json } from '@policy-registry/kernel';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { readManifest } from './manifest.ts';

// manifest.fixtures/ holds manifests as they were once stored, and is never written again: a snapshot is kept for as
// long as a simulation of it is.
const bytes = new Uint8Array(readFileSync(join(import.meta.dirname, 'manifest.fixtures/snapshot-1.json')));
const altered = (change: (manifest: Record<string, Json>) => Json): Uint8Array =>
  canonicalBytes(change(JSON.parse(new TextDecoder().decode(bytes))));

describe('a stored manifest of the first importer', () => {
  it('is read whole, under the digest that names its snapshot', () => {
    expect(sha256Hex(bytes)).toBe('48e0b5d142e3f2b01f7f8bef4ac849ab7d39667714529a7ca37317982627e5f5');
    const manifest = readManifest(bytes);
    expect(manifest).toMatchObject({
      schema: 'policy-registry.snapshot@1',
      importer: 'registry-importer@1',
      tuples: 320,
      shards: [{ tuples: 320 }],
    });
    expect(manifest?.documents.map(({ kind }) => kind)).toStrictEqual([
      'trivy',
      'options',
      'trivy',
      'openvex',
    ]);
    expect(canonicalBytes(manifest ?? {})).toStrictEqual(bytes);
  });

  it.each([
    ['has a member that it never had', (manifest: Record<string, Json>) => ({ ...manifest, statistics: {} })],
    [
      'is of a version that never was',
      (manifest: Record<string, Json>) => ({ ...manifest, schema: 'policy-registry.snapshot@0' }),
    ],
  ])('is none when it %s', (_what, change) => {
    expect(readManifest(altered(change))).toBeUndefined();
  });
});
