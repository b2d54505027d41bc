import process from 'node:process';

import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, type Broker } from './support/broker.ts';
import { accepted, signInAll, type Client } from './support/client.ts';
import { shardDeliveries, type ShardDeliveries } from './support/held-job.ts';
import {
  startHostileEngine,
  type HostileEngine,
  type Question,
  type Treatment,
} from './support/hostile-engine.ts';
import { at, jsonOf, listAt, numberAt, textAt } from './support/json.ts';
import { simulate, startSimulation, succeeded, versionOverEstate } from './support/lifecycle.ts';
import { dataOfFacts } from './support/simulation-events.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

// What an engine can do to the runner that asks it: answer late, wrongly, otherwise than before or not at all, and end
// its process. One shard is hit; the others go on, and nothing is lost or counted twice.

const SETUP_MS = 90_000;
const WAIT_MS = 90_000;
const ANSWER_MS = 8_000;
// Of some 2,500: nine shards.
const SHARD_TUPLES = 300;
/** Deliveries of a job before its tries are counted, and those after which it is given up untried. */
const UNSUSPICIOUS = 12;
const DELIVERIES_MAX = 240;
/** Counted tries that may end their runner. */
const TRIES_MAX = 3;

jest.setTimeout(180_000);

let stack: Stack;
let alice: Client;
let erin: Client;
let admin: Broker;
let engine: HostileEngine;
let deliveries: ShardDeliveries;
let request: object;
/** What a sound engine gives. */
let soundDigest: string;

beforeAll(async () => {
  engine = await startHostileEngine('hostile');
  const env = { POLICY_ENGINE_URLS: engine.url, POLICY_ENGINE_ANSWER_MS: String(ANSWER_MS) };
  stack = await startStack({ runners: 1, env });
  ({ alice, erin } = await signInAll(stack, 'acme'));
  admin = await openBroker(stack.broker('admin'));
  deliveries = await shardDeliveries(admin);
  request = {
    ...(await versionOverEstate(stack, alice, 'production-baseline')),
    evaluatedAt: '2025-05-14T00:00:00.000Z',
    shardTuples: SHARD_TUPLES,
    engines: { candidate: engine.build },
    twin: false,
  };
  soundDigest = resultOf(await simulate(stack, alice, request));
}, START_MS + SETUP_MS);

// A simulation that failed leaves jobs behind, whose questions are those of the next one.
afterEach(async () => {
  engine.treat();
  await stack.until('an empty queue of jobs', WAIT_MS, async () =>
    (await admin.sizeOf('JOBS')) === 0 ? true : undefined,
  );
});

afterAll(async () => {
  deliveries?.close();
  await admin?.close();
  await stack?.stop();
  await engine?.stop();
}, START_MS);

const resultOf = (simulation: unknown): string => textAt(simulation, 'result', 'resultDigest');
const pathOf = (simulationId: string): string => `/api/v1/simulations/${simulationId}`;
const isEvaluation = ({ path }: Pick<Question, 'path'>): boolean => path === '/v1/evaluate';

/** The place of an evaluation among those that were asked since, from 0; the same for every repetition of it. */
const placeOf = ({ body }: Question): number =>
  engine
    .asked()
    .filter(isEvaluation)
    .findIndex((one) => one.body === body);

const ended = (simulationId: string): Promise<unknown> =>
  stack.until(`an end of ${simulationId}`, WAIT_MS, async () => {
    const { body } = await alice.get(pathOf(simulationId));
    return ['succeeded', 'failed'].includes(textAt(body, 'state')) ? body : undefined;
  });

const failuresOf = async (simulationId: string): Promise<readonly unknown[]> => {
  const { body } = await alice.get(`${pathOf(simulationId)}/shards`);
  return listAt(body, 'items').filter((shard) => at(shard, 'failure') !== null);
};

/** Has the failed shards tried again by a sound engine, which is asked for those alone. */
const retriedSoundly = async (simulationId: string, failed: number): Promise<void> => {
  engine.treat();
  accepted(await alice.post(`${pathOf(simulationId)}/retry`, {}), 200);
  const simulation = await succeeded(stack, alice, simulationId);
  expect(resultOf(simulation)).toBe(soundDigest);
  const evaluations = engine.asked().filter(isEvaluation);
  expect(evaluations.map(({ times }) => times)).toStrictEqual(Array.from({ length: failed }, () => 1));
  expect(numberAt(simulation, 'evaluations')).toBe(numberAt(simulation, 'shards'));
  expect(await dataOfFacts(admin, { tenant: 'acme', simulationId, type: 'ShardEvaluated' })).toHaveLength(
    numberAt(simulation, 'shards'),
  );
};

