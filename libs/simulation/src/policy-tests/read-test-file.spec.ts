import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { readPlacedJson } from './placed-json.ts';
import { isTestFile, readTestFile } from './read-test-file.ts';
import { POLICY_TESTS_SCHEMA, TEST_FILE_BYTES_MAX, tupleOf } from './test-file.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readTestFile('tests/a.json', bytesOf(text));
const faultsOf = (text: string): readonly string[] => {
  const result = read(text);
  return result.ok
    ? []
    : result.faults.map(({ line, column, pointer, detail }) => `${line}:${column} ${pointer} ${detail}`);
};
const fileOf = (finding: string, expected = '"status": "blocked"'): string =>
  `{"schema": "${POLICY_TESTS_SCHEMA}",\n "cases": [\n  {"name": "n", "finding": ${finding}, "expect": {${expected}}}\n ]}`;
const findingOf = (finding: string) => {
  const result = read(fileOf(finding));
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.value.cases.map((each) => tupleOf(each.finding))[0];
};

describe('a file of policy tests', () => {
  it('lies in the folder tests of a workspace', () => {
    const paths = ['tests/a.json', 'tests/b/a.json', 'a.json', 'tests/a.jsonc', 'x/tests/a.json'];
    expect(paths.filter(isTestFile)).toStrictEqual(['tests/a.json']);
  });

  it('takes a finding of which little is said for one of which little is known', () => {
    expect(findingOf('{}')).toStrictEqual({
      component: {},
      advisory: { id: 'CVE-0000-0000', aliases: [], ratings: [] },
      image: {},
      vex: [],
      signals: {},
    });
  });

  it('takes a score and a vector for one rating of NVD', () => {
    const vector = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
    const ratingsOf = (advisory: object) => findingOf(JSON.stringify({ advisory }))?.advisory.ratings;
    expect(ratingsOf({ score: '9.8' })).toStrictEqual([{ version: '3.1', source: 'NVD', score: '9.8' }]);
    expect(ratingsOf({ score: '7.0' })).toMatchObject([{ score: '7' }]);
    expect(ratingsOf({ vector })).toStrictEqual([{ version: '4.0', source: 'NVD', vector }]);
    expect(ratingsOf({ vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' })).toMatchObject([{ version: '2.0' }]);
  });

  it('gives statements the index they are written at, and takes whole tuples as they are stored', () => {
    expect(findingOf('{"vex": [{"status": "fixed"}, {"status": "affected"}]}')?.vex).toMatchObject([
      { status: 'fixed', index: 0 },
      { status: 'affected', index: 1 },
    ]);
    const tuple = {
      component: { purl: 'pkg:npm/a@1' },
      advisory: { id: 'CVE-1', aliases: ['GHSA-1'], ratings: [], tags: ['kev'] },
      image: { tags: [] },
      vex: [{ status: 'fixed', documentDigest: 'f'.repeat(64), index: 7 }],
      signals: { epss: '0.5' },
    };
    expect(findingOf(JSON.stringify(tuple))).toStrictEqual(tuple);
  });

  it.each([
    [
      fileOf('{"component": {"prul": "x"}}'),
      '3:43 /cases/0/finding/component/prul there is no member `prul` here',
    ],
    [
      fileOf('{"advisory": {"score": 7.5}}'),
      '3:42 /cases/0/finding/advisory/score a decimal is text, such as "7.5"',
    ],
    [fileOf('{}', ''), '3:32 /cases/0/expect names nothing to compare'],
    [
      fileOf('{}', '"status": "blocked", "error": true'),
      '3:32 /cases/0/expect an outcome is decided, not evaluable or an error, and never two of them',
    ],
    [
      fileOf('{"advisory": {"score": "1", "ratings": [{"version": "3.1", "source": "NVD"}]}}'),
      '3:29 /cases/0/finding/advisory `score` and `vector` are short for `ratings`: write one of them',
    ],
    ['{"schema": 1,\n}', '2:1  a name in quotes is expected here'],
    ['{"a": 1, "a": 2}', '1:10 /a this name stands here already'],
    ['[1, 2', '1:6  the text ends here'],
    ['{} x', '1:4  the document has ended before this'],
    [`${'['.repeat(70)}`, `1:66 ${'/0'.repeat(65)} nested deeper than 64 levels`],
    [
      fileOf('{"signals": {"a": "\\ud800"}}'),
      '1:1 /cases/0/finding/signals/a /cases/0/finding/signals/a is text with a lone surrogate',
    ],
  ])('says where it is at fault: %s', (text, fault) => {
    expect(faultsOf(text)).toStrictEqual([fault]);
  });

  it('names every fault in reading order', () => {
    const text = `{"schema": "x",\n "evaluatedAt": "2026-13-01T00:00:00.000Z",\n "cases": []}`;
    expect(faultsOf(text).map((fault) => fault.split(' ', 2).join(' '))).toStrictEqual([
      '1:2 /schema',
      '2:2 /evaluatedAt',
      '3:2 /cases',
    ]);
  });

  it('has a limit, and is UTF-8', () => {
    expect(faultsOf(' '.repeat(TEST_FILE_BYTES_MAX + 1))).toStrictEqual([
      `1:1  has more than ${TEST_FILE_BYTES_MAX} bytes`,
    ]);
    expect(readTestFile('tests/a.json', new Uint8Array([0xff]))).toMatchObject({
      ok: false,
      faults: [{ detail: 'is not UTF-8' }],
    });
  });
});

describe('JSON with places', () => {
  it('is read as JSON is', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (text) => {
        expect(readPlacedJson(text).value).toStrictEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused exactly where JSON is, but for a name that stands twice', () => {
    const broken = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\\', '0', ' '));
    fc.assert(
      fc.property(broken, ([text, at, put]) => {
        const place = at % (text.length + 1);
        const changed = text.slice(0, place) + put + text.slice(place + 1);
        const isJson = succeeds(() => JSON.parse(changed));
        const isRead = succeeds(() => readPlacedJson(changed));
        expect(isRead === isJson || (isJson && hasTwice(changed))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

const succeeds = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};
const hasTwice = (text: string): boolean => {
  try {
    readPlacedJson(text);
    return false;
  } catch (error) {
    return error instanceof Error && error.message === 'this name stands here already';
  }
};
