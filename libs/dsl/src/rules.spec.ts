import type { EvaluationSetting, FindingTuple, PolicyOutcome, VexStatement } from '@policy-registry/finding';
import { parseTimestamp } from '@policy-registry/kernel';
import { describe, expect, it } from '@jest/globals';

import { evaluate, explain } from './evaluate.ts';
import type { IrAction, IrExpression, IrPolicy, IrRule } from './ir.ts';
import { always, name, policyOfIr, text } from './testing/compiled.ts';
import { scored, SETTING, STATEMENT, UNKNOWN_FINDING } from './testing/findings.ts';

const NINE = scored('9.8');
type Profile = NonNullable<IrPolicy['profiles']>['severity'];

const settingAt = (time: string): EvaluationSetting => ({
  ...SETTING,
  evaluatedAtMs: parseTimestamp(time) ?? 0,
});

describe('a time limit', () => {
  const UNTIL = '2024-05-01T12:00:00Z';
  const ignore: IrAction = { action: 'ignore', until: UNTIL };
  const defer: IrAction = { action: 'defer', until: '2024-05-01T14:00:00+02:00' };
  const warn: IrAction = { action: 'warn', value: text('after') };
  const then = (...actions: IrAction[]): IrRule => always(...actions);
  const next: IrRule = { ...always({ action: 'status', value: text('blocked') }), name: 's', priority: 2 };
  const at = (time: string, rules: readonly IrRule[]): PolicyOutcome =>
    evaluate(policyOfIr({ rules }), NINE, settingAt(time));

  it('sets the status before it', () => {
    expect(at('2024-05-01T11:59:59.999Z', [then(ignore, warn), next])).toMatchObject({
      status: 'ignored',
      rule: 'r',
      warnings: ['after'],
    });
    expect(at('2024-05-01T11:59:59.999Z', [then(defer), next])).toMatchObject({ status: 'deferred' });
  });

  it.each(['2024-05-01T12:00:00.000Z', '2024-05-01T12:00:00.001Z'])(
    'makes its rule one that does not match at %s',
    (time) => {
      for (const action of [ignore, defer]) {
        expect(at(time, [then(action, warn), next])).toStrictEqual({
          kind: 'decided',
          status: 'blocked',
          severity: { score: '9.8', band: 'Critical' },
          rule: 's',
          warnings: [],
          annotations: {},
          undecided: [],
        });
      }
    },
  );

  it('finer than a millisecond is still ahead in the millisecond before it', () => {
    const finer: IrAction = { action: 'ignore', until: '2024-05-01T12:00:00.0005Z' };
    expect(at('2024-05-01T12:00:00.000Z', [then(finer)])).toMatchObject({ status: 'ignored' });
    expect(at('2024-05-01T12:00:00.001Z', [then(finer)])).not.toHaveProperty('rule');
  });

  it('counts before anything else the rule does', () => {
    const unknown: IrAction = { action: 'warn', value: name('component.name') };
    expect(at(UNTIL, [then(unknown, ignore)])).toMatchObject({ kind: 'decided', status: 'affected' });
  });

  it('is that of the side that applies', () => {
    const when: IrExpression = { op: 'boolean', value: false };
    const both: IrRule = { ...then(ignore), when, else: [{ action: 'status', value: text('fixed') }] };
    expect(at(UNTIL, [both])).toMatchObject({ status: 'fixed' });
    expect(at(UNTIL, [{ ...both, else: [ignore] }, next])).toMatchObject({ rule: 's' });
  });

  it('that has come leaves no rule undecided, and the trace says why the rule did not apply', () => {
    const { outcome, trace } = explain(policyOfIr({ rules: [then(ignore)] }), NINE, settingAt(UNTIL));
    expect(outcome).toMatchObject({ kind: 'decided', status: 'affected', undecided: [] });
    expect(trace).toStrictEqual([{ rule: 'r', value: 'true', operands: [], expired: true }]);
  });
});

describe('requireVex', () => {
  const stated: VexStatement = { ...STATEMENT, source: 'acme', justification: 'component_not_present' };
  const outcomeOf = (
    action: { readonly vendors: string[]; readonly justifications: string[] },
    vex: VexStatement[],
    ...after: IrAction[]
  ): PolicyOutcome =>
    evaluate(
      policyOfIr({ rules: [always({ action: 'requireVex', ...action }, ...after)] }),
      { ...NINE, vex },
      SETTING,
    );
  const J = ['component_not_present', 'vulnerable_code_not_present'];

  it.each<[string, { vendors: string[]; justifications: string[] }, VexStatement[]]>([
    ['a vendor and a justification of those named', { vendors: ['acme'], justifications: J }, [stated]],
    ['any vendor when none is named', { vendors: [], justifications: J }, [{ ...stated, source: 'other' }]],
    [
      'a vendor that is not told when none is named',
      { vendors: [], justifications: J },
      [{ ...STATEMENT, justification: 'component_not_present' }],
    ],
    ['one statement among others', { vendors: ['acme'], justifications: J }, [STATEMENT, stated]],
  ])('is satisfied by %s', (_rule, action, vex) => {
    expect(outcomeOf(action, vex)).toStrictEqual({
      kind: 'decided',
      status: 'affected',
      severity: { score: '9.8', band: 'Critical' },
      rule: 'r',
      warnings: [],
      annotations: {},
      undecided: [],
    });
  });

  it.each<[string, { vendors: string[]; justifications: string[] }, VexStatement[]]>([
    ['no statement', { vendors: [], justifications: J }, []],
    ['another vendor', { vendors: ['acme'], justifications: J }, [{ ...stated, source: 'Acme' }]],
    ['another justification', { vendors: [], justifications: ['x'] }, [stated]],
    ['no justification that would do', { vendors: [], justifications: [] }, [stated]],
    ['no justification given', { vendors: ['acme'], justifications: J }, [{ ...STATEMENT, source: 'acme' }]],
    [
      'halves of two statements',
      { vendors: ['acme'], justifications: J },
      [
        { ...STATEMENT, source: 'acme' },
        { ...stated, source: 'other' },
      ],
    ],
  ])('blocks on %s, and says so', (_rule, action, vex) => {
    expect(outcomeOf(action, vex)).toMatchObject({ status: 'blocked', reason: 'vex_required' });
  });

  it('has no reason left when a later action sets the status', () => {
    const action = { vendors: [], justifications: J };
    const fixed = outcomeOf(action, [], { action: 'status', value: text('fixed') });
    expect(fixed).toMatchObject({ status: 'fixed' });
    expect(fixed).not.toHaveProperty('reason');
    const deferred = outcomeOf(action, [], { action: 'defer', until: '2999-01-01T00:00:00Z' });
    expect(deferred).not.toHaveProperty('reason');
  });
});

