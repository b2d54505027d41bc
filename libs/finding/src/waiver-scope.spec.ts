import { describe, expect, it } from '@jest/globals';

import type { PolicyOutcome } from './outcome.ts';
import { covers, WaiverScope } from './waiver-scope.ts';

const decided = (rule?: string): PolicyOutcome => ({
  ...{ kind: 'decided', status: 'blocked', severity: {}, warnings: [], annotations: {}, undecided: [] },
  ...(rule !== undefined && { rule }),
});
const finding = (purl?: string) => ({
  component: { ...(purl !== undefined && { purl }) },
  advisory: { id: 'GHSA-35jh-r3h4-6jhm', aliases: ['CVE-2021-23337'], ratings: [] },
});
const lodash = 'pkg:npm/lodash@4.17.20';

describe('a waiver covers a finding', () => {
  it.each([
    ['in its version of a package', { component: lodash }, lodash, true],
    ['in another version', { component: lodash }, 'pkg:npm/lodash@4.17.21', false],
    ['in a version whose text begins alike', { component: lodash }, `${lodash}0`, false],
    ['whatever the qualifiers', { component: lodash }, `${lodash}?arch=x86#lib`, true],
    ['in any version where it names none', { component: 'pkg:npm/lodash' }, lodash, true],
    ['in a package without a version', { component: 'pkg:npm/lodash' }, 'pkg:npm/lodash', true],
    ['in another package that begins alike', { component: 'pkg:npm/lodash' }, 'pkg:npm/lodash-es@4', false],
    ['in a package with a scope', { component: 'pkg:npm/@angular/core' }, 'pkg:npm/@angular/core@1', true],
    ['in a part of a name', { component: 'pkg:npm/@angular' }, 'pkg:npm/@angular/core@1', false],
    ['without a package URL', { component: 'pkg:npm/lodash' }, undefined, false],
    ['of its advisory', { advisory: 'GHSA-35jh-r3h4-6jhm' }, undefined, true],
    ['of an alias of its advisory', { advisory: 'CVE-2021-23337' }, undefined, true],
    ['of another advisory', { advisory: 'CVE-2021-2333' }, undefined, false],
    ['that fits every member', { component: lodash, advisory: 'CVE-2021-23337' }, lodash, true],
    ['that fits one of two', { component: lodash, advisory: 'CVE-1' }, lodash, false],
  ])('%s, or does not', (_which, scope, purl, isCovered) =>
    expect(covers(scope, finding(purl), decided())).toBe(isCovered),
  );

  it('that its rule decided, and no other', () => {
    const missing: PolicyOutcome = { kind: 'not_evaluable', missing: ['vex.status'], undecided: ['block'] };
    expect(
      [decided('block'), decided('other'), decided(), missing].map((outcome) =>
        covers({ rule: 'block' }, finding(), outcome),
      ),
    ).toStrictEqual([true, false, false, false]);
  });
});

describe('the scope of a waiver', () => {
  it.each([
    [{ component: 'lodash' }],
    [{ component: 'pkg:npm/lodash?arch=x86' }],
    [{ component: 'pkg:npm/lodash#lib' }],
    [{ component: 'pkg:npm/' }],
    [{ advisory: 'CVE 1' }],
    [{ rule: 'two words' }],
    [{ environmentId: 'Prod' }],
    [{ image: 'shop:1' }],
  ])('is none as %j', (scope) => expect(WaiverScope.safeParse(scope).success).toBe(false));
});
