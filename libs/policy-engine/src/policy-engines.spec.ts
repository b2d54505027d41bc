import { describe, expect, it } from '@jest/globals';

import { embeddedPolicyEngine } from './embedded-policy-engine.ts';
import { policyEngines } from './policy-engines.ts';

const embedded = embeddedPolicyEngine();
const other = { ...embedded, build: 'other@2.0.0' };

describe('policyEngines', () => {
  it('has the first engine as its default and finds each by its build', () => {
    const engines = policyEngines([embedded, other]);
    expect(engines.default).toBe(embedded);
    expect(engines.builds).toStrictEqual([embedded.build, 'other@2.0.0']);
    expect(engines.builds.map((build) => engines.of(build))).toStrictEqual([embedded, other]);
  });

  it('has no engine for a build that differs by one character', () => {
    expect(policyEngines([embedded, other]).of('other@2.0.1')).toBeUndefined();
  });

  it('takes no two engines of one build', () => {
    expect(() => policyEngines([embedded, embeddedPolicyEngine()])).toThrow(/two engines are of the build/);
  });
});
