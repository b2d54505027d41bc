import { rename } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from '@jest/globals';

import { openBroker, type Broker } from './support/broker.ts';
import { accepted, signInAll, type Client } from './support/client.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import { simulate, startSimulation, succeeded, versionOverEstate } from './support/lifecycle.ts';
import { scrape, seriesOf } from './support/metrics.ts';
import { factsOf } from './support/simulation-events.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const SETUP_MS = 60_000;
const SIGN_MS = 60_000;
const TIME_OUT_MS = 60_000;

let stack: Stack;
let alice: Client;
let dave: Client;
let admin: Broker;
let request: Readonly<Record<string, unknown>>;
beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  ({ alice, dave } = await signInAll(stack, 'acme'));
  admin = await openBroker(stack.broker('admin'));
  request = {
    ...(await versionOverEstate(stack, alice, 'unsigned-gate')),
    evaluatedAt: '2026-03-01T00:00:00.000Z',
  };
}, START_MS + SETUP_MS);
afterAll(async () => {
  await admin?.close();
  await stack?.stop();
}, START_MS);

it(
  'a simulation that could not be signed is signed when it is retried, and nothing of it is evaluated or reduced again',
  async () => {
    const key = join(stack.folder, 'keys', 'evidence', 'acme.pem');
    await rename(key, `${key}.away`);
    const simulationId = await startSimulation(alice, request);
    const path = `/api/v1/simulations/${simulationId}`;
    const failed = await stack.until('a simulation that failed', SIGN_MS, async () => {
      const { body } = await alice.get(path);
      return at(body, 'state') === 'failed' ? body : undefined;
    });
    expect(failed).toMatchObject({ failure: { code: 'SIGNING_FAILED' } });
    await rename(`${key}.away`, key);

    accepted(await alice.post(`${path}/retry`, {}), 200);
    const signed = await succeeded(stack, alice, simulationId);
    const digest = textAt(failed, 'result', 'resultDigest');
    expect(signed).toMatchObject({ twin: 'equal', failure: null, result: { resultDigest: digest } });
    const types = (await factsOf(admin, 'acme', simulationId)).map((fact) => textAt(fact, 'type'));
    const count = (type: string) => types.filter((one) => one === type).length;
    expect(count('ShardEvaluated')).toBe(2 * numberAt(signed, 'shards'));
    expect(['SimulationReduced', 'AttestationRetried', 'SimulationSucceeded'].map(count)).toStrictEqual([
      1, 1, 1,
    ]);
    expect(textAt(await simulate(stack, alice, request), 'result', 'resultDigest')).toBe(digest);
  },
  3 * SIGN_MS,
);

const limitDuration = async (simulationDurationMaxMs: number): Promise<void> => {
  const { body } = await dave.get('/api/v1/tenant');
  const approvals = numberAt(body, 'approvalPolicy', 'approvals');
  const settings = {
    authenticationAgeMaxMs: 300_000,
    simulationAgeMaxMs: 86_400_000,
    simulationDurationMaxMs,
  };
  const headers = { 'if-match': `"${numberAt(body, 'revision')}"` };
  accepted(await dave.put('/api/v1/tenant/settings', { settings, approvals }, { headers }), 200);
};

it(
  'a simulation that no runner works on fails when its time is up, gives up its place, hears of no answer that comes late, and is planned when it is retried',
  async () => {
    const runner = await stack.pidOf('runner-1');
    process.kill(runner, 'SIGSTOP');
    let simulationId: string;
    try {
      await limitDuration(1_000);
      simulationId = await startSimulation(alice, request);
      const failed = await stack.until('a simulation that failed', TIME_OUT_MS, async () => {
        const { body } = await alice.get(`/api/v1/simulations/${simulationId}`);
        return at(body, 'state') === 'failed' ? body : undefined;
      });
      expect(failed).toMatchObject({ failure: { code: 'TIMED_OUT' } });
      await stack.until('an empty queue', TIME_OUT_MS, async () => {
        const { body } = await alice.get('/api/v1/simulations/queue');
        return listAt(body, 'items').length === 0 ? body : undefined;
      });
    } finally {
      process.kill(runner, 'SIGCONT');
    }
    await limitDuration(3_600_000);
    await simulate(stack, alice, request);
    const types = (await factsOf(admin, 'acme', simulationId)).map((fact) => textAt(fact, 'type'));
    expect(types).toStrictEqual(['SimulationRequested', 'SimulationFailed']);
    accepted(await alice.post(`/api/v1/simulations/${simulationId}/retry`, {}), 200);
    expect(await succeeded(stack, alice, simulationId)).toMatchObject({ failure: null, twin: 'equal' });
    const [late] = seriesOf(await scrape(stack.projectorUrl), 'policy_timer_lag_seconds');
    expect(late).toMatchObject({ labels: { app: 'projector', tenant: 'acme' }, value: 1 });
  },
  3 * TIME_OUT_MS,
);
