import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, type Broker } from './support/broker.ts';
import { accepted, signInAll, type Client } from './support/client.ts';
import { at, jsonOf, listAt, numberAt, textAt } from './support/json.ts';
import {
  draftVersion,
  simulate,
  startSimulation,
  succeeded,
  upload,
  versionOverEstate,
  type People,
} from './support/lifecycle.ts';
import { dataOfFacts, eventsOf } from './support/simulation-events.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';
import { removeBlob } from './support/stored-blob.ts';

// What happens to simulations between their start and their end: on any number of runners, through crashes, beside
// those of others, and when people change their mind.

const SETUP_MS = 120_000;
const WAIT_MS = 90_000;
jest.setTimeout(180_000);

const policyId = 'production-baseline';
const evaluatedAt = '2025-05-14T00:00:00.000Z';
// Some 125 shards, each evaluated twice.
const MANY = 20;
// Starts that are sent together, to fill a queue of 110.
const AT_ONCE = 30;

/** A stack with two tenants that each have a version and a snapshot to simulate. */
const simulating = async (runners: number) => {
  const stack = await startStack({ runners });
  const [acme, globex] = [await signInAll(stack, 'acme'), await signInAll(stack, 'globex')];
  const asked = async ({ alice }: People) => ({
    ...(await versionOverEstate(stack, alice, policyId)),
    evaluatedAt,
  });
  return { stack, acme, globex, request: await asked(acme), othersRequest: await asked(globex) };
};
type Simulating = Awaited<ReturnType<typeof simulating>>;

const resultOf = (simulation: unknown): string => textAt(simulation, 'result', 'resultDigest');
const pathOf = (simulationId: string): string => `/api/v1/simulations/${simulationId}`;
const read = async (client: Client, simulationId: string): Promise<unknown> =>
  accepted(await client.get(pathOf(simulationId)), 200);

/** The simulation once so many of its shards are evaluated, or it is over. */
const evaluatedBy = (stack: Stack, client: Client, simulationId: string, evaluations: number) =>
  stack.until(`${evaluations} evaluations of ${simulationId}`, WAIT_MS, async () => {
    const simulation = await read(client, simulationId);
    return numberAt(simulation, 'evaluations') >= evaluations ? simulation : undefined;
  });

const ended = (stack: Stack, client: Client, simulationId: string) =>
  stack.until(`an end of ${simulationId}`, WAIT_MS, async () => {
    const simulation = await read(client, simulationId);
    return ['succeeded', 'failed', 'cancelled'].includes(textAt(simulation, 'state'))
      ? simulation
      : undefined;
  });

