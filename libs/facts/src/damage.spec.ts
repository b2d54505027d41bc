import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { rejectedIn } from './counts.ts';
import { DOCUMENT_KINDS, type FactDocument } from './document.ts';
import { importSnapshot } from './import-snapshot.ts';
import { itemsIn } from './testing/count-items.ts';
import { documentOf, openVex, opensslFinding, trivyReport } from './testing/documents.ts';

const FORMATS = resolve(import.meta.dirname, '../../../examples/formats');

const statement = {
  vulnerability: { name: 'CVE-2023-0286', aliases: ['GHSA-x4qr-2fvf-3mr5'] },
  products: [{ '@id': 'pkg:oci/web', subcomponents: [{ '@id': 'pkg:apk/alpine/libssl3' }] }],
  status: 'fixed',
};

const documents: readonly FactDocument[] = [
  documentOf('trivy', trivyReport([opensslFinding])),
  documentOf('openvex', openVex([statement])),
  ...readdirSync(FORMATS).map((name) => ({
    name,
    kind: DOCUMENT_KINDS.find((known) => name.endsWith(`.${known}.json`)) ?? 'trivy',
    bytes: readFileSync(join(FORMATS, name)),
  })),
];

type Place = { readonly parent: object; readonly key: string };

const placesIn = (json: unknown): Place[] =>
  typeof json !== 'object' || json === null
    ? []
    : Object.keys(json).flatMap((key) => [{ parent: json, key }, ...placesIn(Reflect.get(json, key))]);

const REMOVED = Symbol('removed');
const damage = fc.constantFrom<unknown>(
  REMOVED,
  null,
  '',
  'text',
  'pkg:npm/x@1',
  7,
  true,
  [],
  {},
  [{}],
  ['', 'x'],
);

/** The document with one member or element removed, or another in its place. */
const damaged = (document: FactDocument, at: number, value: unknown): FactDocument => {
  const json: unknown = JSON.parse(new TextDecoder().decode(document.bytes));
  const places = placesIn(json);
  const place = places[at % places.length];
  if (place === undefined) throw new Error('nothing to damage');
  if (value !== REMOVED) Reflect.set(place.parent, place.key, value);
  else if (Array.isArray(place.parent)) place.parent.splice(Number(place.key), 1);
  else Reflect.deleteProperty(place.parent, place.key);
  return { ...document, bytes: new TextEncoder().encode(JSON.stringify(json)) };
};

describe('a document in which any one value is missing or another', () => {
  it.each(documents.map((document) => [document.kind, document] as const))(
    'is imported with every item accounted for, or refused with its place (%s)',
    (_kind, document) => {
      const others = documents.filter((other) => other !== document);
      let accountedFor = 0;
      fc.assert(
        fc.property(fc.nat(), damage, (at, value) => {
          const bad = damaged(document, at, value);
          const result = importSnapshot([bad, ...others]);
          if (!result.ok) {
            expect(result.faults.map((fault) => fault.document)).toContain(bad.name);
            return;
          }
          const counts = result.counts.documents.find((own) => own.document === bad.name);
          if (counts === undefined) throw new Error('the document is not counted');
          accountedFor += 1;
          expect(counts.received).toBe(itemsIn(bad));
          expect(counts.accepted + rejectedIn(counts) + counts.duplicate).toBe(counts.received);
        }),
        { numRuns: 60 },
      );
      expect(accountedFor).toBeGreaterThan(5);
    },
  );
});
