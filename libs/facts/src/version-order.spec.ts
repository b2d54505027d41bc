import { describe, expect, it } from '@jest/globals';

import { isWithin, toConstraints } from './vers.ts';
import { DOTTED_NUMBERS, orderOf, SEMVER, type VersionOrder } from './version-order.ts';

const orderNamed = (type: string): VersionOrder => {
  const order = orderOf(type);
  if (order === undefined) throw new Error(`${type} has no order`);
  return order;
};

describe('the order of versions', () => {
  it.each([
    ['npm', ['1.0.0-alpha', '1.0.0-alpha.1', '1.0.0-beta', '1.0.0', '1.0.1', '1.10.0', '2.0.0']],
    ['golang', ['v0.0.0-20170915032832-14c0d48ead0c', 'v0.3.7', '1.21.0-0', 'v1.21', '1.21.3']],
    ['cargo', ['0.0.0-0', '0.14.9', '0.14.10']],
    ['nuget', ['1.0.0-RC1', '1.0.0-rc2', '1.0', '1.0.0.1', '1.0.1', '12.0.3']],
    ['pypi', ['1.0.dev1', '1.0a1', '1.0rc1', '1.0', '1.0.post1', '1.1', '1!0.5']],
    ['generic', ['1', '1.2', '1.10', '2.0.0.1']],
  ])('of %s is that of its ecosystem', (type, ascending) => {
    const { compare, isVersion } = orderNamed(type);
    expect(ascending.every(isVersion)).toBe(true);
    expect(ascending.toReversed().toSorted(compare)).toStrictEqual(ascending);
  });

  it.each([
    ['npm', '1.0', '1.0.0'],
    ['golang', 'v1.2.3', '1.2.3'],
    ['nuget', '1.0.0-RC1', '1.0.0.0-rc1'],
    ['pypi', '1.0', '1.0.0'],
  ])('of %s has %s and %s equal', (type, a, b) => {
    expect(orderNamed(type).compare(a, b)).toBe(0);
  });

  it.each([
    ['npm', 'latest'],
    ['npm', '1.2.3.4'],
    ['npm', '01.2.3'],
    ['golang', '(devel)'],
    ['nuget', '1.0.0-'],
    ['pypi', '1.0-ubuntu1~x'],
    ['generic', '1.0-rc1'],
  ])('of %s does not hold %s', (type, text) => {
    expect(orderNamed(type).isVersion(text)).toBe(false);
  });

  it.each(['maven', 'deb', 'rpm', 'apk', 'gem', 'composer'])('of %s is not guessed', (type) => {
    expect(orderOf(type)).toBeUndefined();
  });

  it('without a scheme holds numbers alone', () => {
    expect(DOTTED_NUMBERS.isVersion('1.14.0')).toBe(true);
    expect(DOTTED_NUMBERS.isVersion('v1.14.0')).toBe(false);
    expect(SEMVER.isVersion('1.14.0-rc.1')).toBe(true);
  });
});

describe('a range of versions', () => {
  const isIn = (version: string | undefined, text: string): boolean | undefined => {
    const constraints = toConstraints(text);
    return constraints && isWithin(version, { exact: [], ranges: [constraints] });
  };

  it.each([
    ['1.4.9', 'vers:semver/>=1.5.0|<7.0.0', false],
    ['1.5.0', 'vers:semver/>=1.5.0|<7.0.0', true],
    ['6.9.9', 'vers:semver/<7.0.0|>=1.5.0', true],
    ['7.0.0', 'vers:semver/>=1.5.0|<7.0.0', false],
    ['1.4.9', 'vers:semver/<1.5.0|>=7.0.0', true],
    ['3.0.0', 'vers:semver/<1.5.0|>=7.0.0', false],
    ['7.0.0', 'vers:semver/<1.5.0|>=7.0.0', true],
    ['2.0.0', 'vers:npm/1.0.0|2.0.0', true],
    ['1.5.0', 'vers:npm/1.0.0|2.0.0', false],
    ['2.0.0', 'vers:npm/>1.0.0|!=2.0.0|<3.0.0', false],
    ['2.0.1', 'vers:npm/>1.0.0|!=2.0.0|<3.0.0', true],
    ['1.0.0', 'vers:npm/>1.0.0', false],
    ['5.0.0', 'vers:npm/!=1.0.0', true],
    ['1.0', 'vers:pypi/<=1.0.post1', true],
    ['2.10', 'vers:generic/>=2.9|<=4.1', true],
    ['1.13.9', '<=1.14.0', true],
    ['1.14.1', '<= 1.14.0', false],
    ['anything', 'vers:all/*', true],
    [undefined, 'vers:all/*', true],
    [undefined, 'vers:npm/>=1.0.0', false],
    ['latest', 'vers:npm/>=1.0.0', false],
  ])('holds %p in %s: %p', (version, range, expected) => {
    expect(isIn(version, range)).toBe(expected);
  });

  it.each(['vers:maven/>=1.0', 'vers:npm/>=latest', '<  july 1 2017', '0 < 9.8.12', ''])(
    '%p is not read',
    (text) => {
      expect(toConstraints(text)).toBeUndefined();
    },
  );
});
