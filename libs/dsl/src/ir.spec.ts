import { NotCanonical } from '@policy-registry/kernel';
import { describe, expect, it } from '@jest/globals';

import { IrAction, irBytes, IrExpression, IrPolicy } from './ir.ts';

const WEIGHTED = {
  name: 'P',
  syntax: 'stella-dsl@1',
  metadata: {},
  settings: { shadow: false, default_status: 'affected', signals: {}, env: { exposure: 'string' } },
  profiles: {
    severity: {
      vendor_weight: [{ source: 'GHSA', weight: '0.5' }],
      env: [
        {
          name: 'exposure',
          lines: [
            {
              when: {
                op: '==',
                left: { op: 'name', name: 'env.exposure' },
                right: { op: 'string', value: 'internet' },
              },
              weight: '-0.25',
            },
          ],
        },
      ],
    },
  },
  rules: [],
};

describe('the schema of the compiled form', () => {
  it.each([
    [{ op: 'latest' }],
    [{ op: 'latest', field: 'action_statement' }],
    [{ op: 'normalize_cvss', operand: { op: 'name', name: 'severity.vector' } }],
    [{ op: 'severity_band', operand: { op: 'decimal', value: '7' } }],
    [{ op: 'cvss' }],
    [{ op: 'cvss', version: { op: 'string', value: '3.1' } }],
    [{ op: 'risk_score' }],
    [{ op: 'reach_state' }],
    [{ op: 'percent_of', part: { op: 'decimal', value: '1' }, whole: { op: 'decimal', value: '3' } }],
  ])('takes the expression %j as it is', (expression) => {
    expect(IrExpression.parse(expression)).toStrictEqual(expression);
  });

  it.each([
    [{ action: 'ignore', until: '2030-01-01T00:00:00+02:00' }],
    [{ action: 'defer', until: '2030-01-01T00:00:00Z' }],
    [{ action: 'requireVex', vendors: [], justifications: ['component_not_present'] }],
  ])('takes the action %j as it is', (action) => {
    expect(IrAction.parse(action)).toStrictEqual(action);
  });

  it.each([
    [{ action: 'ignore', until: '2030-01-01T00:00:00' }],
    [{ action: 'defer', until: 'tomorrow' }],
    [{ action: 'requireVex', vendors: ['a'] }],
  ])('refuses the action %j', (action) => {
    expect(IrAction.safeParse(action).success).toBe(false);
  });

  it('takes a profile, and a policy without one', () => {
    expect(IrPolicy.parse(WEIGHTED)).toStrictEqual(WEIGHTED);
    const { profiles: _profiles, ...plain } = WEIGHTED;
    expect(IrPolicy.parse(plain)).toStrictEqual(plain);
  });

  it('has no bytes for text without a canonical form', () => {
    const policy = IrPolicy.parse({ ...WEIGHTED, name: '\uD800' });
    expect(() => irBytes(policy)).toThrow(NotCanonical);
  });

  it('refuses a weight that is no decimal text', () => {
    const wrong = structuredClone(WEIGHTED);
    wrong.profiles.severity.vendor_weight = [{ source: 'GHSA', weight: '+0.5' }];
    expect(IrPolicy.safeParse(wrong).success).toBe(false);
  });
});
