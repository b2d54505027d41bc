import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, type Broker } from './support/broker.ts';
import { accepted, signInAll } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { GOLDEN, GOLDEN_INPUTS, GOLDEN_INSTANT, GOLDEN_POLICY } from './support/golden.ts';
import { at, numberAt, textAt } from './support/json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  promote,
  release,
  saveCompiled,
  simulate,
  startSimulation,
  succeeded,
  type People,
} from './support/lifecycle.ts';
import { dataOfFacts } from './support/simulation-events.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

// One result digest: over one, two and four runners, in shards of any size, recorded in any order, through kill -9 of
// runners and of the projector in the middle. What is committed here holds from one build and machine to the next.

const LIFE_MS = 90_000;
const WAIT_MS = 60_000;

jest.setTimeout(150_000);

const policyId = GOLDEN_POLICY;
const evaluatedAt = GOLDEN_INSTANT;

/** The life up to two versions, of which the first is bound; with the simulations of both. */
const liveToSecondVersion = async (stack: Stack, people: People): Promise<Lived> => {
  const { alice, carol } = people;
  await createPolicy(alice, policyId);
  await saveCompiled(stack, alice, policyId, policyFiles('v1'));
  await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
  const snapshotId = textAt(await importFrozen(stack, alice, estate(), GOLDEN_INPUTS), 'snapshotId');
  const first = await simulate(stack, alice, { policyId, version: 1, snapshotId, evaluatedAt });
  // The golden digest is of an instant that a submission does not take any more.
  const today = await simulate(stack, alice, { policyId, version: 1, snapshotId });
  await release(stack, people, `/api/v1/policies/${policyId}/versions/1`, today);
  await promote(carol, { policyId, version: 1 });
  await saveCompiled(stack, alice, policyId, policyFiles('v2'), 1);
  await draftVersion(alice, policyId, { revision: 2, semver: '2.0.0' });
  const second = await simulate(stack, alice, { policyId, version: 2, snapshotId, evaluatedAt });
  return { snapshotId, first, second };
};

type Lived = { readonly snapshotId: string; readonly first: unknown; readonly second: unknown };

const resultOf = (simulation: unknown): string => textAt(simulation, 'result', 'resultDigest');

describe('one runner', () => {
  let stack: Stack;
  let lived: Lived;
  beforeAll(async () => {
    stack = await startStack({ runners: 1 });
    lived = await liveToSecondVersion(stack, await signInAll(stack, 'acme'));
  }, START_MS + LIFE_MS);
  afterAll(() => stack?.stop(), START_MS);

  it('gives the committed digests', () => {
    expect({ first: resultOf(lived.first), second: resultOf(lived.second) }).toStrictEqual(GOLDEN);
    expect(at(lived.second, 'runners')).toStrictEqual({ 'runner-1': 2 * numberAt(lived.second, 'shards') });
  });

  it('counts every result class as the examples tell it', () => {
    expect(at(lived.second, 'result', 'counts')).toStrictEqual({
      error_new: 15,
      error_fixed: 24,
      not_evaluable: 72,
      newly_blocked: 116,
      newly_allowed: 13,
      severity_raised: 143,
      severity_lowered: 147,
      outcome_changed: 24,
      unchanged: 1_956,
    });
  });
});

describe('two runners of another stack, one of which is killed with a partial result stored and not reported', () => {
  let stack: Stack;
  let lived: Lived;
  beforeAll(async () => {
    stack = await startStack({ runners: 2, fault: 'runner-2=after-partial-put-before-command' });
    lived = await liveToSecondVersion(stack, await signInAll(stack, 'acme'));
  }, START_MS + LIFE_MS);
  afterAll(() => stack?.stop(), START_MS);

  it('give the same digests', () => {
    expect(stack.said()).toMatch(/runner-2 ended \(SIGKILL\); starting it again/);
    expect({ first: resultOf(lived.first), second: resultOf(lived.second) }).toStrictEqual(GOLDEN);
  });
});

