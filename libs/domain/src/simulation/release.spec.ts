import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Job } from '../jobs.ts';
import { sha, simulationAfter, simulationRequested } from '../testing/samples.ts';
import { PRIORITIES, type Priority, type SimulationFact } from './events.ts';
import { nextShards, type Contender } from './release.ts';

const contender = (
  id: string,
  { shards = 4, replicas = 1, priority = 'normal', arrival = 1 }: Partial<Asked> = {},
  ...facts: readonly SimulationFact[]
): Contender => ({
  place: { simulationId: id, priority, arrival },
  simulation: simulationAfter(
    { ...simulationRequested, data: { ...simulationRequested.data, simulationId: id, priority, replicas } },
    {
      type: 'SimulationPlanned',
      schemaVersion: 1,
      data: { simulationId: id, engine: 'e', planDigest: sha(id), shards, tuples: shards, replicas },
    },
    ...facts,
  ),
});
type Asked = {
  readonly shards: number;
  readonly replicas: number;
  readonly priority: Priority;
  readonly arrival: number;
};
const none: ReadonlySet<string> = new Set();
const state = { tenant: 'acme', credit: 3, queued: none, recent: none };
const unitsOf = (jobs: ReturnType<typeof nextShards>): readonly string[] =>
  jobs.map(({ data }) => `${data.simulationId} ${data.index}.${data.replica}`);
const evaluated = (id: string, index: number, replica = 0): SimulationFact => ({
  type: 'ShardEvaluated',
  schemaVersion: 1,
  data: { simulationId: id, index, replica, partialDigest: sha(`${id} ${index}`), tuples: 1, runner: 'r' },
});

describe('the shards that go to the runners next', () => {
  it('are as many as the credit leaves, shard by shard, and well-formed jobs', () => {
    const jobs = nextShards({ ...state, contenders: [contender('a', { replicas: 2 })] });
    expect(unitsOf(jobs)).toStrictEqual(['a 0.0', 'a 0.1', 'a 1.0']);
    for (const job of jobs) expect(Job.parse(job)).toStrictEqual(job);
  });

  it('take turns between simulations', () => {
    const contenders = [contender('a', { arrival: 1 }), contender('b', { arrival: 2 })];
    expect(unitsOf(nextShards({ ...state, credit: 4, contenders }))).toStrictEqual([
      'a 0.0',
      'b 0.0',
      'a 1.0',
      'b 1.0',
    ]);
  });

  it('go to whoever has fewest under way', () => {
    const contenders = [contender('a', { arrival: 1 }), contender('b', { arrival: 2 })];
    const queued = new Set(
      nextShards({ ...state, credit: 3, contenders: [contender('a')] }).map(({ jobId }) => jobId),
    );
    expect(unitsOf(nextShards({ ...state, credit: 5, queued, contenders }))).toStrictEqual([
      'b 0.0',
      'b 1.0',
    ]);
  });

  it('go to the most urgent first', () => {
    const contenders = [
      contender('a', { arrival: 1 }),
      contender('b', { arrival: 2, shards: 2, priority: 'emergency' }),
    ];
    expect(unitsOf(nextShards({ ...state, contenders }))).toStrictEqual(['b 0.0', 'b 1.0', 'a 0.0']);
  });

  it('count jobs of a simulation that has ended until they have left the queue', () => {
    const queued = new Set(['elsewhere-0-0-1', 'elsewhere-1-0-1']);
    expect(unitsOf(nextShards({ ...state, queued, contenders: [contender('a')] }))).toStrictEqual(['a 0.0']);
  });

  it('do not count a job whose answer is recorded, nor one that the broker had a moment ago', () => {
    const [first, second] = nextShards({ ...state, contenders: [contender('a')] });
    const queued = new Set([first?.jobId ?? '']);
    const recent = new Set([second?.jobId ?? '']);
    const contenders = [contender('a', {}, evaluated('a', 0))];
    expect(unitsOf(nextShards({ ...state, credit: 1, queued, recent, contenders }))).toStrictEqual(['a 2.0']);
  });

  it('are of a new name when they are tried again', () => {
    const id = 'a';
    const facts: readonly SimulationFact[] = [
      {
        type: 'ShardFailed',
        schemaVersion: 1,
        data: {
          simulationId: id,
          index: 0,
          replica: 0,
          attempt: 1,
          code: 'JOB_ABANDONED',
          detail: '',
          runner: 'r',
        },
      },
      {
        type: 'SimulationFailed',
        schemaVersion: 1,
        data: { simulationId: id, code: 'JOB_ABANDONED', detail: '' },
      },
      {
        type: 'ShardsRetried',
        schemaVersion: 1,
        data: { simulationId: id, attempt: 2, shards: [{ index: 0, replica: 0 }], retriedBy: 'u' },
      },
    ];
    const [before] = nextShards({ ...state, contenders: [contender(id, { shards: 1 })] });
    const [after] = nextShards({ ...state, contenders: [contender(id, { shards: 1 }, ...facts)] });
    expect(after?.data.attempt).toBe(2);
    expect(after?.jobId).not.toBe(before?.jobId);
  });

  it('are none of a simulation that is not planned, is over or waits for its signature', () => {
    const simulation = simulationAfter(simulationRequested);
    const place = { simulationId: 'sim-1', priority: 'normal', arrival: 1 } as const;
    expect(nextShards({ ...state, contenders: [{ place, simulation }] })).toStrictEqual([]);
  });

  const plans = fc.array(
    fc.record({
      shards: fc.integer({ min: 1, max: 6 }),
      replicas: fc.integer({ min: 1, max: 2 }),
      priority: fc.constantFrom(...PRIORITIES),
    }),
    { minLength: 1, maxLength: 4 },
  );

  it('never exceed the credit, and all go out, each once', () => {
    fc.assert(
      fc.property(
        plans,
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.nat()),
        (asked, credit, picks) => {
          const done = new Map<string, SimulationFact[]>();
          const queued = new Map<string, { readonly id: string; readonly fact: SimulationFact }>();
          const released: string[] = [];
          const total = asked.reduce((sum, { shards, replicas }) => sum + shards * replicas, 0);
          const contendersNow = () =>
            asked.map((one, at) =>
              contender(`s${at}`, { ...one, arrival: at }, ...(done.get(`s${at}`) ?? [])),
            );
          for (let round = 0; round <= total; round += 1) {
            const jobs = nextShards({
              ...state,
              credit,
              queued: new Set(queued.keys()),
              contenders: contendersNow(),
            });
            for (const job of jobs) {
              const { simulationId: id, index, replica } = job.data;
              released.push(job.jobId);
              queued.set(job.jobId, { id, fact: evaluated(id, index, replica) });
            }
            expect(queued.size).toBeLessThanOrEqual(credit);
            const [finished] = [...queued].slice((picks.next().value ?? 0) % Math.max(1, queued.size));
            if (finished === undefined) break;
            const [jobId, { id, fact }] = finished;
            queued.delete(jobId);
            done.set(id, [...(done.get(id) ?? []), fact]);
          }
          expect(released).toHaveLength(total);
          expect(new Set(released).size).toBe(total);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are spread evenly over simulations of equal urgency', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }), (count, credit) => {
        const contenders = Array.from({ length: count }, (_, at) =>
          contender(`s${at}`, { shards: 40, arrival: at }),
        );
        const jobs = nextShards({ ...state, credit, contenders });
        const given = contenders.map(
          ({ place }) => jobs.filter(({ data }) => data.simulationId === place.simulationId).length,
        );
        expect(jobs).toHaveLength(credit);
        expect(Math.max(...given) - Math.min(...given)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
