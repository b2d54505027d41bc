import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '@policy-registry/kernel';
import fc from 'fast-check';

import { isFindingTuple } from './is-finding-tuple.ts';
import { documentOf, opensslFinding, trivyReport, tuplesOf } from './testing/documents.ts';
import { tupleReader } from './tuple-reader.ts';

const [tuple] = tuplesOf(documentOf('trivy', trivyReport([opensslFinding])));
if (tuple === undefined) throw new Error('the fixture gave no tuple');
const line = canonicalJson(tuple);

const read = tupleReader();

/** What the platform's parser and the check of a whole tuple say. */
const plainly = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return isFindingTuple(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

// What could be taken for the begin of a member where it is none.
const marks = fc.constantFrom(
  ...['{"advisory":', ',"component":', ',"image":', ',"signals":', ',"vex":'],
  ...['{}', '[]', '{', '}', '"', ',', ':', '\\', '\\"', '"id"', '1'],
);

describe('a reader of tuples', () => {
  it('reads what the parser reads, in whatever order the members are', () => {
    const { vex, ...rest } = tuple;
    for (const text of [line, JSON.stringify({ vex, ...rest }), ` ${line} `])
      expect(read(text)).toStrictEqual(tuple);
  });

  it('says the same as the parser of text that was damaged anywhere', () => {
    const damage = fc.record({
      at: fc.nat(line.length),
      cut: fc.nat(12),
      put: fc.array(marks, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(damage, { maxLength: 2 }), (damages) => {
        let text = line;
        for (const { at, cut, put } of damages)
          text = text.slice(0, at) + put.join('') + text.slice(at + cut);
        expect(read(text)).toStrictEqual(plainly(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['a component within a text', { ...tuple, component: { name: ',"component":{},"image":{' } }],
    ['no component of its own', { ...tuple, advisory: { ...tuple.advisory, component: {} } }],
    ['a member too many', { ...tuple, signals: { vex: ',"vex":[]' }, zone: 1 }],
  ])('says the same as the parser of %s', (_case, value) => {
    expect(read(canonicalJson(value))).toStrictEqual(plainly(canonicalJson(value)));
  });

  it('gives tuples that share a member the same one, which nobody can change', () => {
    const other = read(canonicalJson({ ...tuple, image: { name: 'another' } }));
    expect(other?.advisory).toBe(read(line)?.advisory);
    expect(() => other?.advisory.aliases.push('x')).toThrow(TypeError);
  });
});
