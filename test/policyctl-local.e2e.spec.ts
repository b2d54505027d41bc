import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { accepted, signInAll } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, listAt, textAt } from './support/json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  saveCompiled,
  simulate,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { projectDir, START_MS, startStack, type Stack } from './support/stack.ts';

const SETUP_MS = 60_000;
const policyId = 'production-baseline';

jest.setTimeout(120_000);

let stack: Stack;
let acme: People;
beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
}, START_MS + SETUP_MS);
afterAll(async () => {
  await stack?.stop();
}, START_MS);

it('a simulation on one\u2019s own machine has the result digest of the registry, for the same inputs', async () => {
  const { alice } = acme;
  await createPolicy(alice, policyId);
  await saveCompiled(stack, alice, policyId, policyFiles('v2'));
  await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
  const snapshot = await importFrozen(stack, alice, estate());
  const request = {
    policyId,
    version: 1,
    snapshotId: textAt(snapshot, 'snapshotId'),
    evaluatedAt: '2026-03-01T00:00:00.000Z',
    seed: 42,
    env: { exposure: 'internet' },
  };
  const simulation = await simulate(stack, alice, request);
  const result = accepted(
    await alice.get(`/api/v1/simulations/${textAt(simulation, 'simulationId')}/result`),
    200,
  );

  // Everything the result depends on and a caller may not have chosen: the registry tells it in the result.
  const frozenAt = at(result, 'inputs', 'snapshotFrozenAt');
  const budgets =
    at(result, 'inputs', 'budgets') === undefined ? [] : listAt(result, 'inputs', 'budgets', 'lines');
  const said = await policyctl(
    stack,
    ...[
      'simulate',
      '--local',
      `${projectDir}/examples/policies/v2`,
      '--reports',
      `${projectDir}/examples/estate`,
    ],
    ...['--evaluated-at', request.evaluatedAt, '--seed', '42', '--env', 'exposure=internet'],
    ...(typeof frozenAt === 'string' ? ['--snapshot-frozen-at', frozenAt] : []),
    ...budgets.flatMap((line) => ['--budget', String(line)]),
  );
  expect([said.exitCode, at(said.document, 'resultDigest'), at(said.document, 'tuples')]).toStrictEqual([
    0,
    textAt(simulation, 'result', 'resultDigest'),
    2_510,
  ]);
});
