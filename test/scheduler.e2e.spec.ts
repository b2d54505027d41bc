import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, openConnection, type Broker } from './support/broker.ts';
import { changeIn, changesOf } from './support/changes.ts';
import { accepted, signInAll } from './support/client.ts';
import { credentialsOf } from './support/credentials.ts';
import { runCommandId, idFromCommand } from './support/digests.ts';
import { at, jsonOf, listAt, numberAt, textAt } from './support/json.ts';
import { simulate, succeeded, versionOverEstate, type People } from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { dataOfFacts } from './support/simulation-events.ts';
import { projectDir, START_MS, startStack, type Stack } from './support/stack.ts';

const SETUP_MS = 60_000;
const WAIT_MS = 30_000;
const evaluatedAt = '2025-05-14T00:00:00.000Z';
const policyId = 'production-baseline';
const inputs = { sbomSet: ['fleet/blue'], advisoryCursor: 'advisories-7', vexCursor: 'vex-7' };

jest.setTimeout(120_000);

let stack: Stack;
let acme: People;
let folder: string;
let credentials: { readonly file: string };
let admin: Broker;
/** The same simulation, asked for over HTTP. */
let whole: unknown;
let wholeDigest: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scheduler-example-'));
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  const asked = await versionOverEstate(stack, acme.alice, policyId, inputs);
  whole = await simulate(stack, acme.alice, { ...asked, evaluatedAt });
  wholeDigest = resultOf(whole);
  credentials = await credentialsOf(stack, 'acme', 'scheduler');
  admin = await openBroker(stack.broker('admin'));
}, START_MS + SETUP_MS);
afterAll(async () => {
  await admin?.close();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
}, START_MS);

const resultOf = (simulation: unknown): string => textAt(simulation, 'result', 'resultDigest');

type Said = { readonly code: number; readonly statuses: readonly unknown[] };

/** Runs the example as a scheduler's operator does, with nothing but the scheduler's own credentials. */
const schedule = async (run: object): Promise<Said> => {
  const file = join(folder, 'run.json');
  await writeFile(file, JSON.stringify(run));
  const { url } = stack.broker(credentials);
  const env = { PATH: process.env['PATH'], NATS_URL: url, NATS_CREDS_FILE: credentials.file };
  const script = join(projectDir, 'examples/01-schedule-a-simulation.mjs');
  return new Promise((done, fail) => {
    execFile(process.execPath, [script, file], { env }, (error, stdout, stderr) => {
      if (stderr !== '') return fail(new Error(stderr));
      const lines = stdout.trim().split('\n');
      done({
        code: typeof error?.code === 'number' ? error.code : 0,
        statuses: lines.map((line) => JSON.parse(line)),
      });
    });
  });
};

const runOf = (runId: string, changed: object = {}): object => ({
  schema: 'scheduler.policy-run-request@1',
  tenantId: 'acme',
  policyId,
  policyVersion: 1,
  mode: 'simulate',
  priority: 'high',
  runId,
  requestedBy: 'nightly',
  inputs: { ...inputs, environment: { evaluated_at: '2026-03-01T00:00:00.000Z', target: 'prod' } },
  ...changed,
});

it('the example of a scheduler has a simulation run, and hears how it goes', async () => {
  const { code, statuses } = await schedule(runOf('nightly/1'));
  const simulationId = idFromCommand(runCommandId('acme', 'nightly/1'));
  // What is told may be ahead of what is read.
  const simulation = await succeeded(stack, acme.alice, simulationId);
  expect([code, statuses.at(-1)]).toMatchObject([
    0,
    { status: 'succeeded', simulationId, resultDigest: resultOf(simulation) },
  ]);
  expect(new Set(statuses.map((status) => at(status, 'status')))).toStrictEqual(
    new Set(['queued', 'running', 'succeeded']),
  );
});

it('the example of a scheduler is told that a run was refused, and starts nothing', async () => {
  const unfrozen = { inputs: { ...inputs, vexCursor: 'vex-8', environment: {} } };
  const { code, statuses } = await schedule(runOf('nightly/2', unfrozen));
  expect([code, statuses]).toMatchObject([1, [{ status: 'refused', code: 'ERR_INPUTS_UNFROZEN' }]]);
  const list = accepted(await acme.alice.get('/api/v1/simulations'), 200);
  expect(JSON.stringify(list)).not.toContain(idFromCommand(runCommandId('acme', 'nightly/2')));
});

