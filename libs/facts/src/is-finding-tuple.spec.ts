import { describe, expect, it } from '@jest/globals';
import { FindingTuple } from '@policy-registry/finding';
import fc from 'fast-check';

import { isFindingTuple } from './is-finding-tuple.ts';

const full = {
  component: {
    purl: 'pkg:npm/a@1',
    name: 'a',
    version: '1',
    ecosystem: 'npm',
    licenses: ['MIT'],
    tags: ['t'],
    fixedVersion: '2',
  },
  advisory: {
    id: 'CVE-1',
    source: 'NVD',
    aliases: ['GHSA-1'],
    tags: ['kev'],
    ratings: [{ version: '3.1', source: 'NVD', score: '9.8', vector: 'CVSS:3.1/AV:N' }],
    vendorBand: 'High',
  },
  image: { name: 'i', digest: 'sha256:00', tags: ['tier0'] },
  vex: [
    {
      status: 'affected',
      justification: 'j',
      source: 's',
      timestamp: 't',
      lastUpdated: 'u',
      impactStatement: 'i',
      actionStatement: 'a',
      documentDigest: 'd',
      index: 0,
    },
  ],
  signals: { epss: '0.9' },
};

/** Every place of a value, as the keys on the way to it. */
const placesIn = (value: unknown, way: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [way, ...Object.entries(value).flatMap(([name, member]) => placesIn(member, [...way, name]))]
    : [way];

const changed = (value: unknown, way: readonly string[], change: (old: unknown) => unknown): unknown => {
  const [name, ...rest] = way;
  if (name === undefined) return change(value);
  const copy: unknown = structuredClone(value);
  const member = changed(Reflect.get(Object(copy), name), rest, change);
  if (member === undefined) Reflect.deleteProperty(Object(copy), name);
  else Reflect.set(Object(copy), name, member);
  return copy;
};

const places = placesIn(full);

describe('the fast check of a tuple', () => {
  it('names every member that the schema has', () => {
    expect(isFindingTuple(full)).toBe(true);
    const { component, advisory, image } = FindingTuple.shape;
    expect(Object.keys(full)).toStrictEqual(Object.keys(FindingTuple.shape));
    expect(Object.keys(full.component)).toStrictEqual(Object.keys(component.shape));
    expect(Object.keys(full.advisory)).toStrictEqual(Object.keys(advisory.shape));
    expect(Object.keys(full.image)).toStrictEqual(Object.keys(image.shape));
    expect(Object.keys(full.vex[0] ?? {})).toStrictEqual(Object.keys(FindingTuple.shape.vex.element.shape));
    expect(Object.keys(full.advisory.ratings[0] ?? {})).toStrictEqual(
      Object.keys(advisory.shape.ratings.element.shape),
    );
  });

  it.each(places.map((way) => [`/${way.join('/')}`, way] as const))(
    'says what the schema says of anything at %s',
    (_place, way) => {
      const values = [
        undefined,
        null,
        '',
        'x',
        7,
        -1,
        1.5,
        true,
        [],
        ['x'],
        [1],
        {},
        { x: 'y' },
        { x: 1 },
        '01',
        '1.50',
      ];
      for (const value of values) {
        const mutant = changed(full, way, () => value);
        expect([value, isFindingTuple(mutant)]).toStrictEqual([
          value,
          FindingTuple.safeParse(mutant).success,
        ]);
      }
      const extended = changed(full, way, (old) =>
        typeof old === 'object' && !Array.isArray(old) ? { ...old, extra: 'x' } : old,
      );
      expect(isFindingTuple(extended)).toBe(FindingTuple.safeParse(extended).success);
    },
  );

  it('says what the schema says of any JSON', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (way, value) => {
        const mutant = changed(full, way, () => value);
        expect(isFindingTuple(mutant)).toBe(FindingTuple.safeParse(mutant).success);
      }),
    );
  });
});