describe('a severity profile', () => {
  const line = (when: IrExpression, weight: string): Profile['env'][number]['lines'][number] => ({
    when,
    weight,
  });
  const internet: IrExpression = { op: '==', left: name('env.exposure'), right: text('internet') };
  const legacy: IrExpression = { op: '==', left: name('env.runtime'), right: text('legacy') };
  const profile: Profile = {
    vendor_weight: [
      { source: 'GHSA', weight: '0.5' },
      { source: 'OSV', weight: '-20' },
    ],
    env: [{ name: 'exposure', lines: [line(internet, '0.25'), line(legacy, '0.125')] }],
  };
  const env = { exposure: 'string', runtime: 'string' } as const;
  const severityAfter = (
    finding: FindingTuple,
    given: Record<string, string> = {},
    used: Profile = profile,
  ): unknown => {
    const policy = policyOfIr({ rules: [], profile: used, settings: { env } });
    const outcome = evaluate(policy, finding, { ...SETTING, env: given });
    expect(explain(policy, finding, { ...SETTING, env: given }).outcome).toStrictEqual(outcome);
    return outcome.kind === 'decided' ? outcome.severity : outcome;
  };
  const from = (source: string | undefined, score: string): FindingTuple => {
    const finding = scored(score);
    return { ...finding, advisory: { ...finding.advisory, ...(source !== undefined && { source }) } };
  };

  it.each<[string, FindingTuple, Record<string, string>, object]>([
    ['adds the weight of the source', from('GHSA', '6.5'), {}, { score: '7', band: 'High' }],
    ['adds nothing for another source', from('NVD', '6.5'), {}, { score: '6.5', band: 'Medium' }],
    ['adds nothing for no source', from(undefined, '6.5'), {}, { score: '6.5', band: 'Medium' }],
    [
      'adds every line that is true',
      from('GHSA', '6.5'),
      { exposure: 'internet', runtime: 'legacy' },
      { score: '7.375', band: 'High' },
    ],
    [
      'adds nothing for a line that is unknown or false',
      from('NVD', '6.5'),
      { runtime: 'new' },
      { score: '6.5', band: 'Medium' },
    ],
    ['stops at 10', from('GHSA', '9.8'), {}, { score: '10', band: 'Critical' }],
    ['stops at 0', from('OSV', '9.8'), {}, { score: '0', band: 'None' }],
  ])('%s', (_rule, finding, given, severity) => {
    expect(severityAfter(finding, given)).toStrictEqual(severity);
  });

  it('does nothing to a vendor band, nor to a finding without severity', () => {
    const banded = { ...UNKNOWN_FINDING.advisory, source: 'GHSA', vendorBand: 'Low' as const };
    expect(severityAfter({ ...UNKNOWN_FINDING, advisory: banded })).toStrictEqual({ band: 'Low' });
    expect(severityAfter(UNKNOWN_FINDING)).toStrictEqual({});
  });

  it('sums exactly beyond the limits of decimals, and clamps the sum alone', () => {
    const most = '999999999999999';
    const large: Profile = {
      vendor_weight: [{ source: 'GHSA', weight: most }],
      env: [
        { name: 'e', lines: [line(internet, most), line(internet, `-${most}`), line(internet, `-${most}`)] },
      ],
    };
    expect(severityAfter(from('GHSA', '5.5'), { exposure: 'internet' }, large)).toStrictEqual({
      score: '5.5',
      band: 'Medium',
    });
  });

  it('is what rules read, and lines read the severity before it', () => {
    const high: IrExpression = {
      op: '==',
      left: name('severity.normalized'),
      right: { op: 'severity', value: 'High' },
    };
    const used: Profile = {
      vendor_weight: [],
      env: [{ name: 'e', lines: [line(high, '1'), line(high, '1')] }],
    };
    const policy = policyOfIr({ profile: used, rules: [{ ...always(), when: high }] });
    expect(evaluate(policy, scored('7'), SETTING)).toMatchObject({ severity: { score: '9' } });
    expect(evaluate(policy, scored('7'), SETTING)).not.toHaveProperty('rule');
  });
});