describe('an engine that does not answer as it should', () => {
  it('is asked again where it is late, and fails the shards alone that it answers wrongly or never', async () => {
    engine.treat(async (question) => {
      const { time, sound, answer, hangUp } = question;
      if (!isEvaluation(question)) return answer(await sound());
      switch (placeOf(question)) {
        case 1: // late, and then in time
          return time === 1 ? undefined : answer(await sound());
        case 2:
          return answer('{"build": "no such answer"}');
        case 3:
          return hangUp();
        default:
          return answer(await sound());
      }
    });
    const simulationId = await startSimulation(alice, request);
    const failed = await ended(simulationId);
    expect(failed).toMatchObject({
      state: 'failed',
      failure: { code: 'SHARDS_FAILED', problem: 'ERR_POL_003' },
      evaluationsFailed: 2,
      result: null,
    });
    expect(numberAt(failed, 'evaluations')).toBe(numberAt(failed, 'shards') - 2);
    const codes = (await failuresOf(simulationId)).map((shard) => textAt(shard, 'failure', 'code'));
    expect(codes.toSorted()).toStrictEqual(['ENGINE_ANSWER_INVALID', 'ENGINE_UNAVAILABLE']);
    const late = engine.asked().filter(isEvaluation)[1];
    expect(late?.times).toBe(2);

    await retriedSoundly(simulationId, 2);
  });

  it('and contradicts itself ends the simulation with ERR_POL_004 and an incident, and nothing retries it', async () => {
    let contradicted: string | undefined;
    engine.treat(async (question) => {
      const said = await question.sound();
      if (isEvaluation(question) && placeOf(question) === 1 && question.time === 2) {
        const place = listAt(jsonOf(said), 'outcomes').findIndex(isDecided);
        contradicted = JSON.stringify(at(jsonOf(question.body), 'findings', place));
        return question.answer(withOutcome(said, ['outcomes', place]));
      }
      // It goes on to say so when it is asked why.
      const finding = JSON.stringify(at(jsonOf(question.body), 'finding'));
      return question.answer(finding === contradicted ? withOutcome(said, ['outcome']) : said);
    });
    const simulationId = await startSimulation(alice, { ...request, twin: true });
    expect(await ended(simulationId)).toMatchObject({
      state: 'failed',
      twin: 'different',
      failure: { code: 'DETERMINISM_VIOLATION', problem: 'ERR_POL_004' },
      result: null,
    });
    const [incident, ...more] = await dataOfFacts(admin, {
      tenant: 'acme',
      simulationId,
      type: 'DeterminismIncident',
    });
    expect(more).toStrictEqual([]);
    const evaluations = listAt(incident, 'evaluations');
    expect(evaluations.map((one) => textAt(one, 'runner'))).toStrictEqual(['runner-1', 'runner-1']);
    expect(new Set(evaluations.map((one) => textAt(one, 'partialDigest'))).size).toBe(2);
    const trail = accepted(await erin.get('/api/v1/audit/events?page_size=500'), 200);
    const facts = listAt(trail, 'items').map((event) => at(event, 'facts'));
    expect(facts).toContainEqual(['DeterminismIncident', 'SimulationFailed']);
    const metrics = await (await fetch(`${stack.projectorUrl}/metrics`)).text();
    expect(metrics).toMatch(/^policy_determinism_mismatch_total\{[^}]*tenant="acme"[^}]*\} 1$/m);
    expect(await alice.post(`${pathOf(simulationId)}/retry`, {})).toMatchObject({
      status: 409,
      body: { code: 'SIMULATION_NOT_RETRYABLE' },
    });
  });
});

