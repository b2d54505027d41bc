import { describe, expect, it } from '@jest/globals';
import { aggregates, type Simulation } from '@policy-registry/domain';
import { EventEnvelope, type RecordedEvent } from '@policy-registry/kernel';

import { storedEvents } from '../testing/stored-log.ts';
import { runStatusOf } from './run-status.ts';

/** What is told of one stored simulation, event by event. */
const toldOf = (id: string) => {
  let state = aggregates.simulation.initialState;
  return storedEvents()
    .filter(({ aggregate }) => aggregate.type === 'simulation' && aggregate.id === id)
    .flatMap((event) => {
      state = event.facts.reduce(aggregates.simulation.evolve, state);
      const recorded: RecordedEvent = { seq: 1, hash: '', event: EventEnvelope.parse(event) };
      return runStatusOf(recorded, state as Exclude<Simulation, { status: 'absent' }>) ?? [];
    });
};
const schema = 'scheduler.policy-run-status@1';

describe('what is told of a simulation', () => {
  it('is each change of its state, and each evaluation in between', () => {
    const of = { schema, tenantId: 'acme', simulationId: 'sim-4' };
    expect(toldOf('sim-4').slice(0, 4)).toStrictEqual([
      { ...of, status: 'queued' },
      { ...of, status: 'running' },
      { ...of, status: 'running', progress: { done: 0, failed: 1, total: 2 } },
      { ...of, status: 'failed', code: 'ERR_POL_003' },
    ]);
    expect(toldOf('sim-4').map(({ status }) => status)).toStrictEqual([
      'queued',
      'running',
      'running',
      'failed',
      'running',
      'running',
      'succeeded',
      'running',
      'succeeded',
    ]);
  });

  it('is that it runs again when its reduction or its signature is tried once more', () => {
    expect(toldOf('sim-8').map(({ status }) => status)).toStrictEqual([
      'queued',
      'running',
      'running',
      'running',
      'failed',
      'running',
      'failed',
      'running',
      'succeeded',
    ]);
  });

  it('is how it ended', () => {
    const last = (id: string) => toldOf(id).at(-1);
    expect(last('sim-5')).toMatchObject({ status: 'succeeded', resultDigest: expect.any(String) });
    expect(last('sim-6')).toMatchObject({ status: 'cancelled' });
    expect(last('sim-7')).toMatchObject({ status: 'failed', code: 'ERR_POL_004' });
  });
});
