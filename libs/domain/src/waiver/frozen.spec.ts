import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, digestOf, EVENT_BYTES_MAX, toTimestamp, type Json } from '@policy-registry/kernel';

import { FrozenInputs } from '../simulation/frozen-inputs.ts';
import { NOW, result, simulationRequested } from '../testing/samples.ts';
import { frozenWaivers, lapsedWaivers, waiversDigestOf } from './frozen.ts';
import { WAIVERS_OPEN_MAX } from './request.ts';
import type { Waiver } from './state.ts';

const HOUR_MS = 3_600_000;
const inHours = (hours: number): string => toTimestamp(NOW + hours * HOUR_MS);
const waiverOf = (number: number, more: Partial<Waiver> = {}): Waiver => ({
  ...{ waiverId: `pay-gate.${number}`, state: 'approved', scope: { rule: 'block' }, owner: 'u-owner' },
  ...{ requestedBy: 'u-author', approvedBy: 'u-approver', renews: undefined, changes: 2 },
  ...{ approvedAt: inHours(-2), expiresAt: inHours(2), endedAt: undefined },
  ...more,
});
const evaluated = { environmentId: 'prod', evaluatedAt: inHours(0) };

describe('a simulation is given', () => {
  it('the waivers that are active there and then, without where that is', () =>
    expect(
      frozenWaivers(
        [
          waiverOf(1),
          waiverOf(2, { scope: { advisory: 'CVE-1', environmentId: 'prod' } }),
          waiverOf(3, { scope: { advisory: 'CVE-1', environmentId: 'test' } }),
          waiverOf(4, { approvedAt: undefined, state: 'requested' }),
          waiverOf(5, { expiresAt: inHours(0) }),
          waiverOf(6, { endedAt: inHours(-1), state: 'revoked' }),
          waiverOf(7, { endedAt: inHours(1), state: 'revoked' }),
        ],
        evaluated,
      ),
    ).toStrictEqual({
      waivers: [
        { waiverId: 'pay-gate.1', rule: 'block' },
        { waiverId: 'pay-gate.2', advisory: 'CVE-1' },
        { waiverId: 'pay-gate.7', rule: 'block' },
      ],
    }));

  it('those of the instant that it evaluates, which may be another than now', () => {
    const early = { ...evaluated, evaluatedAt: inHours(-3) };
    expect(frozenWaivers([waiverOf(1)], early)).toStrictEqual({});
    expect(frozenWaivers([waiverOf(1)], { ...evaluated, evaluatedAt: inHours(2) })).toStrictEqual({});
  });

  it('nothing where there is none', () => {
    expect(frozenWaivers([], evaluated)).toStrictEqual({});
    expect(frozenWaivers(undefined, evaluated)).toStrictEqual({});
  });

  it('as many as there may be, with everything else as long as it may be, in one event', () => {
    const id = 'p'.repeat(64);
    const waivers = Array.from({ length: WAIVERS_OPEN_MAX }, () => ({
      ...{ waiverId: `${id}.999999999`, rule: 'r'.repeat(128), advisory: 'A'.repeat(64) },
      component: `pkg:${'t'.repeat(64)}/${'c'.repeat(190)}`,
    }));
    const env = Object.fromEntries(
      Array.from({ length: 64 }, (_, at) => [`n${String(at).padStart(63, '0')}`, 'v'.repeat(256)]),
    );
    const budgets = { version: 1, lines: Array.from({ length: 32 }, () => 'l'.repeat(200)) };
    const inputs = FrozenInputs.parse({ ...simulationRequested.data.inputs, waivers, env, budgets });
    const fact = { ...simulationRequested, data: { ...simulationRequested.data, inputs } };
    const ENVELOPE_BYTES = 2_048;
    expect(canonicalBytes(fact as Json).length + ENVELOPE_BYTES).toBeLessThan(EVENT_BYTES_MAX);
  });
});

describe('a promotion that is judged by a simulation with waivers', () => {
  const waivers = [
    { waiverId: 'pay-gate.1', rule: 'block' },
    { waiverId: 'pay-gate.2', advisory: 'CVE-1' },
  ];
  const simulated = (tuples: number) => ({
    inputs: { ...simulationRequested.data.inputs, waivers },
    result: {
      ...result,
      waived: {
        tuples,
        waivers: [
          { waiverId: 'pay-gate.1', tuples },
          { waiverId: 'pay-gate.2', tuples: 0 },
        ],
      },
    },
  });
  const refused = (tuples: number, ...there: readonly Waiver[]) =>
    lapsedWaivers(simulated(tuples), there, NOW)?.code;

  it('has the digest of their list', () => {
    expect(waiversDigestOf(simulated(3))).toStrictEqual({ waiversDigest: digestOf(waivers) });
    expect(waiversDigestOf({ inputs: simulationRequested.data.inputs })).toStrictEqual({});
  });

  it('is refused where one that covers something is not active any more', () => {
    expect(refused(3, waiverOf(1, { expiresAt: inHours(0) }))).toBe('SIMULATION_WAIVERS_LAPSED');
    expect(refused(3, waiverOf(1, { endedAt: inHours(-1), state: 'revoked' }))).toBe(
      'SIMULATION_WAIVERS_LAPSED',
    );
    expect(refused(3)).toBe('SIMULATION_WAIVERS_LAPSED');
  });

  it('is not refused for one that covers nothing', () => {
    expect(refused(3, waiverOf(1))).toBeUndefined();
    expect(refused(0)).toBeUndefined();
  });
});
