import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, openConnection } from './support/broker.ts';
import { signInAll } from './support/client.ts';
import { policyFiles } from './support/examples.ts';
import { at, jsonOf, listAt, textAt } from './support/json.ts';
import {
  createPolicy,
  saveCompiled,
  saveFiles,
  simulate,
  versionOverEstate,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { followPage, pagesOf, runCommand, type Following, type Runner } from './support/runbook.ts';
import { mountSmallDisk, type SmallDisk } from './support/small-disk.ts';
import { resetFolder, START_MS, startStack, type Stack } from './support/stack.ts';

// Pages of docs/runbooks that need programs at work, command by command, against the fault that each is about.

const WAIT_MS = 60_000;
const STORE_MEGABYTES = 96;
const isRoot = process.getuid?.() === 0;

jest.setTimeout(240_000);

let folder: string;
let stack: Stack;
let acme: People;
let disk: SmallDisk | undefined;
const followed = new Set<string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-runbooks-'));
  await mkdir(join(folder, 'nats'));
  if (isRoot) disk = mountSmallDisk(join(folder, 'nats'), STORE_MEGABYTES);
  await start();
}, START_MS);

afterAll(async () => {
  await stack?.stop();
  disk?.unmount();
  await resetFolder(folder);
}, START_MS);

const start = async (): Promise<void> => {
  stack = await startStack({ folder, runners: 1 });
  acme = await signInAll(stack, 'acme');
};

/** `npm start` is the stack of this spec, stopped before. */
const run: Runner = async (command, variables) => {
  if (!command.startsWith('npm start')) return runCommand(command, variables);
  await stack.stop();
  await start();
  return { exitCode: 0, said: '' };
};

const follow = (page: string, heading: string, options: Following = {}): Promise<string> => {
  followed.add(page);
  return followPage(page, heading, {
    run,
    ...options,
    variables: { REGISTRY: folder, ...options.variables },
  });
};

const pidOf = async (program: string) => ({ variables: { PID: String(await stack.pidOf(program)) } });

/** Until every program of the stack is ready; one that was killed is started again. */
const everyProgramReady = (): Promise<true> =>
  stack.until('ready programs', WAIT_MS, async () => {
    const urls = [stack.gatewayUrl, stack.projectorUrl, ...stack.runnerUrls];
    const ready = await Promise.all(
      urls.map((url) =>
        fetch(`${url}/readyz`).then(
          ({ status }) => status === 200,
          () => false,
        ),
      ),
    );
    return ready.every(Boolean) || undefined;
  });

it('the doctor finds no fault in a registry that was just started', async () => {
  const { exitCode, document } = await policyctl(stack, 'doctor');
  const checks = listAt(document, 'checks').map(
    (check) => `${textAt(check, 'name')}: ${textAt(check, 'status')}`,
  );
  expect(checks.filter((check) => !check.endsWith(': ok'))).toStrictEqual([
    'broker sync: unknown',
    'replicas: warning',
  ]);
  expect(checks.length).toBeGreaterThan(12);
  expect(exitCode).toBe(0);
});

