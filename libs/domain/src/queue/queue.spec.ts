import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';
import fc from 'fast-check';

import { PRIORITIES, type Priority } from '../simulation/events.ts';
import {
  context,
  openTenant,
  person,
  planned,
  simulationAfter,
  simulationRequested,
  system,
} from '../testing/samples.ts';
import type { QueueFact } from './events.ts';
import { queue, type QueueCommand, type QueueNeeds } from './queue.ts';

const limits = { simulationsRunningMax: 2, simulationsWaitingMax: 2 };
const tenant = { ...openTenant, settings: { ...openTenant.settings, ...limits } };
const wanting = (priority: Priority = 'normal') =>
  simulationAfter({ ...simulationRequested, data: { ...simulationRequested.data, priority } });
const over = simulationAfter(simulationRequested, {
  type: 'SimulationCancelled',
  schemaVersion: 1,
  data: { simulationId: 'sim-1', cancelledBy: 'u', cancelledAt: '2026-03-02T09:00:00.000Z' },
});
const needs: QueueNeeds = { tenant, simulation: wanting() };
const given = deciderSpec(queue, context(system, needs));

const enqueue = (simulationId: string): QueueCommand => ({
  type: 'EnqueueSimulation',
  data: { simulationId },
});
const dequeue = (simulationId: string): QueueCommand => ({
  type: 'DequeueSimulation',
  data: { simulationId },
});
const enqueued = (simulationId: string, priority: Priority = 'normal'): QueueFact => ({
  type: 'SimulationEnqueued',
  schemaVersion: 1,
  data: { simulationId, priority },
});
const admitted = (simulationId: string): QueueFact => ({
  type: 'SimulationAdmitted',
  schemaVersion: 1,
  data: { simulationId },
});
const left = (simulationId: string): QueueFact => ({
  type: 'SimulationLeft',
  schemaVersion: 1,
  data: { simulationId },
});
const two = [enqueued('a'), admitted('a'), enqueued('b'), admitted('b')];

describe('the queue of a tenant', () => {
  it('lets a simulation run at once while there is room', () =>
    given().when(enqueue('a')).then(enqueued('a'), admitted('a')));

  it('has one wait while as many run as may', () =>
    given(...two)
      .when(enqueue('c'))
      .then(enqueued('c')));

  it('turns one away that finds no place any more', () =>
    given(...two, enqueued('c'), enqueued('d'))
      .when(enqueue('e'))
      .then({ type: 'SimulationTurnedAway', schemaVersion: 1, data: { simulationId: 'e' } }));

  it('lets the most urgent run next, and of those whoever came first', () => {
    const waiting = [...two, enqueued('c'), enqueued('d', 'high')];
    given(...waiting)
      .when(dequeue('a'), { needs: { tenant, simulation: over } })
      .then(left('a'), admitted('d'));
    given(...two, enqueued('c'), enqueued('d'))
      .when(dequeue('a'), { needs: { tenant, simulation: over } })
      .then(left('a'), admitted('c'));
  });

  it('gives up a place that waits', () =>
    given(...two, enqueued('c'))
      .when(dequeue('c'), { needs: { tenant, simulation: over } })
      .then(left('c')));

  it('holds one place for a simulation, for as long as it is needed', () => {
    given(...two)
      .when(enqueue('a'))
      .thenNothing();
    given()
      .when(enqueue('a'), { needs: { tenant, simulation: over } })
      .thenNothing();
    given()
      .when(enqueue('a'), { needs: { tenant, simulation: simulationAfter() } })
      .thenNothing();
    given(...two)
      .when(dequeue('a'), { needs: { tenant, simulation: simulationAfter(simulationRequested, planned) } })
      .thenNothing();
    given()
      .when(dequeue('a'), { needs: { tenant, simulation: over } })
      .thenNothing();
  });

  it('is told by the registry alone', () =>
    given()
      .when(enqueue('a'), { principal: person('u', 'policy:simulate', 'tenant:admin') })
      .thenRejected('SYSTEM_REQUIRED'));

  it('never runs or holds more than it may, and lets run whoever can, whatever happens in which order', () => {
    const step = fc.record({
      type: fc.constantFrom('EnqueueSimulation' as const, 'DequeueSimulation' as const),
      simulationId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      priority: fc.constantFrom(...PRIORITIES),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state = queue.initialState;
        for (const { type, simulationId, priority } of steps) {
          const simulation = type === 'EnqueueSimulation' ? wanting(priority) : over;
          const facts = queue.decide(
            { type, data: { simulationId } },
            state,
            context(system, { tenant, simulation }),
          );
          state = facts.reduce(queue.evolve, state);
          const { running, waiting } = state;
          expect(running.length).toBeLessThanOrEqual(2);
          expect(running.length + waiting.length).toBeLessThanOrEqual(4);
          if (waiting.length > 0) expect(running.length).toBe(2);
          const ids = [...running, ...waiting].map((place) => place.simulationId);
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
    );
  });
});
