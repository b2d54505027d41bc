import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { DOCUMENT_KINDS } from './document.ts';
import { importSnapshot } from './import-snapshot.ts';

const FORMATS = resolve(import.meta.dirname, '../../../examples/formats');

const documents = readdirSync(FORMATS).map((name) => {
  const kind = DOCUMENT_KINDS.find((known) => name.endsWith(`.${known}.json`));
  if (kind === undefined) throw new Error(`${name} does not tell its kind`);
  return { name, kind, bytes: readFileSync(join(FORMATS, name)) };
});

const imported = importSnapshot(documents);

describe('the examples of formats', () => {
  it('import whole', () => {
    expect(imported.ok && imported.counts.total).toStrictEqual({
      received: 16,
      accepted: 16,
      rejected: {},
      duplicate: 0,
    });
  });

  it('join advisories to the packages of two BOMs, and leave open what is not known', () => {
    expect(imported.ok && imported.counts.pairings).toStrictEqual({
      received: 5,
      affected: 2,
      unaffected: 2,
      undecided: { VERSION_ORDER_UNKNOWN: 1 },
      duplicate: 0,
    });
  });

  it('give the findings of three images, with what is stated of them', () => {
    const rows = (imported.ok ? imported.tuples : []).map(({ image, component, advisory, vex }) => [
      image.name?.split('/')[1],
      component.name,
      component.tags,
      advisory.id,
      vex.map(({ status, source }) => `${status} (${source})`).join(),
    ]);
    expect(rows).toStrictEqual([
      ['edge-cache:1.8.0', 'busybox', undefined, 'CVE-2023-42366', 'affected (grype)'],
      [
        'edge-cache:1.8.0',
        'golang.org/x/net',
        undefined,
        'GHSA-4374-p667-p6c8',
        'not_affected (Brightwater Product Security)',
      ],
      ['gift-cards', 'axios', ['team:checkout'], 'CVE-2020-28168', 'affected (Brightwater)'],
      ['gift-cards', 'lodash', ['cdx:npm:package:development', 'team:checkout'], 'GHSA-35jh-r3h4-6jhm', ''],
      ['statement-writer', 'requests', undefined, 'GHSA-j8r2-6x86-q33q', ''],
    ]);
  });
});
