import { describe, expect, it } from '@jest/globals';
import { Rejection, toTimestamp, type EpochMs } from '@policy-registry/kernel';

import {
  anybody,
  asking,
  ENVIRONMENT,
  NOW,
  POLICY,
  REASONED,
  registry,
  RESULT,
  signedPromotion,
  simulated,
  SNAPSHOT,
  threePublished,
} from '../../lifecycle/life.ts';
import {
  decided,
  rehearsed,
  stateOf,
  told,
  withState,
  type Request,
  type World,
} from '../../lifecycle/world.ts';
import type { OpenTenant } from '../../tenant/state.ts';
import { refusalOf } from '../../testing/meeting.ts';
import type { WantedGates } from './settings.ts';

const HOUR_MS = 3_600_000;
const admin = asking(anybody('admin'));
const test = { environmentId: 'test', name: 'Test', order: 1 };
const begun = told(threePublished(), admin('CreateEnvironment', test));

const gated = (gates: WantedGates, world = begun): World =>
  told(world, admin('SetGates', { environmentId: ENVIRONMENT, gates, ...REASONED }));

const at = (request: Request, now: EpochMs): Request => ({
  ...request,
  now,
  by: { ...request.by, authenticatedAt: now },
});
const promoting = (asked: object = {}, now: EpochMs = NOW): Request =>
  at(
    asking(anybody('promoter'))('PromoteVersion', {
      ...{ environmentId: ENVIRONMENT, policyId: POLICY, version: 1, simulationId: 'simulation-1' },
      ...REASONED,
      ...asked,
    }),
    now,
  );

/** What a refused promotion says of each gate. */
const said = (world: World, request: Request): readonly string[] => {
  try {
    decided(world, request);
    return [];
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return [error.code, ...error.faults.map(({ code, detail }) => `${code}: ${detail}`)];
  }
};
const recorded = (world: World, request: Request) => decided(world, request).facts[0]?.data['statement'];
/** The world in which it is signed, and bound. */
const promoted = (world: World, request: Request): World =>
  signedPromotion(told(world, request), String(request.data['environmentId']));
const passed = (world: World, request: Request): boolean =>
  decided(world, request).facts[0]?.type === 'PromotionRequested';

describe('the environment before', () => {
  const soaking = gated({ previousEnvironment: { environmentId: 'test', soakMs: 2 * HOUR_MS } });
  const inTest = promoted(soaking, promoting({ environmentId: 'test' }));

  it('has the version stable, for as long as it is to soak', () => {
    expect(said(soaking, promoting())).toStrictEqual([
      'SOAK_UNFINISHED',
      'approvals_passed: found 1 approval; needed: 1 approval',
      'previous_environment_closed: found not stable there; needed: stable in test for 2 h',
    ]);
    expect(refusalOf(() => decided(inTest, promoting({}, NOW + 2 * HOUR_MS - 1)))).toBe('SOAK_UNFINISHED');
    expect(passed(inTest, promoting({}, NOW + 2 * HOUR_MS))).toBe(true);
  });

  it('has it anew after a rollback, and not as a canary', () => {
    const later = NOW + 5 * HOUR_MS;
    const second = promoted(inTest, promoting({ environmentId: 'test', version: 2 }));
    expect(refusalOf(() => decided(second, promoting({}, later)))).toBe('SOAK_UNFINISHED');
    const back = { environmentId: 'test', policyId: POLICY, incident: 'INC-1', ...REASONED };
    const rolledBack = told(second, at(asking(anybody('operator'))('RollBack', back), later));
    expect(refusalOf(() => decided(rolledBack, promoting({}, later)))).toBe('SOAK_UNFINISHED');
    expect(passed(rolledBack, promoting({}, later + 2 * HOUR_MS))).toBe(true);
    const canary = { environmentId: 'test', version: 3, canary: { percentage: '5' } };
    const third = promoted(inTest, promoting(canary));
    expect(refusalOf(() => decided(third, promoting({ version: 3 }, later)))).toBe('SOAK_UNFINISHED');
  });
});

describe('approvals', () => {
  it('are those that the approval policy asks for of versions here', () => {
    const tenant = { type: 'tenant', id: 'acme' } as const;
    const { approvalPolicy, ...open } = stateOf(begun, tenant) as OpenTenant;
    const environments = [{ environmentId: ENVIRONMENT, approvals: 2 }];
    const strict = withState(begun, tenant, { ...open, approvalPolicy: { ...approvalPolicy, environments } });
    expect(refusalOf(() => decided(strict, promoting()))).toBe('APPROVALS_LACKING');
    expect(said(strict, promoting())).toStrictEqual([
      'APPROVALS_LACKING',
      'approvals_closed: found 1 approval; needed: 2 approvals',
      'approvals_lacking: approvals: 1 of 2',
    ]);
    expect(passed(strict, promoting({ environmentId: 'test' }))).toBe(true);
  });
});

