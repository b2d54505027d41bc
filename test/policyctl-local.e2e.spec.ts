import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

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

it('the example of a client asks what would change, and hears it', async () => {
  const { alice } = acme;
  const env = {
    PATH: process.env['PATH'],
    REGISTRY_URL: stack.gatewayUrl,
    REGISTRY_TENANT: alice.tenant,
    REGISTRY_TOKEN: alice.token,
  };
  const script = join(projectDir, 'examples/02-simulate-a-change.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'from-an-example'], { env });
  const said = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(said.filter((line) => at(line, 'state') === 'succeeded')).toMatchObject([
    { counts: { newly_blocked: expect.any(Number) } },
  ]);
  expect(said.at(-1)).toMatchObject({ policyId });
  expect(said.at(-2)).toMatchObject({ policyId: 'from-an-example', versions: 1 });
}, 120_000);

it('shows what a snapshot holds and how old it is, and what it has otherwise than another', async () => {
  await policyctl(stack, 'login', '--as', 'alice');
  const scans = estate().flatMap(({ kind, name }) =>
    kind === 'trivy' ? [`${projectDir}/examples/estate/${name}`] : [],
  );
  const imported = async (count: number): Promise<string> =>
    textAt((await policyctl(stack, 'snapshot', 'import', ...scans.slice(0, count))).document, 'snapshotId');
  const [fewer, more] = [await imported(3), await imported(4)];

  const { exitCode, document: shown } = await policyctl(stack, 'snapshot', 'show', more);
  const tuples = Number(at(shown, 'tuples'));
  expect([exitCode, shown]).toMatchObject([
    0,
    { snapshotId: more, state: 'frozen', summary: { tuples, statistics: { images: 4 } } },
  ]);
  expect(at(shown, 'summary', 'ageSeconds')).toBeLessThan(3_600);

  const added = tuples - Number(at((await policyctl(stack, 'snapshot', 'show', fewer)).document, 'tuples'));
  expect(added).toBeGreaterThan(0);
  const compared = ['snapshot', 'diff', more, fewer] as const;
  const [differs, asked, equal, absent] = [
    await policyctl(stack, ...compared),
    await policyctl(stack, ...compared, '--exit-code'),
    await policyctl(stack, 'snapshot', 'diff', more, more, '--exit-code'),
    await policyctl(stack, 'snapshot', 'diff', more, 'absent'),
  ];
  expect([differs.exitCode, differs.document]).toMatchObject([
    0,
    { snapshotId: more, against: fewer, added, removed: 0, changed: 0, unchanged: tuples - added },
  ]);
  expect(listAt(differs.document, 'changes')).toHaveLength(Math.min(added, 500));
  expect([asked.exitCode, equal.exitCode, absent.exitCode]).toStrictEqual([1, 0, 1]);
  expect(at(absent.document, 'problem', 'code')).toBe('NOT_FOUND');
});
