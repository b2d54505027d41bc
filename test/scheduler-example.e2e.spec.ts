import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { accepted, signInAll } from './support/client.ts';
import { runCommandId, idFromCommand } from './support/digests.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at } from './support/json.ts';
import { createPolicy, draftVersion, importFrozen, saveCompiled, type People } from './support/lifecycle.ts';
import { projectDir, START_MS, startStack, type Stack } from './support/stack.ts';

const SETUP_MS = 60_000;
const policyId = 'production-baseline';
const inputs = { sbomSet: ['fleet/blue'], advisoryCursor: 'advisories-7', vexCursor: 'vex-7' };

jest.setTimeout(120_000);

let stack: Stack;
let acme: People;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scheduler-example-'));
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  await createPolicy(acme.alice, policyId);
  await saveCompiled(stack, acme.alice, policyId, policyFiles('v1'));
  await draftVersion(acme.alice, policyId, { revision: 1, semver: '1.0.0' });
  await importFrozen(stack, acme.alice, estate(), inputs);
}, START_MS + SETUP_MS);
afterAll(async () => {
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
}, START_MS);

type Said = { readonly code: number; readonly statuses: readonly unknown[] };

/** Runs the example as a scheduler's operator does, with nothing but the scheduler's own password. */
const schedule = async (run: object): Promise<Said> => {
  const file = join(folder, 'run.json');
  await writeFile(file, JSON.stringify(run));
  const { url, user, password } = stack.broker('scheduler');
  const env = { PATH: process.env['PATH'], NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password };
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
  const { body } = await acme.alice.get(`/api/v1/simulations/${simulationId}`);
  expect([code, statuses.at(-1)]).toMatchObject([
    0,
    { status: 'succeeded', simulationId, resultDigest: at(body, 'result', 'resultDigest') },
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
