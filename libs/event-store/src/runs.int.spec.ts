import { afterEach, expect, it } from '@jest/globals';

import { DECIDER, RUNS_DECIDER, RUNS_WAITING_MAX, STREAM } from './streams.ts';
import { brokerSuite } from './testing/broker-suite.ts';
import { waitFor } from './testing/wait-for.ts';
import type { Handled } from './work-on.ts';
import { workQueue, type WorkQueue, type WorkQueueOptions } from './work-queue.ts';

const DONE: Handled = { done: true };
const FLOODED_MS = 120_000;

brokerSuite('a scheduler that floods the registry', (broker) => {
  const open: WorkQueue[] = [];
  afterEach(async () => {
    for (const queue of open.splice(0)) await queue.close();
    for (const stream of [STREAM.commands, STREAM.runs]) await broker().jsm.streams.purge(stream);
  });

  let runs = 0;
  const run = (tenant: string) =>
    broker().js.publish(`registry.cmd.scheduler.${tenant}.run-${(runs += 1)}`, tenant);
  /** As many as may wait, sent at once and not one after the other. */
  const flood = () => Promise.all(Array.from({ length: RUNS_WAITING_MAX }, () => run('acme')));
  const start = async (options: Pick<WorkQueueOptions, 'stream' | 'durable' | 'work'>) =>
    open.push(
      await workQueue(broker().connection, {
        ...options,
        concurrency: 8,
        onFault: (error) => void unexpected.push(error),
        onLost: (error) => void unexpected.push(error),
      }),
    );
  const unexpected: unknown[] = [];
  const waiting = async (): Promise<number> => (await broker().jsm.streams.info(STREAM.runs)).state.messages;

  it(
    'has as many runs waiting as a tenant may have, and is told of each further one that it is not stored',
    async () => {
      const taken = await flood();
      expect(new Set(taken.map(({ seq }) => seq)).size).toBe(RUNS_WAITING_MAX);
      for (let beyond = 0; beyond < 3; beyond += 1)
        await expect(run('acme')).rejects.toThrow('maximum messages per subject exceeded');
      expect(await waiting()).toBe(RUNS_WAITING_MAX);
    },
    FLOODED_MS,
  );

  it(
    'has room again for each run that was decided',
    async () => {
      await flood();
      const consumer = await broker().js.consumers.get(STREAM.runs, RUNS_DECIDER);
      const decided = await consumer.next({ expires: 5_000 });
      await decided?.ackAck();
      await run('acme');
      await expect(run('acme')).rejects.toThrow('maximum messages per subject exceeded');
    },
    FLOODED_MS,
  );

  it(
    'has no more of its runs decided before one of another tenant than may wait, however many it sends',
    async () => {
      await flood();
      await run('globex');
      const decided: string[] = [];
      const theirs = Promise.withResolvers<undefined>();
      await start({
        stream: STREAM.runs,
        durable: RUNS_DECIDER,
        work: async (message) => {
          decided.push(message.string());
          // The flood goes on: for each that leaves the queue there is another one at once.
          await message.ackAck();
          if (message.string() === 'globex') theirs.resolve(undefined);
          if (!decided.includes('globex')) await run('acme');
          return DONE;
        },
      });
      await theirs.promise;
      expect(decided.indexOf('globex')).toBeLessThanOrEqual(RUNS_WAITING_MAX + 8);
      expect(unexpected).toStrictEqual([]);
    },
    FLOODED_MS,
  );

  it('keeps no other command waiting, even where none of its runs can be decided', async () => {
    const gate = Promise.withResolvers<Handled>();
    const stuck: string[] = [];
    await start({
      stream: STREAM.runs,
      durable: RUNS_DECIDER,
      work: (message) => {
        stuck.push(message.subject);
        return gate.promise;
      },
    });
    const decided: string[] = [];
    await start({
      stream: STREAM.commands,
      durable: DECIDER,
      work: async (message) => {
        decided.push(message.subject);
        return DONE;
      },
    });
    for (let at = 0; at < 50; at += 1) await run('acme');
    await waitFor('runs in every lane', async () => stuck.length === 8);
    const commands = ['gateway.globex.a', 'gateway.acme.b', 'runner.globex.c', 'projector.globex.d'];
    for (const command of commands) await broker().js.publish(`registry.cmd.${command}`, '{}');
    await waitFor('every command', async () => decided.length === commands.length);
    expect(decided.toSorted()).toStrictEqual(commands.map((one) => `registry.cmd.${one}`).toSorted());
    expect(new Set(stuck)).toStrictEqual(new Set(['registry.cmd.scheduler.acme.runs']));
    gate.resolve(DONE);
    await waitFor('an end of the flood', async () => (await waiting()) === 0);
  });
});
