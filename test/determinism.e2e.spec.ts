import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, openConnection, type Broker } from './support/broker.ts';
import { accepted, signInAll } from './support/client.ts';
import { idFromCommand, runCommandId } from './support/digests.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, jsonOf, numberAt, textAt } from './support/json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  promote,
  release,
  saveCompiled,
  simulate,
  succeeded,
  type People,
} from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const LIFE_MS = 90_000;
const WAIT_MS = 30_000;

jest.setTimeout(90_000);

const policyId = 'production-baseline';
const evaluatedAt = '2025-05-14T00:00:00.000Z';
const inputs = {
  sbomSet: ['fleet/blue', 'fleet/green'],
  advisoryCursor: 'advisories-118',
  vexCursor: 'vex-42',
};

/**
 * The digests of two simulations of what is committed under examples/: the first version against the empty policy,
 * and the second against the first. They change only with the examples, or with an engine or importer that says
 * so in its version; then they are set anew, on purpose.
 */
const GOLDEN = {
  first: '32aa28ff74bd86a735daad6b49cf18a0aeb142f0083f934b33e8d657a725a440',
  second: '32b812a85b7453f54aa4ff8831a4bce1e492df5976ae03d56df51cc0f37b7763',
};

/** The life up to two versions, of which the first is bound; with the simulations of both. */
const liveToSecondVersion = async (stack: Stack, people: People): Promise<Lived> => {
  const { alice, carol } = people;
  await createPolicy(alice, policyId);
  await saveCompiled(stack, alice, policyId, policyFiles('v1'));
  await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
  const snapshotId = textAt(await importFrozen(stack, alice, estate(), inputs), 'snapshotId');
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

describe('three runners of another stack', () => {
  let stack: Stack;
  let acme: People;
  let lived: Lived;
  let admin: Broker;
  beforeAll(async () => {
    stack = await startStack({ runners: 3 });
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

  describe('asked by a scheduler', () => {
    const runRequest = (runId: string, changed: object = {}): object => ({
      schema: 'scheduler.policy-run-request@1',
      tenantId: 'acme',
      policyId,
      policyVersion: 2,
      mode: 'simulate',
      priority: 'normal',
      runId,
      requestedBy: 'nightly',
      correlationId: `nightly-${runId}`,
      inputs: {
        ...inputs,
        environment: { evaluated_at: evaluatedAt, target: 'prod' },
        captureExplain: false,
      },
      ...changed,
    });
    const publish = async (runId: string, request: object): Promise<string> => {
      const scheduler = await openConnection(stack.broker('scheduler'));
      const commandId = runCommandId('acme', runId);
      scheduler.publish(`registry.cmd.scheduler.acme.${commandId}`, JSON.stringify(request));
      await scheduler.drain();
      return commandId;
    };

    /** The statuses that a run's scheduler is told while `work` lasts, up to the one that ends it. */
    const toldDuring = async (work: () => Promise<string>): Promise<readonly unknown[]> => {
      const told = new Map<string, unknown>(); // they may be told more than once
      const subscription = admin.connection.subscribe('registry.run-status.acme.*', {
        callback: (_error, message) => void told.set(message.string(), jsonOf(message.string())),
      });
      await admin.connection.flush();
      const last = await work();
      await stack.until(`the status ${last} of the run`, WAIT_MS, () =>
        [...told.values()].some((status) => at(status, 'status') === last) ? true : undefined,
      );
      subscription.unsubscribe();
      return [...told.values()];
    };

    it('give the same digest, and tell the scheduler how the run goes', async () => {
      const runId = 'run/2025-05-14 #1';
      const simulationId = idFromCommand(runCommandId('acme', runId));
      const told = await toldDuring(async () => {
        await publish(runId, runRequest(runId));
        await stack.until('a simulation of the run', WAIT_MS, async () => {
          const { status } = await acme.alice.get(`/api/v1/simulations/${simulationId}`);
          return status === 200 ? true : undefined;
        });
        const simulation = await succeeded(stack, acme.alice, simulationId);
        expect([resultOf(simulation), at(simulation, 'runId')]).toStrictEqual([GOLDEN.second, runId]);
        return 'succeeded';
      });
      const status = { schema: 'scheduler.policy-run-status@1', tenantId: 'acme', runId, simulationId };
      const isProgress = (one: unknown): boolean => at(one, 'progress') !== undefined;
      expect(told.filter((one) => !isProgress(one))).toStrictEqual([
        { ...status, status: 'queued' },
        { ...status, status: 'running' },
        { ...status, status: 'succeeded', resultDigest: GOLDEN.second },
      ]);
      // How far the simulation is when each is told, which may be further than its event.
      const done = told.filter(isProgress).map((one) => numberAt(one, 'progress', 'done'));
      expect(done).toStrictEqual(done.toSorted((a, b) => a - b));
      expect(done.at(-1)).toBeLessThanOrEqual(2 * numberAt(lived.second, 'shards'));
    });

    it('start nothing for inputs that no snapshot was made of, and say so', async () => {
      const runId = 'unfrozen';
      const commandId = runCommandId('acme', runId);
      const simulationId = idFromCommand(commandId);
      const told = await toldDuring(async () => {
        await publish(runId, runRequest(runId, { inputs: { ...inputs, vexCursor: 'vex-43' } }));
        return 'refused';
      });
      const status = { schema: 'scheduler.policy-run-status@1', tenantId: 'acme', runId, simulationId };
      expect(told).toStrictEqual([{ ...status, status: 'refused', code: 'ERR_INPUTS_UNFROZEN' }]);

      const outcome = await acme.alice.get(`/api/v1/commands/${commandId}`);
      expect(outcome.body).toMatchObject({ status: 'rejected', code: 'ERR_INPUTS_UNFROZEN' });
      expect((await acme.alice.get(`/api/v1/simulations/${simulationId}`)).status).toBe(404);
    });

    it('are beyond its reach: it may publish its runs, and nothing else', async () => {
      const scheduler = await openConnection(stack.broker('scheduler'));
      const violations: string[] = [];
      void (async () => {
        for await (const status of scheduler.status())
          if (status.type === 'error') violations.push(String(status.error));
      })();
      const denied = [
        '$JS.API.INFO',
        '$JS.API.STREAM.NAMES',
        '$JS.API.STREAM.MSG.GET.EVENTS',
        '$JS.API.CONSUMER.CREATE.EVENTS',
        'registry.cmd.scheduler.globex.abc',
        'registry.cmd.gateway.acme.abc',
        `registry.evt.acme.policy.${policyId}`,
      ];
      const before = await admin.sizeOf('EVENTS');
      for (const subject of denied) scheduler.publish(subject, '{}', { reply: '_INBOX_scheduler.reply' });
      const closed: Promise<void | Error>[] = [];
      for (const subject of ['registry.run-status.>', '_INBOX_scheduler.>', '>'])
        closed.push(scheduler.subscribe(subject, { callback: () => undefined }).closed);
      await stack.until('a refusal of each', WAIT_MS, () =>
        denied.every((subject) => violations.some((one) => one.includes(`"${subject}"`))) ? true : undefined,
      );
      for (const ending of await Promise.all(closed))
        expect(String(ending)).toMatch(/^PermissionViolationError/);
      expect(await admin.sizeOf('EVENTS')).toBe(before);
      await scheduler.close();
    });
  });
});
