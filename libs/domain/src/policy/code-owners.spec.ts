import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { CodeOwners } from '../tenant/approval-rules.ts';
import { matchesPath } from './code-owners.ts';

describe('a pattern of owned paths', () => {
  it.each([
    ['*', ['main.stella', 'tests/one.yaml'], []],
    ['*.stella', ['main.stella', 'a/b/main.stella'], ['main.stella.md', 'stella']],
    ['main.stella', ['main.stella', 'a/main.stella'], ['xmain.stella']],
    ['/main.stella', ['main.stella'], ['a/main.stella']],
    ['tests', ['tests', 'tests/one.yaml', 'a/tests/deep/two.yaml'], ['tests.yaml']],
    ['tests/', ['tests/one.yaml', 'a/tests/one.yaml'], ['tests']],
    ['/tests/', ['tests/one.yaml'], ['a/tests/one.yaml', 'tests']],
    ['tests/*.yaml', ['tests/one.yaml'], ['tests/deep/one.yaml', 'a/tests/one.yaml']],
    ['tests/**/*.yaml', ['tests/one.yaml', 'tests/a/b/one.yaml'], ['one.yaml']],
    ['**/fixtures', ['fixtures/a', 'a/fixtures/b'], ['fixtures.md']],
    ['rule-?.stella', ['rule-1.stella'], ['rule-10.stella', 'rule-.stella']],
    ['a.b', ['a.b'], ['axb']],
    ['caf\u0065\u0301.md', ['caf\u00e9.md'], []],
  ])('%s matches %j and not %j', (pattern, matching, others) => {
    expect(CodeOwners.safeParse({ pattern, groups: [] }).success).toBe(true);
    expect(matching.filter((path) => !matchesPath(pattern, path))).toStrictEqual([]);
    expect(others.filter((path) => matchesPath(pattern, path))).toStrictEqual([]);
  });

  it.each(['', '/', '//', '!main.stella', '#main', '[ab].stella', 'a\\b', 'a\nb', 'a'.repeat(201)])(
    'is not %j',
    (pattern) => expect(CodeOwners.safeParse({ pattern, groups: [] }).success).toBe(false),
  );

  it('that is a path matches it, and so does one with a star for any part of its last name', () => {
    const name = fc.stringMatching(/^[a-z.]{1,6}$/).filter((one) => !/^\.{1,2}$/.test(one));
    const place = fc.array(name, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(place, fc.nat({ max: 6 }), fc.nat({ max: 6 }), (names, from, to) => {
        const path = names.join('/');
        const last = names.at(-1) ?? '';
        const starred = `${last.slice(0, Math.min(from, to))}*${last.slice(Math.max(from, to))}`;
        expect(matchesPath(`/${path}`, path)).toBe(true);
        expect(matchesPath(`/${[...names.slice(0, -1), starred].join('/')}`, path)).toBe(true);
        expect(matchesPath(`/${path}x`, path)).toBe(false);
      }),
    );
  });

  it('is matched at once, however many stars it has', () => {
    const stars = `${'*a'.repeat(99)}b`;
    expect(matchesPath(stars, 'a'.repeat(200))).toBe(false);
  });
});
