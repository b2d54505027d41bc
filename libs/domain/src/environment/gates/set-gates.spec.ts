import { describe, expect, it } from '@jest/globals';
import { Rejection } from '@policy-registry/kernel';

import { anybody, asking, ENVIRONMENT, REASONED, threePublished } from '../../lifecycle/life.ts';
import { decided, told, type Request } from '../../lifecycle/world.ts';
import { person } from '../../testing/samples.ts';
import { refusalOf } from '../../testing/meeting.ts';
import type { WantedGates } from './settings.ts';

const admin = asking(anybody('admin'));
const world = [
  admin('CreateEnvironment', { environmentId: 'test', name: 'Test', order: 1 }),
  admin('CreateEnvironment', { environmentId: 'after', name: 'After', order: 9 }),
].reduce(told, threePublished());
const setting = (gates: WantedGates): Request =>
  admin('SetGates', { environmentId: ENVIRONMENT, gates, ...REASONED });

const pointersOf = (gates: WantedGates): readonly (string | undefined)[] => {
  try {
    decided(world, setting(gates));
    return [];
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return [error.code, ...error.faults.map(({ pointer }) => pointer)];
  }
};

const sunday = { days: ['sun' as const], from: '22:00', to: '02:00', utcOffset: '+01:00' };

describe('setting the gates of an environment', () => {
  it('replaces them as a whole under the next version, and the same once more changes nothing', () => {
    const first = setting({ coverage: { percentMin: 80 } });
    expect(decided(world, first).facts).toStrictEqual([
      {
        type: 'GatesSet',
        schemaVersion: 1,
        data: {
          ...{ environmentId: ENVIRONMENT, version: 1, gates: { coverage: { percentMin: 80 } } },
          ...{ ...REASONED, setBy: 'admin', setAt: '2026-03-02T09:00:00.000Z' },
        },
      },
    ]);
    const after = told(world, first);
    expect(decided(after, first).facts).toStrictEqual([]);
    expect(decided(after, setting({})).facts).toMatchObject([{ data: { version: 2, gates: {} } }]);
  });

  it('keeps instants in their one form', () => {
    const freezes = [{ name: 'fair', from: '2026-12-24T00:00:00+02:00', to: '2027-01-02T00:00:00-05:00' }];
    expect(decided(world, setting({ windows: { freezes, maintenance: [sunday] } })).facts).toMatchObject([
      {
        data: {
          gates: {
            windows: {
              freezes: [{ name: 'fair', from: '2026-12-23T22:00:00.000Z', to: '2027-01-02T05:00:00.000Z' }],
              maintenance: [sunday],
            },
          },
        },
      },
    ]);
  });

  it('needs a reason, and who administers the tenant', () => {
    const { reasonDigest: _left, ...data } = setting({}).data;
    expect(refusalOf(() => decided(world, { ...setting({}), data }))).toBe('REASON_MISSING');
    const by = person('u-ann', 'policy:operate', 'policy:promote');
    expect(refusalOf(() => decided(world, { ...setting({}), by }))).toBe('SCOPE_MISSING');
    const elsewhere = admin('SetGates', { environmentId: 'nowhere', gates: {}, ...REASONED });
    expect(refusalOf(() => decided(world, elsewhere))).toBe('ENVIRONMENT_UNKNOWN');
    expect(refusalOf(() => decided(world, { ...setting({}), ifMatch: '7' }))).toBe('RESOURCE_STALE');
  });

  it('is refused where the environment before is none, or none before', () => {
    const before = (environmentId: string) => ({ previousEnvironment: { environmentId, soakMs: 0 } });
    const refused = ['GATES_INVALID', '/gates/previousEnvironment/environmentId'];
    expect(pointersOf(before('nowhere'))).toStrictEqual(refused);
    expect(pointersOf(before('after'))).toStrictEqual(refused);
    expect(pointersOf(before(ENVIRONMENT))).toStrictEqual(refused);
    expect(pointersOf(before('test'))).toStrictEqual([]);
    expect(refusalOf(() => decided(world, setting(before('after'))))).toBe('GATES_INVALID');
  });

  it('is refused with every window that is none', () => {
    const good = { name: 'n', from: '2026-12-24T00:00:00Z', to: '2026-12-25T00:00:00Z' };
    const freezes = [
      good,
      { ...good, from: '2026-12-24T00:00:00' },
      { ...good, to: 'Christmas' },
      { ...good, to: '2026-12-24T01:00:00+01:00' },
    ];
    const maintenance = [sunday, { ...sunday, days: ['sun', 'sun'] as const }, { ...sunday, to: '22:00' }];
    const windows = { freezes, maintenance: maintenance.map((one) => ({ ...one, days: [...one.days] })) };
    expect(pointersOf({ windows })).toStrictEqual([
      'GATES_INVALID',
      '/gates/windows/maintenance/1/days',
      '/gates/windows/maintenance/2/to',
      '/gates/windows/freezes/1/from',
      '/gates/windows/freezes/2/to',
      '/gates/windows/freezes/3/to',
    ]);
  });

  it('is refused where a zone is named, or a time is none', () => {
    for (const other of [{ utcOffset: 'Europe/Berlin' }, { utcOffset: '+15:00' }, { from: '24:00' }])
      expect(pointersOf({ windows: { maintenance: [{ ...sunday, ...other }] } })[0]).toBe('COMMAND_INVALID');
  });
});