describe('coverage', () => {
  const covered = (rulesHit: number, rules = 3): World => {
    const simulation = {
      ...{ simulationId: 'of-rules', policyId: POLICY, version: 1 },
      ...{ snapshotId: SNAPSHOT, environmentId: ENVIRONMENT },
    };
    const refs = { ...RESULT, coverage: { rules, rulesHit, tuplesMissingEvidence: 0 } };
    const world = gated({ coverage: { percentMin: 67 } });
    return simulated(admin, asking(registry), simulation, refs).reduce(told, world);
  };
  const promotion = promoting({ simulationId: 'of-rules' });

  it('is of the rules that decided something in the simulation', () => {
    expect(said(covered(2), promotion)[2]).toBe(
      'coverage_closed: found 2 of 3 rules; needed: at least 67 % of the rules',
    );
    expect(refusalOf(() => decided(covered(2), promotion))).toBe('COVERAGE_LOW');
    expect(passed(covered(3), promotion)).toBe(true);
    expect(passed(covered(67, 100), promotion)).toBe(true);
  });

  it('is unknown without a simulation, and of a policy without rules, and that never passes', () => {
    expect(said(covered(3), promoting({ simulationId: 'none' }))[2]).toContain('found unknown');
    expect(said(covered(0, 0), promotion)[2]).toContain('found unknown');
    expect(refusalOf(() => decided(covered(0, 0), promotion))).toBe('COVERAGE_LOW');
  });
});

describe('a shadow run', () => {
  const ran = (simulationId: string, world: World, now: EpochMs = NOW): World =>
    simulated(
      admin,
      asking(registry),
      {
        ...{ simulationId, policyId: POLICY, version: 1 },
        ...{ snapshotId: SNAPSHOT, environmentId: ENVIRONMENT },
      },
      RESULT,
    )
      .map((request) => at(request, now))
      .reduce(told, world);
  const asked = gated({ shadow: { ageMaxMs: HOUR_MS } });
  const shadowed = ran('shadow', asked);
  const shadow = { simulationId: 'shadow' };

  it('is a simulation against what is stable here, young and on a young snapshot', () => {
    expect(passed(shadowed, promoting(shadow))).toBe(true);
    expect(passed(shadowed, promoting(shadow, NOW + HOUR_MS))).toBe(true);
    const late = promoting(shadow, NOW + HOUR_MS + 1);
    expect(refusalOf(() => decided(shadowed, late))).toBe('SIMULATION_STALE');
    const other = promoting({ simulationId: 'simulation-2' });
    expect(refusalOf(() => decided(shadowed, other))).toBe('SIMULATION_OF_OTHER_BASE');
    const { simulationId: _left, ...data } = promoting().data;
    expect(refusalOf(() => decided(shadowed, { ...promoting(), data }))).toBe('SIMULATION_MISSING');
  });

  it('on a snapshot that is older, or of which nobody knows, is none', () => {
    const later = NOW + HOUR_MS + 1;
    const again = ran('again', shadowed, later);
    const promotion = promoting({ simulationId: 'again' }, later);
    expect(refusalOf(() => decided(again, promotion))).toBe('SNAPSHOT_STALE');
    expect(said(asked, promoting())).toContain(
      'shadow_closed: found unknown; needed: a simulation and a snapshot no older than 1 h',
    );
  });
});

describe('windows', () => {
  const freeze = { name: 'year end', from: '2026-03-02T10:00:00+02:00', to: '2026-03-02T11:30:00+02:00' };

  it('close it for a freeze, and name the freeze', () => {
    const frozen = gated({ windows: { freezes: [freeze] } });
    expect(refusalOf(() => decided(frozen, promoting()))).toBe('WINDOW_CLOSED');
    expect(said(frozen, promoting())).toContain(
      'windows_closed: found year end, frozen until 2026-03-02T09:30:00.000Z; needed: no freeze',
    );
    expect(passed(frozen, promoting({}, NOW + HOUR_MS))).toBe(true);
  });

  it('close it outside of maintenance, by a clock in its own zone', () => {
    const window = { days: ['mon' as const], from: '11:00', to: '12:00', utcOffset: '+02:00' };
    const maintained = gated({ windows: { maintenance: [window] } });
    expect(passed(maintained, promoting())).toBe(true);
    expect(refusalOf(() => decided(maintained, promoting({}, NOW + HOUR_MS)))).toBe('WINDOW_CLOSED');
  });
});

describe('what went past the gates', () => {
  it('closes them until somebody else has reviewed it', () => {
    const asked = {
      environmentId: ENVIRONMENT,
      policyId: POLICY,
      version: 1,
      incident: 'INC-1',
      endsInMs: 1,
    };
    const past = promoted(begun, asking(anybody('erin'))('BreakGlass', { ...asked, ...REASONED }));
    const next = promoting({ version: 2 });
    expect(refusalOf(() => decided(past, next))).toBe('AFTER_REVIEW_PENDING');
    expect(said(past, next)).toContain(
      'after_review_closed: found gate version 1; needed: a review of what was promoted past the gates',
    );
  });
});