describe('the runbook', () => {
  it('stuck-queue.md finds who does not work, and has the work done', async () => {
    await createPolicy(acme.alice, 'pay-gate');
    const broker = await openBroker(stack.broker('admin'));
    const runner = await pidOf('runner-1');
    process.kill(Number(runner.variables.PID), 'SIGSTOP');
    await saveFiles(acme.alice, 'pay-gate', policyFiles('v1'));
    await stack.until('a job that waits', WAIT_MS, async () =>
      (await broker.sizeOf('JOBS')) > 0 ? true : undefined,
    );
    const page = 'stuck-queue.md';
    expect(await follow(page, 'Look', { exitCode: 1 })).toMatch(/runner-\w+-v1 stands, with 1 to do/);
    await follow(page, 'Do', runner);
    await stack.until('the work that waited', WAIT_MS, async () =>
      (await broker.sizeOf('JOBS')) === 0 ? true : undefined,
    );
    await broker.close();
    await everyProgramReady();
    await follow(page, 'Verify');
  });

  it('rotate-evidence-key.md has new evidence signed with a new key, and old evidence verified', async () => {
    const asked = await versionOverEstate(stack, acme.alice, 'signed-gate');
    const [before, after] = [join(folder, 'evidence-before'), join(folder, 'evidence-after')];
    await fetchEvidence(await simulate(stack, acme.alice, asked), before);
    const page = 'rotate-evidence-key.md';
    const shown = await follow(page, 'Look');
    await follow(page, 'Do', await pidOf('runner-1'));
    await everyProgramReady();
    const again = { ...asked, evaluatedAt: '2026-03-01T00:00:00.000Z' };
    await fetchEvidence(await simulate(stack, acme.alice, again), after);
    const verified = await follow(page, 'Verify');

    const keys = [await keyOf(before), await keyOf(after)];
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys.map((key) => [shown.includes(key), verified.includes(key)])).toStrictEqual([
      [true, true],
      [false, true],
    ]);
  });

  const fetchEvidence = async (simulation: unknown, out: string): Promise<void> => {
    const asAlice = ['--as', 'alice', '--tenant', 'acme'];
    const id = textAt(simulation, 'simulationId');
    expect((await policyctl(stack, 'evidence', 'fetch', id, '--out', out, ...asAlice)).exitCode).toBe(0);
  };

  /** The key that evidence is signed with, by the trust file that the registry has now. */
  const keyOf = async (evidence: string): Promise<string> => {
    const trust = ['--trust', join(folder, 'keys', 'trust.json'), '--tenant', 'acme'];
    const { exitCode, document } = await policyctl(stack, 'evidence', 'verify', evidence, ...trust);
    expect([exitCode, at(document, 'verdict')]).toStrictEqual([0, 'verified']);
    return textAt(document, 'keyId');
  };

  (isRoot ? it : it.skip)('full-disk.md has the broker write again (skipped when not root)', async () => {
    const variables = { STORE: join(folder, 'nats'), ...(await pidOf('nats-server')).variables };
    const create = (id: string) =>
      acme.alice.post('/api/v1/policies', { policyId: id, name: 'Full' }, { key: id });
    const asked: string[] = [];
    await stack.until('a command that the broker does not take', WAIT_MS, async () => {
      disk?.fill();
      asked.push(`full-${asked.length}`);
      return (await create(asked.at(-1) ?? '')).status === 503 ? true : undefined;
    });
    const page = 'full-disk.md';
    disk?.fill();
    expect(await follow(page, 'Look', { exitCode: 1, variables })).toMatch(
      /FAULT +broker storage +nothing can be written[\s\S]*100%/,
    );
    disk?.free();
    await follow(page, 'Do', { variables });
    await everyProgramReady();
    for (const id of asked)
      await stack.until(`${id} decided`, WAIT_MS, async () =>
        (await create(id)).status === 201 ? true : undefined,
      );
    await follow(page, 'Verify', { variables });
  });

  it('rotate-broker-keys.md keeps out who has the old credentials, and the registry works with new ones', async () => {
    const credentials = join(folder, 'broker', 'users', 'gateway.creds');
    const stolen = await readFile(credentials);
    const { url } = stack.broker('admin');
    await (await openConnection({ url, credentials: stolen })).close();
    const operatorBefore = await operatorIn();
    const page = 'rotate-broker-keys.md';
    await follow(page, 'Look');
    await follow(page, 'Do');
    await follow(page, 'Verify');

    const now = stack.broker('admin');
    await expect(openConnection({ url: now.url, credentials: stolen })).rejects.toThrow(/authorization/i);
    await (await openConnection({ url: now.url, credentials: await readFile(credentials) })).close();
    expect(await operatorIn()).not.toBe(operatorBefore);
    const commandKeys = jsonOf(await readFile(join(folder, 'broker', 'command-keys.json'), 'utf8'));
    expect(listAt(commandKeys, 'gateway')).toHaveLength(1);
    // What was stored is there, and what is asked is decided.
    expect((await acme.alice.get('/api/v1/policies/pay-gate')).status).toBe(200);
    await saveCompiled(stack, acme.alice, 'pay-gate', policyFiles('v2'), 1);
  });

  /** The operator whom the broker trusts, by its token. */
  const operatorIn = async (): Promise<string> => {
    const settings = await readFile(join(folder, 'broker', 'accounts.conf'), 'utf8');
    const [, claims = ''] = /^operator: [\w-]+\.([\w-]+)\./m.exec(settings) ?? [];
    return textAt(jsonOf(Buffer.from(claims, 'base64url').toString('utf8')), 'sub');
  };
});

it('every page that is followed here was followed', () => {
  const skipped = isRoot ? [] : ['full-disk.md'];
  expect([...followed, ...skipped].toSorted()).toStrictEqual(pagesOf('test/runbooks.e2e.spec.ts'));
});