describe('four runners of a third stack', () => {
  let stack: Stack;
  let acme: People;
  let lived: Lived;
  let admin: Broker;
  beforeAll(async () => {
    stack = await startStack({ runners: 4 });
    acme = await signInAll(stack, 'acme');
    admin = await openBroker(stack.broker('admin'));
    lived = await liveToSecondVersion(stack, acme);
  }, START_MS + LIFE_MS);
  afterAll(async () => {
    await admin?.close();
    await stack?.stop();
  }, START_MS);

  const again = (shardTuples: number): Promise<unknown> =>
    simulate(stack, acme.alice, {
      policyId,
      version: 2,
      snapshotId: lived.snapshotId,
      evaluatedAt,
      shardTuples,
    });

  it('give the same digests', () => {
    expect({ first: resultOf(lived.first), second: resultOf(lived.second) }).toStrictEqual(GOLDEN);
  });

  /** Waits until so many of its shards are evaluated. */
  const evaluatedBy = (simulationId: string, evaluations: number): Promise<unknown> =>
    stack.until(`${evaluations} evaluations of ${simulationId}`, WAIT_MS, async () => {
      const { body } = await acme.alice.get(`/api/v1/simulations/${simulationId}`);
      return numberAt(body, 'evaluations') >= evaluations ? true : undefined;
    });

  it('give the same digest however the tuples are cut, each having evaluated at least one shard', async () => {
    const cuts = [await again(50), await again(977)];
    expect(cuts.map(resultOf)).toStrictEqual([GOLDEN.second, GOLDEN.second]);
    const [many, few] = cuts.map((simulation) => numberAt(simulation, 'shards'));
    expect(many).toBeGreaterThan(40);
    expect(few).toBeLessThan(many ?? 0);
    const evaluations = Object.entries(Object(at(cuts[0], 'runners')));
    expect(evaluations.map(([runner]) => runner).toSorted()).toStrictEqual([
      'runner-1',
      'runner-2',
      'runner-3',
      'runner-4',
    ]);
    const sum = evaluations.reduce((total, [, count]) => total + Number(count), 0);
    expect(sum).toBe(2 * (many ?? 0));
  });

  it('evaluate each shard twice, with equal partial results', async () => {
    const path = `/api/v1/simulations/${textAt(lived.second, 'simulationId')}/shards`;
    const shards = accepted(await acme.alice.get(path), 200);
    const digests = Map.groupBy(Object(at(shards, 'items')) satisfies Iterable<unknown>, (shard) =>
      at(shard, 'index'),
    );
    for (const [, twins] of digests) {
      expect(twins.map((twin) => at(twin, 'replica'))).toStrictEqual([0, 1]);
      expect(new Set(twins.map((twin) => textAt(twin, 'partialDigest'))).size).toBe(1);
    }
    expect(digests.size).toBe(numberAt(lived.second, 'shards'));
  });

  it('give another digest where the instant of evaluation is another', async () => {
    const request = {
      policyId,
      version: 2,
      snapshotId: lived.snapshotId,
      evaluatedAt: '2025-05-15T00:00:00.000Z',
    };
    expect(resultOf(await simulate(stack, acme.alice, request))).not.toBe(GOLDEN.second);
  });

  it('record shards in whatever order they are done, through kill -9 of a runner and of the projector in the middle', async () => {
    const cut = { policyId, version: 2, snapshotId: lived.snapshotId, evaluatedAt, shardTuples: 20 };
    const simulationId = await startSimulation(acme.alice, cut);
    await evaluatedBy(simulationId, 10);
    await stack.crash('runner-2');
    await evaluatedBy(simulationId, 60);
    await stack.crash('projector');
    const simulation = await succeeded(stack, acme.alice, simulationId);
    expect([resultOf(simulation), at(simulation, 'twin')]).toStrictEqual([GOLDEN.second, 'equal']);
    expect(numberAt(simulation, 'evaluations')).toBe(numberAt(simulation, 'evaluationsTotal'));

    const evaluated = await dataOfFacts(admin, { tenant: 'acme', simulationId, type: 'ShardEvaluated' });
    expect(evaluated).toHaveLength(2 * numberAt(simulation, 'shards'));
    const order = evaluated.filter((one) => at(one, 'replica') === 0).map((one) => numberAt(one, 'index'));
    expect(order.toSorted((a, b) => a - b)).toStrictEqual([...order.keys()]);
    expect(order).not.toStrictEqual([...order.keys()]);
  });
});