describe('all gates', () => {
  const everything: WantedGates = {
    previousEnvironment: { environmentId: 'test', soakMs: HOUR_MS },
    coverage: { percentMin: 100 },
    promotionApprovals: { approvals: 1 },
    windows: { freezes: [{ name: 'f', from: toTimestamp(NOW), to: toTimestamp(NOW + 1) }] },
  };
  const world = gated(everything);

  it('are listed by a refusal, those that are passed as well', () => {
    expect(said(world, promoting()).map((line) => line.split(':')[0])).toStrictEqual([
      'SOAK_UNFINISHED',
      'approvals_passed',
      'previous_environment_closed',
      'coverage_passed',
      'promotion_approvals_closed',
      'windows_closed',
    ]);
  });

  it('have each a reason in a dry run, and the list once', () => {
    const { reasons } = rehearsed(world, promoting());
    expect(reasons.map(({ code }) => code)).toStrictEqual([
      'SOAK_UNFINISHED',
      'PROMOTION_APPROVALS_LACKING',
      'WINDOW_CLOSED',
    ]);
    expect(reasons.map(({ faults }) => faults.length)).toStrictEqual([5, 0, 0]);
  });

  it('are told by a dry run that passes them all, in the words of a refusal', () => {
    const open = gated({ coverage: { percentMin: 100 } }, world);
    const { found, facts } = rehearsed(open, promoting());
    expect(facts).not.toStrictEqual([]);
    expect(found.map(({ code }) => code)).toStrictEqual(['approvals_passed', 'coverage_passed']);
    expect(found[1]?.detail).toMatch(/^found .+; needed: .+/);
    expect(rehearsed(world, promoting()).found).toStrictEqual([]);
    const past = admin('BreakGlass', {
      ...{ environmentId: ENVIRONMENT, policyId: POLICY, version: 1, ...REASONED },
      ...{ incident: 'INC-1', endsInMs: HOUR_MS },
    });
    expect(rehearsed(world, past).found.map(({ code }) => code)).toContain('windows_closed');
  });

  it('are recorded with what they found, under their version', () => {
    const open = gated({ coverage: { percentMin: 100 } }, world);
    expect(recorded(open, promoting())).toMatchObject({
      simulationId: 'simulation-1',
      gates: {
        version: 2,
        verdicts: [
          { gate: 'approvals', ok: true, value: '1 approval', needed: '1 approval' },
          { gate: 'coverage', ok: true, value: '1 of 1 rules', needed: 'at least 100 % of the rules' },
        ],
      },
    });
    expect(recorded(begun, promoting())).not.toHaveProperty('gates');
  });

  it('are passed by no rollback', () => {
    const bound = [promoting(), promoting({ version: 2 })].reduce(promoted, begun);
    const frozen = gated(everything, bound);
    const back = { environmentId: ENVIRONMENT, policyId: POLICY, incident: 'INC-1', ...REASONED };
    const { facts } = decided(frozen, asking(anybody('operator'))('RollBack', back));
    expect(facts[0]?.type).toBe('BindingRolledBack');
  });
});

describe('a canary in a freeze', () => {
  const started = promoted(begun, promoting({ canary: { percentage: '5' } }));
  const freezes = [{ name: 'f', from: toTimestamp(NOW - 1), to: toTimestamp(NOW + HOUR_MS) }];
  const frozen = gated({ windows: { freezes } }, started);
  const operating = (type: string, how: object = {}, now: EpochMs = NOW): Request => {
    const data = { environmentId: ENVIRONMENT, policyId: POLICY, ...REASONED, ...how };
    return at(asking(anybody('operator'))(type, data), now);
  };

  it('comes to no more subjects, and does not become stable', () => {
    for (const how of [{ complete: true }, { percentage: '100' }, { percentage: '50' }]) {
      expect(refusalOf(() => decided(frozen, operating('ContinueCanary', how)))).toBe('WINDOW_CLOSED');
      const after = operating('ContinueCanary', how, NOW + HOUR_MS);
      expect(refusalOf(() => decided(frozen, after))).toBeUndefined();
    }
  });

  it('is paused, brings nobody back to it, and is aborted', () => {
    const paused = told(frozen, operating('PauseCanary'));
    expect(refusalOf(() => decided(paused, operating('ContinueCanary')))).toBe('WINDOW_CLOSED');
    const after = operating('ContinueCanary', {}, NOW + HOUR_MS);
    expect(decided(paused, after).facts).toMatchObject([{ type: 'CanaryContinued' }]);
    expect(decided(paused, operating('AbortCanary')).facts).toMatchObject([{ type: 'CanaryAborted' }]);
  });
});