describe('an engine that explains a finding otherwise than it evaluated it', () => {
  const isExplanation = ({ path }: Pick<Question, 'path'>): boolean => path === '/v1/explain';
  const fickle: Treatment = async ({ path, sound, answer }) => {
    const said = await sound();
    const isChanged = isExplanation({ path }) && isDecided(at(jsonOf(said), 'outcome'));
    answer(isChanged ? withOutcome(said, ['outcome']) : said);
  };

  it('ends the simulation with ERR_POL_004, and an incident that tells both apart', async () => {
    engine.treat(fickle);
    const simulationId = await startSimulation(alice, request);
    expect(await ended(simulationId)).toMatchObject({
      state: 'failed',
      failure: { code: 'DETERMINISM_VIOLATION', problem: 'ERR_POL_004' },
    });
    const incidents = await dataOfFacts(admin, { tenant: 'acme', simulationId, type: 'DeterminismIncident' });
    expect(incidents).toHaveLength(1);
    const evaluations = listAt(incidents[0], 'evaluations');
    expect(evaluations).toMatchObject([{ runner: 'runner-1' }, { runner: 'runner-1' }]);
    expect(new Set(evaluations.map((one) => textAt(one, 'partialDigest'))).size).toBe(2);
  });

  it('is not asked to where the simulation wants no traces', async () => {
    engine.treat(fickle);
    await simulate(stack, alice, { ...request, captureExplain: false });
    expect(engine.asked().filter(isExplanation).length).toBe(0);
  });
});

describe('a shard that never comes to an end', () => {
  const deadLetter = () => admin.last('DEAD', 'registry.dead.jobs.acme.*');

  it('lies in the dead letters when it was delivered too often, and the rest goes on', async () => {
    engine.treat(async (question) => {
      const { time, sound, answer, hangUp } = question;
      if (!isEvaluation(question) || placeOf(question) !== 1) return answer(await sound());
      if (time === 1) await deliveries.inVain(DELIVERIES_MAX);
      hangUp();
    });
    const simulationId = await startSimulation(alice, request);
    await givenUp(simulationId);
    expect((await deadLetter())?.header('Registry-Reason')).toBe('delivered 240 times in vain');
    await retriedSoundly(simulationId, 1);
  });

  it('lies there as well when it ends its runner again and again, and the rest goes on', async () => {
    const killed: number[] = [];
    const killRunner = async (): Promise<void> => {
      const pid = await stack.until('another process of the runner', WAIT_MS, async () => {
        const present = await stack.pidOf('runner-1');
        return killed.includes(present) ? undefined : present;
      });
      killed.push(pid);
      process.kill(pid, 'SIGKILL');
    };
    engine.treat(async (question) => {
      const { sound, answer } = question;
      if (!isEvaluation(question) || placeOf(question) !== 1) return answer(await sound());
      if (killed.length === 0) await deliveries.inVain(UNSUSPICIOUS);
      await killRunner();
      if (killed.length > 1) await deliveries.again();
    });
    const simulationId = await startSimulation(alice, request);
    await givenUp(simulationId);
    expect(killed).toHaveLength(1 + TRIES_MAX);
    expect((await deadLetter())?.header('Registry-Reason')).toBe('an earlier try of it ended its runner');
    await retriedSoundly(simulationId, 1);
  });

  const givenUp = async (simulationId: string): Promise<void> => {
    const failed = await ended(simulationId);
    expect(failed).toMatchObject({
      state: 'failed',
      failure: { code: 'JOB_ABANDONED', problem: 'ERR_POL_003' },
      evaluationsFailed: 1,
    });
    expect(numberAt(failed, 'evaluations')).toBe(numberAt(failed, 'shards') - 1);
    const letter = await deadLetter();
    const job = jsonOf(Buffer.from(letter?.bytes ?? []).toString('utf8'));
    expect(job).toMatchObject({ kind: 'shard', tenant: 'acme', data: { simulationId } });
    const [shard] = await failuresOf(simulationId);
    expect(at(shard, 'index')).toBe(at(job, 'data', 'index'));
  };
});

const isDecided = (outcome: unknown): boolean => at(outcome, 'kind') === 'decided';

/** The same answer but for one outcome, whose status is another. */
const withOutcome = (said: string, path: readonly (string | number)[]): string => {
  const changed = jsonOf(said);
  const outcome = Object(at(changed, ...path));
  outcome.status = outcome.status === 'deferred' ? 'ignored' : 'deferred';
  return JSON.stringify(changed);
};
