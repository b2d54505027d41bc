import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

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
import { policyctl, policyctlWith } from './support/policyctl.ts';
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

describe('without a description of a stack', () => {
  const inStack = (...path: readonly string[]): string => join(stack.folder, ...path);
  const variables = () => ({
    POLICYCTL_URL: stack.gatewayUrl,
    POLICYCTL_ISSUER: stack.issuerUrl,
    POLICYCTL_TENANT: 'acme',
    POLICYCTL_AS: 'erin',
    POLICYCTL_HOME: inStack('home'),
    POLICYCTL_NATS_URL: stack.broker('auditor').url,
    POLICYCTL_NATS_CREDS_FILE: inStack('broker', 'users', 'auditor.creds'),
    POLICYCTL_NATS_ADMIN_CREDS_FILE: inStack('broker', 'users', 'admin.creds'),
    POLICYCTL_DATABASE_OWNER_URL: stack.ownerUrl,
    POLICYCTL_BROKER_KEYS: inStack('broker', 'keys'),
  });
  type Changed = Partial<ReturnType<typeof variables>>;

  it('it acts as whom and in which tenant its variables say, and keeps that where they say', async () => {
    const acting = { POLICYCTL_AS: 'alice', POLICYCTL_TENANT: 'globex', POLICYCTL_DPOP: 'true' };
    const elsewhere = { ...acting, POLICYCTL_HOME: inStack('elsewhere') };
    const [usual, other] = [
      await policyctlWith(variables(), 'whoami'),
      await policyctlWith({ ...variables(), ...elsewhere }, 'whoami'),
    ];
    expect([usual.document, other.document]).toMatchObject([
      { tokenTenant: 'acme', isBound: false, scopes: expect.arrayContaining(['policy:audit']) },
      { tokenTenant: 'globex', isBound: true, scopes: expect.arrayContaining(['policy:author']) },
    ]);
    expect(await readdir(inStack('home'))).toStrictEqual(['token-acme-erin.json']);
    expect(await readdir(inStack('elsewhere'))).toStrictEqual(['token-globex-alice-dpop.json']);
  });

  it('a variable describes the stack as well', async () => {
    const env = { POLICYCTL_STACK: inStack('stack.json'), POLICYCTL_AS: 'erin', POLICYCTL_TENANT: 'acme' };
    expect((await policyctlWith(env, 'policy', 'list')).exitCode).toBe(0);
  });

  it('it asks the gateway that its variables name, with the token and for the tenant that they say', async () => {
    const heard: unknown[] = [];
    const server = createServer(({ headers }, response) => {
      heard.push([headers.authorization, headers['x-stella-tenant']]);
      response.setHeader('content-type', 'application/json').end('{"items":[],"next_page_token":null}');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const given = { POLICYCTL_URL: url, POLICYCTL_TOKEN: 'given', POLICYCTL_TENANT: 'globex' };
    const { exitCode } = await policyctlWith({ ...variables(), ...given }, 'policy', 'list');
    server.close();
    expect([exitCode, heard]).toStrictEqual([0, [['Bearer given', 'globex']]]);
  });

  const NOWHERE = '127.0.0.1:1';
  const cases: readonly (readonly [readonly string[], Changed, RegExp])[] = [
    [['login'], { POLICYCTL_ISSUER: `http://${NOWHERE}` }, /issuer at http:\/\/127\.0\.0\.1:1/],
    [['audit', 'replay'], { POLICYCTL_NATS_URL: `nats://${NOWHERE}` }, /broker at nats:\/\/127\.0\.0\.1:1/],
    [['audit', 'replay'], { POLICYCTL_NATS_CREDS_FILE: '/absent' }, /\/absent/],
    [['dead-letters', 'list'], { POLICYCTL_NATS_ADMIN_CREDS_FILE: '/absent' }, /\/absent/],
    [['broker-credentials', '--role', 'auditor'], { POLICYCTL_BROKER_KEYS: '/absent' }, /\/absent/],
    [
      ['projector', 'rebuild', '--compare-only'],
      { POLICYCTL_DATABASE_OWNER_URL: `postgres://${NOWHERE}/x` },
      /database at 127\.0\.0\.1:1/,
    ],
  ];
  it.each(cases)('%j goes where its variable says, with %j to nothing', async (args, changed, reason) => {
    expect(await policyctlWith(variables(), ...args)).toMatchObject({ exitCode: 0 });
    const { exitCode, stderr, document } = await policyctlWith({ ...variables(), ...changed }, ...args);
    expect(exitCode).not.toBe(0);
    expect(`${stderr}${JSON.stringify(document)}`).toMatch(reason);
  });
});
