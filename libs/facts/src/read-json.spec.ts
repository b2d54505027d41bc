import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { documentOf, openVex, opensslFinding, trivyReport } from './testing/documents.ts';
import { importSnapshot } from './import-snapshot.ts';
import { readJson } from './read-json.ts';
import { locateSyntaxFault } from './syntax-fault.ts';

const faultsOf = (text: string | Uint8Array) => {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const read = readJson({ name: 'scan.json', kind: 'trivy', bytes });
  return read.ok ? [] : read.faults;
};

describe('text that is not JSON', () => {
  it.each([
    ['', '', 'DOCUMENT_TRUNCATED', 1, 1],
    ['{"a": [1, {"b": ', '/a/1/b', 'DOCUMENT_TRUNCATED', 1, 17],
    ['{"a": [1, {"b": "x', '/a/1/b', 'DOCUMENT_TRUNCATED', 1, 17],
    ['{"a": tru', '/a', 'DOCUMENT_TRUNCATED', 1, 7],
    ['{"a": -', '/a', 'DOCUMENT_TRUNCATED', 1, 7],
    ['{"a": 1.', '/a', 'DOCUMENT_TRUNCATED', 1, 7],
    ['{"a": "\\u12', '/a', 'DOCUMENT_TRUNCATED', 1, 7],
    ['{"a":\n  [1,\n  2 3]}', '/a/1', 'DOCUMENT_NOT_JSON', 3, 5],
    ['{"a": 1,}', '/a', 'DOCUMENT_NOT_JSON', 1, 9],
    ['{"x~/y": 01}', '/x~0~1y', 'DOCUMENT_NOT_JSON', 1, 11],
    ['{"𝒳": x}', '/𝒳', 'DOCUMENT_NOT_JSON', 1, 7],
    ['{"a": "\\x"}', '/a', 'DOCUMENT_NOT_JSON', 1, 7],
    ['{"a": "\u0007"}', '/a', 'DOCUMENT_NOT_JSON', 1, 7],
    ["{'a': 1}", '/', 'DOCUMENT_NOT_JSON', 1, 2],
    ['<html></html>', '', 'DOCUMENT_NOT_JSON', 1, 1],
    ['{} {}', '', 'DOCUMENT_NOT_JSON', 1, 4],
    ['[1, NaN]', '/1', 'DOCUMENT_NOT_JSON', 1, 5],
  ])('%j has its fault at %p', (text, pointer, code, line, column) => {
    const problem = code === 'DOCUMENT_NOT_JSON' ? 'is not JSON' : 'ends before its JSON does';
    const detail: unknown = expect.stringContaining(`${problem} at line ${line}, column ${column} (byte `);
    expect(faultsOf(text)).toStrictEqual([{ document: 'scan.json', pointer, code, detail }]);
  });

  it('says at which byte it breaks', () => {
    expect(faultsOf('{"ä": x}')[0]?.detail).toBe('is not JSON at line 1, column 7 (byte 7)');
  });

  it('has a pointer of bounded length, whatever the names in it', () => {
    const [fault] = faultsOf(`{"x${'𝒳'.repeat(10_000)}": x}`);
    expect(fault?.pointer).toMatch(/^\/x(𝒳){148}\ufffd…$/u);
  });

  it('is found without recursion', () => {
    expect(locateSyntaxFault('['.repeat(200_000))).toMatchObject({ index: 200_000, isTruncated: true });
  });

  it('that is not UTF-8 names the byte and the value', () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('{"a": "x'), 0xff, 0x22, 0x7d]);
    expect(faultsOf(bytes)).toStrictEqual([
      {
        document: 'scan.json',
        pointer: '/a',
        code: 'DOCUMENT_NOT_UTF8',
        detail: 'is not UTF-8 at line 1, column 9 (byte 8)',
      },
    ]);
  });

  it('of a text that JSON.parse refuses is always located, wherever one character was put', () => {
    const good = JSON.stringify(trivyReport([opensslFinding]));
    fc.assert(
      fc.property(
        fc.nat(good.length),
        fc.constantFrom('"', '{', ']', ',', ':', '\\', '\n', 'x', '0', '-', 'é'),
        (at, added) => {
          const text = good.slice(0, at) + added + good.slice(at);
          const [fault] = faultsOf(text);
          const isJson = canParse(text);
          expect(fault === undefined).toBe(isJson);
          if (fault !== undefined) expect(['DOCUMENT_TRUNCATED', 'DOCUMENT_NOT_JSON']).toContain(fault.code);
        },
      ),
      { numRuns: 500 },
    );
  });
});

const canParse = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('a document cut off at any byte', () => {
  const scan = documentOf('trivy', trivyReport([{ ...opensslFinding, PkgName: 'größe-𝒳' }]), 'scan.json');
  const vex = documentOf(
    'openvex',
    openVex([{ vulnerability: 'CVE-1', products: ['pkg:npm/a'], status: 'fixed' }]),
    'vex.json',
  );

  it('is refused by its name as truncated, and nothing is imported', () => {
    fc.assert(
      fc.property(fc.constantFrom(scan, vex), fc.nat(), (document, cut) => {
        const bytes = document.bytes.slice(0, cut % document.bytes.length);
        const result = importSnapshot(
          [scan, vex].map((given) => (given === document ? { ...document, bytes } : given)),
        );
        expect(result.ok ? [] : result.faults.map(({ document: name, code }) => [name, code])).toStrictEqual([
          [document.name, 'DOCUMENT_TRUNCATED'],
        ]);
      }),
      { numRuns: 400 },
    );
  });

  it('is the whole document when a byte order mark precedes it', () => {
    const marked = new Uint8Array([0xef, 0xbb, 0xbf, ...scan.bytes]);
    expect(importSnapshot([{ ...scan, bytes: marked }]).ok).toBe(true);
  });
});