describe('four runners', () => {
  let world: Simulating;
  let stack: Stack;
  let alice: Client;
  let people: People;
  let admin: Broker;
  /** Of the whole snapshot, cut as the registry likes. */
  let wholeDigest: string;
  beforeAll(async () => {
    world = await simulating(4);
    ({ stack } = world);
    people = world.acme;
    ({ alice } = people);
    admin = await openBroker(stack.broker('admin'));
    wholeDigest = resultOf(await simulate(stack, alice, world.request));
  }, START_MS + SETUP_MS);
  afterAll(async () => {
    await admin?.close();
    await stack?.stop();
  }, START_MS);

  const post = (simulationId: string, wish: string, client = alice) =>
    client.post(`${pathOf(simulationId)}/${wish}`, {});

  it('go on for the others when a simulation is cancelled, and count none of its shards any more', async () => {
    const simulationId = await startSimulation(alice, { ...world.request, shardTuples: 10 });
    await evaluatedBy(stack, alice, simulationId, 5);
    const cancelled = accepted(await post(simulationId, 'cancel'), 200);
    expect(at(cancelled, 'state')).toBe('cancelled');
    const evaluations = numberAt(cancelled, 'evaluations');
    expect(evaluations).toBeLessThan(numberAt(cancelled, 'evaluationsTotal'));

    expect(resultOf(await simulate(stack, alice, world.request))).toBe(wholeDigest);
    expect(await read(alice, simulationId)).toMatchObject({ state: 'cancelled', evaluations, result: null });
    expect((await post(simulationId, 'cancel')).status).toBe(200);
    expect(await post(simulationId, 'retry')).toMatchObject({
      status: 409,
      body: { code: 'SIMULATION_NOT_RETRYABLE' },
    });
  });

  it('finish all shards but those they cannot, and only those are tried again', async () => {
    const snapshot = accepted(await alice.get(`/api/v1/snapshots/${world.request.snapshotId}`), 200);
    const manifest = jsonOf(
      (await alice.get(`/api/v1/blobs/${textAt(snapshot, 'manifestDigest')}`)).bytes.toString('utf8'),
    );
    const digest = textAt(listAt(manifest, 'shards')[0], 'digest');
    const { bytes } = await alice.get(`/api/v1/blobs/${digest}`);

    const asked = { ...world.request, shardTuples: MANY, twin: false };
    const simulationId = await startSimulation(alice, asked);
    await evaluatedBy(stack, alice, simulationId, 10);
    await removeBlob(admin, 'acme', digest);
    const failed = await ended(stack, alice, simulationId);
    expect(failed).toMatchObject({
      state: 'failed',
      failure: { code: 'INPUT_CORRUPT', problem: 'ERR_POL_003' },
    });
    const [done, lost] = [numberAt(failed, 'evaluations'), numberAt(failed, 'evaluationsFailed')];
    expect([done > 0, lost > 0, done + lost]).toStrictEqual([true, true, numberAt(failed, 'shards')]);
    const shards = listAt(accepted(await alice.get(`${pathOf(simulationId)}/shards`), 200), 'items');
    const without = shards.filter((shard) => at(shard, 'partialDigest') === null);
    expect(without).toHaveLength(lost);
    for (const shard of without) expect(at(shard, 'failure', 'code')).toBe('INPUT_CORRUPT');

    expect(await upload(alice, bytes, 'document')).toBe(digest);
    expect(at(accepted(await post(simulationId, 'retry'), 200), 'state')).toBe('running');
    const retried = await succeeded(stack, alice, simulationId);
    expect(numberAt(retried, 'evaluations')).toBe(numberAt(retried, 'shards'));
    expect(resultOf(retried)).toBe(wholeDigest);
    const evaluated = await dataOfFacts(admin, { tenant: 'acme', simulationId, type: 'ShardEvaluated' });
    expect(evaluated).toHaveLength(numberAt(retried, 'shards'));
  });

  it('prove a simulation that ran once by a twin run, which a submission asks for', async () => {
    const { evaluatedAt: _past, ...today } = world.request;
    const single = await simulate(stack, alice, { ...today, twin: false });
    expect(single).toMatchObject({ twin: 'none', replicas: 1, evaluations: numberAt(single, 'shards') });
    const simulationId = textAt(single, 'simulationId');
    const submit = () => alice.post(`/api/v1/policies/${policyId}/versions/1/submit`, { simulationId });
    expect(await submit()).toMatchObject({ status: 409, body: { code: 'SIMULATION_WITHOUT_TWIN' } });
    accepted(await post(simulationId, 'twin'), 200);
    const proven = await stack.until('an equal twin', WAIT_MS, async () => {
      const simulation = await read(alice, simulationId);
      return at(simulation, 'twin') === 'running' ? undefined : simulation;
    });
    expect(proven).toMatchObject({ state: 'succeeded', twin: 'equal', replicas: 2 });
    expect(resultOf(proven)).toBe(resultOf(single));
    expect((await submit()).status).toBe(200);
  });

  it('answer a quick simulation at once with how much it looked at, and give it to no submission', async () => {
    const quick = {
      policyId,
      revision: 1,
      snapshotId: world.request.snapshotId,
      sampleTuples: 500,
      evaluatedAt,
    };
    const answer = await alice.post('/api/v1/simulations/quick', quick);
    const simulation = accepted(answer, 201);
    expect(simulation).toMatchObject({
      mode: 'quick',
      state: 'succeeded',
      result: { tuples: 500 },
      attestation: null,
    });
    const simulationId = textAt(simulation, 'simulationId');
    const stored = jsonOf((await alice.get(`${pathOf(simulationId)}/result`)).bytes.toString('utf8'));
    expect(stored).toMatchObject({ schema: 'policy-registry.quick-result@1', sample: { tuples: 500 } });
    expect(numberAt(stored, 'sample', 'of')).toBe(numberAt(simulation, 'result', 'of'));
    const again = accepted(await alice.post('/api/v1/simulations/quick', quick), 201);
    expect(resultOf(again)).toBe(resultOf(simulation));
    const version = `/api/v1/policies/${policyId}/versions`;
    await draftVersion(alice, policyId, { revision: 1, semver: '1.0.1' });
    expect(await alice.post(`${version}/2/submit`, { simulationId })).toMatchObject({
      status: 409,
      body: { code: 'SIMULATION_IS_QUICK' },
    });
  });

  it('compare two engine builds over the same policy, and fail for one that is nowhere', async () => {
    const { engine } = Object(await simulate(stack, alice, { ...world.request, twin: false }));
    const itself = { ...world.request, twin: false, base: { kind: 'version', version: 1 } };
    const same = await simulate(stack, alice, { ...itself, engines: { base: engine, candidate: engine } });
    expect(at(same, 'result', 'counts', 'unchanged')).toBe(numberAt(same, 'tuples'));
    const nowhere = { ...itself, engines: { base: engine, candidate: 'stella@99.0.0' } };
    expect(await ended(stack, alice, await startSimulation(alice, nowhere))).toMatchObject({
      state: 'failed',
      failure: { code: 'ENGINE_UNAVAILABLE', problem: 'ERR_POL_003' },
    });
  });

  it('take turns between tenants: a small simulation does not wait for the end of a large one', async () => {
    const large = await startSimulation(alice, { ...world.request, shardTuples: 10 });
    await evaluatedBy(stack, alice, large, 5);
    const other = world.globex.alice;
    const small = await startSimulation(other, { ...world.othersRequest, shardTuples: 130 });
    const evaluations = numberAt(await succeeded(stack, other, small), 'evaluations');
    await post(large, 'cancel');
    const [seqs, otherSeqs] = [
      await shardSeqs(admin, 'acme', large),
      await shardSeqs(admin, 'globex', small),
    ];
    const [first = 0, last = 0] = [otherSeqs[0], otherSeqs.at(-1)];
    const meanwhile = seqs.filter((seq) => seq > first && seq < last).length;
    // Behind all of the large one, every shard of that would have come before.
    expect(evaluations).toBeGreaterThan(0);
    expect(meanwhile).toBeLessThan(numberAt(await read(alice, large), 'evaluationsTotal') / 2);
  });

  it('are asked for no more than a tenant may have waiting', async () => {
    const started: string[] = [];
    const start = () => alice.post('/api/v1/simulations', { ...world.request, shardTuples: 10 });
    const refused = await stack.until('a refusal', WAIT_MS, async () => {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, start));
      for (const { status, body } of answers) if (status === 202) started.push(textAt(body, 'simulationId'));
      return answers.find(({ status }) => status === 429);
    });
    expect(refused).toMatchObject({ status: 429, body: { code: 'SIMULATION_QUEUE_FULL' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const queue = listAt(accepted(await alice.get('/api/v1/simulations/queue'), 200), 'items');
    const running = queue.filter((place) => at(place, 'state') === 'running');
    expect(running.length).toBeLessThanOrEqual(10);
    expect(queue.length).toBeLessThanOrEqual(110);
    const other = world.globex.alice;
    expect((await other.post('/api/v1/simulations', world.othersRequest)).status).toBe(202);
    const quick = { policyId, version: 1, snapshotId: world.request.snapshotId };
    expect([200, 201, 202]).toContain((await alice.post('/api/v1/simulations/quick', quick)).status);

    await Promise.all(started.map((simulationId) => post(simulationId, 'cancel')));
    await stack.until('an empty queue', WAIT_MS, async () => {
      const { body } = await alice.get('/api/v1/simulations/queue');
      return listAt(body, 'items').length === 0 ? true : undefined;
    });
    expect(resultOf(await simulate(stack, alice, world.request))).toBe(wholeDigest);
  });
});

const shardSeqs = async (broker: Broker, tenant: string, simulationId: string): Promise<readonly number[]> =>
  (await eventsOf(broker, tenant, simulationId))
    .filter(({ facts }) => facts.some((fact) => at(fact, 'type') === 'ShardEvaluated'))
    .map(({ seq }) => seq);
