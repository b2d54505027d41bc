import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { context, openTenant, sha, simulationRequested, system } from '../testing/samples.ts';
import type { SimulationCommandOf } from './commands.ts';
import type { SimulationFact } from './events.ts';
import { REPLICAS } from './events.ts';
import { simulation } from './simulation.ts';

// Every shard is evaluated by each of the replicas; reports come in any order, and more than once.

type Report = { readonly index: number; readonly replica: number; readonly partial: string };

const needs = {
  tenant: openTenant,
  policy: undefined,
  snapshot: undefined,
  environment: undefined,
  workspace: undefined,
  queue: undefined,
};
const planned = (shards: number): SimulationFact => ({
  type: 'SimulationPlanned',
  schemaVersion: 1,
  data: {
    simulationId: 'sim-1',
    engine: 'stella@1.0.0',
    planDigest: sha('plan'),
    shards,
    tuples: shards * 5,
    replicas: REPLICAS,
  },
});

/** All facts that follow when the reports come in this order. */
const factsAfter = (shards: number, reports: readonly Report[]): readonly SimulationFact[] => {
  const history: SimulationFact[] = [simulationRequested, planned(shards)];
  for (const { index, replica, partial } of reports) {
    const command: SimulationCommandOf<'RecordShard'> = {
      type: 'RecordShard',
      data: {
        simulationId: 'sim-1',
        planDigest: sha('plan'),
        index,
        replica,
        partialDigest: sha(partial),
        tuples: 5,
        runner: 'runner-1',
      },
    };
    const state = history.reduce(simulation.evolve, simulation.initialState);
    history.push(...simulation.decide(command, state, context(system, needs)));
  }
  return history.slice(2);
};

const typesOf = (facts: readonly SimulationFact[]) => facts.map(({ type }) => type);
const reportsOf = (shards: number): readonly Report[] =>
  Array.from({ length: shards * REPLICAS }, (_, at) => {
    const index = Math.floor(at / REPLICAS);
    return { index, replica: at % REPLICAS, partial: `partial ${index}` };
  });

/** The reports of a plan in some order, the first `again` of another order mixed in. */
const deliveries = fc.integer({ min: 1, max: 6 }).chain((shards) => {
  const all = reportsOf(shards);
  const again = fc.subarray([...all]);
  return again.chain((repeated) => {
    const sent = [...all, ...repeated];
    return fc.record({
      shards: fc.constant(shards),
      reports: fc.shuffledSubarray(sent, { minLength: sent.length }),
    });
  });
});

describe('the twin runs of a simulation', () => {
  it('complete once, with the digests in the order of the plan, in whichever order and however often they report', () => {
    fc.assert(
      fc.property(deliveries, ({ shards, reports }) => {
        const facts = factsAfter(shards, reports);
        const partialDigests = Array.from({ length: shards }, (_, index) => sha(`partial ${index}`));
        expect(typesOf(facts)).toStrictEqual([
          ...Array.from({ length: shards * REPLICAS }, () => 'ShardEvaluated'),
          'ShardsCompleted',
        ]);
        expect(facts.at(-1)?.data).toStrictEqual({
          simulationId: 'sim-1',
          planDigest: sha('plan'),
          partialDigests,
          replicas: REPLICAS,
        });
      }),
    );
  });

  it('fail the simulation for good when one report of one shard differs, whenever it comes', () => {
    fc.assert(
      fc.property(deliveries, fc.nat(), ({ shards, reports }, pick) => {
        const at = pick % reports.length;
        const damaged = reports.map((report, order) =>
          order === at ? { ...report, partial: 'damaged' } : report,
        );
        // A damaged repeat that comes after the last shard is caught as well: the simulation still runs then.
        const facts = factsAfter(shards, damaged);
        expect(facts.at(-1)).toStrictEqual({
          type: 'SimulationFailed',
          schemaVersion: 1,
          data: {
            simulationId: 'sim-1',
            code: 'DETERMINISM_VIOLATION',
            detail: `shard ${damaged[at]?.index} gave two different results`,
          },
        });
        expect(typesOf(facts).filter((type) => type === 'SimulationFailed')).toHaveLength(1);
      }),
    );
  });
});
