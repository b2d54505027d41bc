import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { documentOf, openVex, opensslFinding, trivyReport } from './testing/documents.ts';
import { importSnapshot } from './import-snapshot.ts';
import { jsonStream } from './json-stream.ts';
import type { Placed } from './format.ts';
import { pathTree, pointerTo } from './paths.ts';
import { locateSyntaxFault } from './syntax-fault.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads text in chunks of this many bytes. */
const streamed = (text: string | Uint8Array, paths: readonly string[] = [''], chunkBytes = 7) => {
  const bytes = typeof text === 'string' ? bytesOf(text) : text;
  const values: Placed[] = [];
  const foreign: (readonly [pointer: string, detail: string])[] = [];
  const stream = jsonStream(pathTree(paths), {
    value: (placed) => values.push(placed),
    foreign: (at, detail) => foreign.push([pointerTo(at), detail]),
  });
  for (let at = 0; at < bytes.length; at += chunkBytes) stream.push(bytes.subarray(at, at + chunkBytes));
  return { fault: stream.end(), values, foreign };
};

const faultOf = (text: string | Uint8Array, chunkBytes?: number) => streamed(text, [''], chunkBytes).fault;

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
    for (const chunkBytes of [1, 2, 7, 1_000])
      expect(faultOf(text, chunkBytes)).toStrictEqual({ pointer, code, detail });
  });

  it('says at which byte it breaks', () => {
    expect(faultOf('{"ä": x}')?.detail).toBe('is not JSON at line 1, column 7 (byte 7)');
  });

  it('has a pointer of bounded length, whatever the names in it', () => {
    const text = `{"x${'𝒳'.repeat(10_000)}": x}`;
    const result = importSnapshot([{ name: 'scan.json', kind: 'trivy', bytes: bytesOf(text) }]);
    expect(result.ok ? '' : result.faults[0]?.pointer).toMatch(/^\/x(𝒳){148}\ufffd…$/u);
  });

  it('is found without recursion', () => {
    expect(locateSyntaxFault('['.repeat(200_000))).toMatchObject({ index: 200_000, isTruncated: true });
  });

  it('that is not UTF-8 names the byte and the value', () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('{"a": "x'), 0xff, 0x22, 0x7d]);
    for (const chunkBytes of [1, 3, 1_000])
      expect(faultOf(bytes, chunkBytes)).toStrictEqual({
        pointer: '/a',
        code: 'DOCUMENT_NOT_UTF8',
        detail: 'is not UTF-8 at line 1, column 9 (byte 8)',
      });
  });

  it('is found where JSON.parse refuses it and nowhere else, wherever one character was put and chunks end', () => {
    const good = JSON.stringify(
      trivyReport([{ ...opensslFinding, PkgName: 'größe-𝒳', Title: 'a\\n"b' }]),
      undefined,
      1,
    );
    fc.assert(
      fc.property(
        fc.nat(good.length),
        fc.constantFrom('"', '{', ']', ',', ':', '\\', '\n', 'x', '0', '-', 'é', '.', 'e', '\ufeff'),
        fc.integer({ min: 1, max: 300 }),
        (at, added, chunkBytes) => {
          const text = good.slice(0, at) + added + good.slice(at);
          const fault = faultOf(text, chunkBytes);
          // JSON.parse has no byte order mark to skip.
          const bare = text.replace(/^\ufeff/, '');
          expect(fault === undefined).toBe(canParse(bare));
          if (fault === undefined) return;
          const { pointer, index, isTruncated } = locateSyntaxFault(bare);
          const line = bare.slice(0, index).split('\n').length;
          expect(fault).toMatchObject({
            code: isTruncated ? 'DOCUMENT_TRUNCATED' : 'DOCUMENT_NOT_JSON',
            pointer,
            detail: expect.stringContaining(` at line ${line}, `),
          });
          expect(fault.detail).toContain(`(byte ${bytesOf(bare.slice(0, index)).length})`);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is the first thing wrong, also where bytes that are no text follow it', () => {
    const bytes = new Uint8Array([...bytesOf('{"a": x, "b": "'), 0xff, ...bytesOf('"}')]);
    expect(faultOf(bytes, 100)?.code).toBe('DOCUMENT_NOT_JSON');
  });

  it('of any bytes ends in a fault or a value, never in an exception', () => {
    const some = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 40 }), (bytes, chunkBytes) => {
        const { fault, values } = streamed(bytes, [''], chunkBytes);
        expect(values.length).toBe(fault === undefined ? 1 : values.length);
        if (fault !== undefined) expect(fault.detail).toContain('line ');
      }),
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

describe('a JSON stream', () => {
  it('gives the value that JSON.parse gives, however the chunks are cut', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 1, max: 50 }), (text, chunkBytes) => {
        const { fault, values } = streamed(text, [''], chunkBytes);
        expect(fault).toBeUndefined();
        expect(values).toStrictEqual([{ path: '', at: [], value: JSON.parse(text) }]);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    '{"a":1,"a":{"b":2}}',
    '{"__proto__":{"x":1}}',
    '"\\ud83d\\ude00 \\ud800"',
    '1e400',
    '-0',
    '[1,[],{}]',
  ])('reads %s as JSON.parse does', (text) => {
    const [placed] = streamed(text, [''], 3).values;
    expect(placed?.value).toStrictEqual(JSON.parse(text));
  });

  it('gives the wanted values and their places, in the order of the document', () => {
    const text =
      '{"x": {"y": [[7]]}, "r": [{"v": [{"id": 1}, 2], "t": "a"}, {"v": null}, {"v": [3]}], "m": {"k/": 4}}';
    const { values, foreign } = streamed(text, ['/r[]/v[]', '/r[]/t', '/m{}', '/absent']);
    expect(values.map(({ path, at, value }) => [path, pointerTo(at), value])).toStrictEqual([
      ['/r[]/v[]', '/r/0/v/0', { id: 1 }],
      ['/r[]/v[]', '/r/0/v/1', 2],
      ['/r[]/t', '/r/0/t', 'a'],
      ['/r[]/v[]', '/r/2/v/0', 3],
      ['/m{}', '/m/k~1', 4],
    ]);
    expect(foreign).toStrictEqual([]);
  });

  it.each([
    ['[]', '', 'is no object'],
    ['{"r": 1}', '/r', 'is no array'],
    ['{"r": {"0": 1}}', '/r', 'is no array'],
    ['{"r": [null]}', '/r/0', 'is no object'],
    ['{"r": [{"v": "text"}]}', '/r/0/v', 'is no array'],
    ['{"r": [], "r": []}', '/r', 'is a member of the same name as an earlier one'],
  ])('says where %s is not of the shape that is read', (text, pointer, detail) => {
    expect(streamed(text, ['/r[]/v[]']).foreign).toStrictEqual([[pointer, detail]]);
  });

  it('gives a value that is longer than many chunks once and whole', () => {
    const wanted = { texts: Array.from({ length: 30_000 }, (_, at) => `ä "${at}" [`) };
    const text = JSON.stringify({ r: [wanted, 1], other: [wanted], t: 'end' });
    const { fault, values } = streamed(text, ['/r[]', '/t'], 10_007);
    expect(fault).toBeUndefined();
    expect(values.map(({ value }) => value)).toStrictEqual([wanted, 1, 'end']);
  });

  it.each([
    ['nobody wants', ['/t']],
    ['is wanted', ['/r']],
  ])('finds what is wrong in the middle of a long value that %s', (_case, paths) => {
    const good = JSON.stringify({
      r: { x: Array.from({ length: 40_000 }, (_, id) => ({ id, name: 'ä}' })) },
    });
    for (const [at, broken] of [
      [good.indexOf('"id":31234'), '\u0007"id"'],
      [good.indexOf('31234'), '031'],
      [good.indexOf('ä}', 300_000), '\n'],
    ] as const) {
      const text = `${good.slice(0, at)}${broken}${good.slice(at)}`;
      const { pointer, index } = locateSyntaxFault(text);
      expect(pointer).toMatch(/^\/r\/x\/\d+/);
      expect(streamed(text, paths, 10_007).fault).toStrictEqual({
        code: 'DOCUMENT_NOT_JSON',
        pointer,
        detail: expect.stringContaining(`(byte ${bytesOf(text.slice(0, index)).length})`),
      });
    }
  });

  it('refuses nesting that is deeper than anything real', () => {
    expect(faultOf('['.repeat(100_000), 1_000)).toMatchObject({
      code: 'DOCUMENT_SHAPE_FOREIGN',
      detail: 'is nested deeper than 1000',
    });
  });

  it('does not hold a value beyond its limit, nor a single text', () => {
    const stream = (paths: readonly string[]) =>
      jsonStream(pathTree(paths), { value: () => undefined, foreign: () => undefined });
    const whole = stream(['/r']);
    const text = stream(['/r[]']);
    const broken = stream(['/r']);
    const chunk = bytesOf(`"${'x'.repeat(1_048_576)}",`);
    whole.push(bytesOf('{"r":['));
    text.push(bytesOf('{"r":["'));
    broken.push(bytesOf('{"r":['));
    for (let mib = 0; mib < 66; mib += 1) {
      whole.push(chunk);
      text.push(chunk.subarray(1, -2));
      broken.push(mib === 3 ? bytesOf('"\n",') : chunk);
    }
    for (const { end } of [whole, text])
      expect(end()).toMatchObject({
        code: 'DOCUMENT_VALUE_EXCEEDED',
        pointer: expect.stringMatching(/^\/r/),
      });
    expect(broken.end()).toMatchObject({ code: 'DOCUMENT_NOT_JSON', pointer: '/r/3' });
  });
});