describe('a run that a scheduler asks for by a message', () => {
  const runRequest = (runId: string, changed: object = {}): object => ({
    schema: 'scheduler.policy-run-request@1',
    tenantId: 'acme',
    policyId,
    policyVersion: 1,
    mode: 'simulate',
    priority: 'normal',
    runId,
    requestedBy: 'nightly',
    correlationId: `nightly-${runId}`,
    inputs: {
      ...inputs,
      environment: { evaluated_at: evaluatedAt, target: 'prod' },
      captureExplain: true,
    },
    ...changed,
  });
  /** Evaluated at the time of its command, as a submission wants it. */
  const unexplainedRun = (runId: string): object =>
    runRequest(runId, { inputs: { ...inputs, environment: { target: 'prod' }, captureExplain: false } });
  const samplesOf = async (simulation: unknown): Promise<readonly unknown[]> => {
    const { body } = await acme.alice.get(`/api/v1/simulations/${textAt(simulation, 'simulationId')}/result`);
    return listAt(body, 'samples');
  };
  const known = (simulationId: string): Promise<true> =>
    stack.until('a simulation of the run', WAIT_MS, async () => {
      const { status } = await acme.alice.get(`/api/v1/simulations/${simulationId}`);
      return status === 200 ? true : undefined;
    });
  const publish = async (runId: string, request: object): Promise<string> => {
    const scheduler = await openConnection(stack.broker(credentials));
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

  it('gives the digest of the same simulation over HTTP, and its scheduler is told how it goes', async () => {
    const runId = 'run/2025-05-14 #1';
    const simulationId = idFromCommand(runCommandId('acme', runId));
    const told = await toldDuring(async () => {
      await publish(runId, runRequest(runId));
      await known(simulationId);
      const simulation = await succeeded(stack, acme.alice, simulationId);
      expect([resultOf(simulation), at(simulation, 'runId')]).toStrictEqual([wholeDigest, runId]);
      return 'succeeded';
    });
    const status = { schema: 'scheduler.policy-run-status@1', tenantId: 'acme', runId, simulationId };
    const isProgress = (one: unknown): boolean => at(one, 'progress') !== undefined;
    expect(told.filter((one) => !isProgress(one))).toStrictEqual([
      { ...status, status: 'queued' },
      { ...status, status: 'running' },
      { ...status, status: 'succeeded', resultDigest: wholeDigest },
    ]);
    // How far the simulation is when each is told, which may be further than its event.
    const done = told.filter(isProgress).map((one) => numberAt(one, 'progress', 'done'));
    expect(done).toStrictEqual(done.toSorted((a, b) => a - b));
    expect(done.at(-1)).toBeLessThanOrEqual(numberAt(whole, 'evaluationsTotal'));
  });

  it('has no traces where it wants none, as over HTTP, and supports a submission whose decisions are marked', async () => {
    const runId = 'unexplained';
    const simulationId = idFromCommand(await publish(runId, unexplainedRun(runId)));
    await known(simulationId);
    const simulation = await succeeded(stack, acme.alice, simulationId);
    expect([at(simulation, 'inputs', 'captureExplain'), resultOf(simulation) === wholeDigest]).toStrictEqual([
      false,
      false,
    ]);
    const { snapshotId, inputs: frozen } = Object(simulation);
    const asked = { policyId, version: 1, snapshotId, evaluatedAt: at(frozen, 'evaluatedAt') };
    const same = await simulate(stack, acme.alice, { ...asked, captureExplain: false });
    expect(resultOf(same)).toBe(resultOf(simulation));

    const explained = await simulate(stack, acme.alice, { ...asked, captureExplain: true });
    expect(await samplesOf(simulation)).toStrictEqual(
      (await samplesOf(explained)).map((sample) => {
        const { traces, ...bare } = Object(sample);
        expect(listAt(traces, 'candidate').length).toBeGreaterThan(0);
        return bare;
      }),
    );
    await policyctl(stack, 'login', '--as', 'alice');
    const verified = await policyctl(stack, 'simulation', 'verify', simulationId);
    expect([verified.exitCode, at(verified.document, 'findings')]).toStrictEqual([0, []]);

    const version = `/api/v1/policies/${policyId}/versions/1`;
    accepted(await acme.alice.post(`${version}/submit`, { simulationId }), 200);
    const { index } = changeIn(await changesOf(acme.bob, simulationId), () => true);
    const mark = { index, mark: 'intended', reason: 'looked at' };
    const marked = accepted(await acme.bob.post(`${version}/marks`, mark), 200);
    expect(listAt(marked, 'marks')).toMatchObject([{ index, mark: 'intended' }]);
  });

  it('starts nothing for inputs that no snapshot was made of, and says so', async () => {
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

  it('is one simulation, also when its id is used twice: the same request changes nothing, another is refused', async () => {
    const runId = 'twice';
    const commandId = runCommandId('acme', runId);
    const simulationId = idFromCommand(commandId);
    await publish(runId, runRequest(runId));
    await known(simulationId);
    const first = await succeeded(stack, acme.alice, simulationId);
    const told = await toldDuring(async () => {
      await publish(runId, runRequest(runId));
      await decidedAll();
      await publish(runId, runRequest(runId, { priority: 'high' }));
      return 'refused';
    });
    const status = { schema: 'scheduler.policy-run-status@1', tenantId: 'acme', runId, simulationId };
    expect(told).toStrictEqual([{ ...status, status: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' }]);
    expect((await acme.alice.get(`/api/v1/simulations/${simulationId}`)).body).toStrictEqual(first);
    const requested = await dataOfFacts(admin, { tenant: 'acme', simulationId, type: 'SimulationRequested' });
    expect(requested).toHaveLength(1);
  });

  const decidedAll = (): Promise<true> =>
    stack.until('an empty queue of runs', WAIT_MS, async () =>
      (await admin.sizeOf('RUNS')) === 0 ? true : undefined,
    );

  it('is all that a scheduler may publish, and its statuses all that it may hear', async () => {
    const scheduler = await openConnection(stack.broker(credentials));
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
    for (const subject of denied)
      scheduler.publish(subject, '{}', { reply: 'registry.evt.acme.policy.forged' });
    const closed: Promise<void | Error>[] = [];
    for (const subject of ['registry.run-status.>', '_INBOX_admin.>', '>'])
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
