import { describe, expect, it } from '@jest/globals';

import { followUpsOf, freesCredit, giveUpPlace, placesOf, takePlaceBack } from './follow-ups.ts';
import { fact as anyFact, recorded } from './testing/recorded.ts';
import { created, planned, result, sha, simulationRequested, succeeded } from './testing/samples.ts';

const simulationId = 'sim-1';
const fact = (type: string, data: Record<string, unknown> = {}) => anyFact(type, { simulationId, ...data });
const { mode: _mode, ...before } = simulationRequested.data;

describe('what an event asks of others', () => {
  it.each([
    ['simulation', simulationRequested, 'EnqueueSimulation'],
    ['simulation', fact('PlanRetried', { retriedBy: 'u' }), 'EnqueueSimulation'],
    [
      'simulation',
      fact('ShardsRetried', { attempt: 2, shards: [{ index: 0, replica: 0 }], retriedBy: 'u' }),
      'EnqueueSimulation',
    ],
    ['simulation', fact('TwinRequested', { attempt: 2, requestedBy: 'u' }), 'EnqueueSimulation'],
    [
      'simulation',
      fact('ReductionRetried', { planDigest: sha('plan'), partialDigests: [sha('p')], retriedBy: 'u' }),
      'EnqueueSimulation',
    ],
    [
      'simulation',
      fact('AttestationRetried', { planDigest: sha('plan'), result, retriedBy: 'u' }),
      'EnqueueSimulation',
    ],
    ['simulation', succeeded, 'DequeueSimulation'],
    ['simulation', fact('SimulationFailed', { code: 'SIGNING_FAILED', detail: '' }), 'DequeueSimulation'],
    [
      'simulation',
      fact('SimulationCancelled', { cancelledBy: 'u', cancelledAt: '2026-03-02T09:00:00.000Z' }),
      'DequeueSimulation',
    ],
    ['simulation', fact('TwinEnded', { outcome: 'equal' }), 'DequeueSimulation'],
    ['queue', fact('SimulationTurnedAway'), 'RecordSimulationFailure'],
  ] as const)('of a %s, after %j: %s', (type, said, wanted) => {
    const [command, ...others] = followUpsOf(recorded(type, [said]));
    expect([command?.type, command?.data['simulationId'], others]).toStrictEqual([wanted, simulationId, []]);
    expect(followUpsOf(recorded(type, [said]))).toStrictEqual([command]);
  });

  it('is nothing of a simulation from before the queue, of a quick one, and of what goes on', () => {
    for (const said of [
      { ...simulationRequested, data: before },
      { ...simulationRequested, data: { ...before, mode: 'quick' } },
      planned,
    ])
      expect(followUpsOf(recorded('simulation', [said]))).toStrictEqual([]);
    expect(followUpsOf(recorded('policy', [created]))).toStrictEqual([]);
  });

  it('names whom the queue took and let run, and how a place is given up', () => {
    const event = recorded('queue', [
      fact('SimulationEnqueued', { priority: 'normal' }),
      fact('SimulationAdmitted'),
    ]);
    const none = { enqueued: [], admitted: [], left: [] };
    expect(placesOf(event)).toStrictEqual({ ...none, enqueued: [simulationId], admitted: [simulationId] });
    expect(placesOf(recorded('simulation', [planned]))).toStrictEqual(none);
    const left = recorded('queue', [fact('SimulationLeft')]);
    expect(placesOf(left)).toStrictEqual({ ...none, left: [simulationId] });
    expect(takePlaceBack(left, simulationId)).toMatchObject({
      type: 'EnqueueSimulation',
      data: { simulationId },
    });
    expect(giveUpPlace(event, simulationId)).toMatchObject({
      type: 'DequeueSimulation',
      data: { simulationId },
    });
  });

  it('lets shards go out after whatever may have made room', () => {
    expect(freesCredit(recorded('queue', [fact('SimulationAdmitted')]))).toBe(true);
    expect(freesCredit(recorded('simulation', [planned]))).toBe(true);
    expect(freesCredit(recorded('simulation', [simulationRequested]))).toBe(false);
    expect(freesCredit(recorded('policy', [fact('ShardEvaluated')]))).toBe(false);
  });
});
