import { describe, expect, it } from '@jest/globals';

import { suggestedSemver } from './suggested-semver.ts';

describe('the suggested semantic version', () => {
  it.each([
    [undefined, 'none', [], '1.0.0'],
    ['1.4.2', 'none', ['1.4.2'], '1.4.3'],
    ['1.4.2', 'patch', ['1.4.2'], '1.4.3'],
    ['1.4.2', 'minor', ['1.4.2'], '1.5.0'],
    ['1.4.2', 'major', ['1.4.2'], '2.0.0'],
    ['0.3.1', 'major', ['0.3.1'], '1.0.0'],
    ['2.0.0-rc.1', 'minor', ['2.0.0-rc.1'], '2.0.0'],
    ['2.1.0-rc.1', 'major', ['2.1.0-rc.1'], '3.0.0'],
    ['1.4.2', 'minor', ['1.6.0', '1.5.0', '1.4.2'], '1.7.0'],
  ] as const)('after %s with a %s, where %j are taken, is %s', (base, bump, taken, expected) =>
    expect(suggestedSemver(base, bump, taken)).toBe(expected),
  );
});
