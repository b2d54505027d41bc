import { describe, expect, it } from '@jest/globals';
import { OUTCOME_AGE_MAX_MS, type CommandEnvelope } from '@policy-registry/kernel';
import fc from 'fast-check';

import { NOW } from '../testing/commands.ts';
import {
  byPerson,
  LIMITS,
  run,
  simulated,
  world,
  type Asked,
  type World,
} from '../testing/simulating-world.ts';

/** The plan, shards, the reduction and the signature: each may fail once. */
const FAILURES_MAX = 4;
const isSmooth = ({ failing, stumbling, shards }: Asked): boolean =>
  stumbling.length === 0 && !failing.some((index) => index < shards);

describe('simulations of a tenant', () => {
  const plans = fc.array(
    fc.record({
      shards: fc.integer({ min: 1, max: 4 }),
      replicas: fc.integer({ min: 1, max: 2 }),
      failing: fc.subarray([0, 1]),
      stumbling: fc.subarray(['plan', 'reduce', 'attest-simulation']),
      priority: fc.constantFrom('normal', 'high', 'emergency'),
      isCancelled: fc.boolean(),
    }),
    { minLength: 1, maxLength: 5 },
  );

  it('all come to an end in whichever order their messages are taken, within credit and places, and leave nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.infiniteStream(fc.nat()), async (asked, numbers) => {
        const draw = () => numbers.next().value ?? 0;
        const of = await world();
        const byId = new Map<string, Asked>(asked.map((one, at) => [`s${at}`, one]));
        for (const [at, one] of asked.entries()) {
          const { priority, replicas, isCancelled } = one;
          const data = { ...simulated, simulationId: `s${at}`, priority, twin: replicas > 1 };
          expect((await of.decide(byPerson(`start ${at}`, 'StartSimulation', data))).status).toBe('accepted');
          if (isCancelled)
            of.commands.push(byPerson(`cancel ${at}`, 'CancelSimulation', { simulationId: `s${at}` }));
        }
        await run(of, byId, draw);

        for (const [at, { isCancelled, ...one }] of asked.entries()) {
          const ends = [isSmooth(one) ? 'succeeded' : 'failed'];
          expect(isCancelled ? [...ends, 'cancelled'] : ends).toContain(await of.statusOf(`s${at}`));
        }
        for (let round = 0; round < FAILURES_MAX; round += 1) {
          for (const id of byId.keys())
            if ((await of.statusOf(id)) === 'failed')
              of.commands.push(byPerson(`retry ${id} ${round}`, 'RetrySimulation', { simulationId: id }));
          await run(of, byId, draw);
        }
        for (const [at, { isCancelled }] of asked.entries())
          expect(isCancelled ? ['succeeded', 'cancelled'] : ['succeeded']).toContain(
            await of.statusOf(`s${at}`),
          );
        expect(await of.queue()).toMatchObject({ running: [], waiting: [] });
        expect(of.widest()).toBeLessThanOrEqual(LIMITS.shardCredit);
        const evaluated = of.facts().filter(({ type }) => type === 'ShardEvaluated');
        const units = evaluated.map(
          ({ data }) => `${data['simulationId']} ${data['index']} ${data['replica']}`,
        );
        expect(new Set(units).size).toBe(units.length);
      }),
      { numRuns: 25 },
    );
  });

  it('that run again get a place again, when it was being given up at that moment by another projector', async () => {
    const simulationId = 's0';
    // More shards than the credit lets go out before the place is given up.
    const failing = Array.from({ length: LIMITS.shardCredit + 2 }, (_, index) => index);
    const asked = new Map([[simulationId, { shards: failing.length, replicas: 1, failing, stumbling: [] }]]);
    const others: Parameters<World['decideElsewhere']>[0][] = [];
    let raced: readonly string[] | undefined;
    const of: World = await world({
      beforeAppend: async (facts) => {
        if (!facts.includes('SimulationLeft') || raced !== undefined) return;
        raced = [];
        // The decision to give up the place is made; before it is stored the simulation runs again and asks for one.
        const told = [await of.decideElsewhere(byPerson('retry', 'RetrySimulation', { simulationId }))];
        while (of.hasNews()) await of.react(false);
        others.push(...of.commands.splice(0));
        for (const command of others) told.push(await of.decideElsewhere(command));
        raced = told.map(({ status }) => status);
      },
    });
    const start = { ...simulated, simulationId, twin: false };
    expect((await of.decide(byPerson('start', 'StartSimulation', start))).status).toBe('accepted');
    await run(of, asked, () => 1);

    expect(others.map(({ type }) => type)).toStrictEqual(['EnqueueSimulation']);
    expect(raced).toStrictEqual(['accepted', 'unchanged']);
    expect(await of.statusOf(simulationId)).toBe('succeeded');
    expect(await of.queue()).toMatchObject({ running: [], waiting: [] });
  });

  it('are each started by one request, also when neither its outcome nor its command is remembered any more', async () => {
    const of = await world();
    // What comes after a day and more drives a start out of the commands that its simulation remembers.
    const later = NOW + OUTCOME_AGE_MAX_MS + 1;
    const startedLongAgo = async (simulationId: string): Promise<CommandEnvelope> => {
      const start = byPerson(simulationId, 'StartSimulation', { ...simulated, simulationId, runId: 'run/1' });
      expect(await of.decide(start)).toMatchObject({ status: 'accepted' });
      const cancel = byPerson(`cancel ${simulationId}`, 'CancelSimulation', { simulationId });
      expect(await of.decide(cancel, later)).toMatchObject({ status: 'accepted' });
      return start;
    };

    const same = await startedLongAgo('same');
    expect(await of.decide(same, later)).toMatchObject({ status: 'unchanged', aggregate: { id: 'same' } });
    const start = await startedLongAgo('other');
    const other = { ...start, data: { ...start.data, env: { region: 'eu' } } };
    expect(await of.decide(other, later)).toMatchObject({ status: 'rejected', code: 'SIMULATION_TAKEN' });
    const started = of.facts().filter(({ type }) => type === 'SimulationRequested');
    expect(started.map(({ data }) => data['simulationId'])).toStrictEqual(['same', 'other']);
  });
});
