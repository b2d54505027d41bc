import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { stateOf } from './support/audit.ts';
import { accepted, signIn, signInAll, type Client } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, jsonOf, numberAt, textAt } from './support/json.ts';
import {
  approvalOf,
  createPolicy,
  draftVersion,
  importFrozen,
  saveCompiled,
  saveFiles,
  simulate,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { keptSecrets, provoke, tokenSecrets } from './support/secrets.ts';
import { resetFolder, START_MS, StackRefused, startStack, type Stack } from './support/stack.ts';

const LIFE_MS = 60_000;
const WAIT_MS = 20_000;
const policyId = 'production-baseline';

jest.setTimeout(60_000);

let folder: string;
let stack: Stack;
let acme: People;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-operations-'));
  stack = await startStack({ runners: 2, folder, env: { LOG_LEVEL: 'trace' } });
  acme = await signInAll(stack, 'acme');
  await liveWith(acme);
}, START_MS + LIFE_MS);

afterAll(async () => {
  await stack?.stop();
  await resetFolder(folder);
}, START_MS);

/** Enough of a life that every process has had something to say; with reasons, and with refusals. */
const liveWith = async ({ alice, bob, carol }: People): Promise<void> => {
  await createPolicy(alice, policyId);
  await saveCompiled(stack, alice, policyId, policyFiles('v1'));
  await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
  const snapshotId = textAt(await importFrozen(stack, alice, estate().slice(0, 4)), 'snapshotId');
  const simulation = await simulate(stack, alice, { policyId, version: 1, snapshotId });
  const version = `/api/v1/policies/${policyId}/versions/1`;
  accepted(await alice.post(`${version}/submit`, { simulationId: textAt(simulation, 'simulationId') }), 200);
  accepted(await bob.post(`${version}/approve`, await approvalOf(bob, version)), 200);
  const stale = await signIn(stack, 'carol', 'acme', 3_600);
  expect((await stale.post(`${version}/publish`, WHY)).status).toBe(401);
  expect((await carol.post(`${version}/publish`, WHY)).status).toBeLessThan(300);
  expect((await alice.send('POST', '/api/v1/blobs', { bytes: new Uint8Array(5_000_000) })).status).toBe(413);
};

/** The parsed lines of one program's log. */
const linesOf = async (program: string): Promise<readonly unknown[]> =>
  (await readFile(join(stack.logs, `${program}.log`), 'utf8')).split('\n').map(jsonOf);

describe('every application', () => {
  const urls = (): readonly string[] => [stack.gatewayUrl, stack.projectorUrl, ...stack.runnerUrls];

  it('tells without a token that it lives, that it is ready, and what it has done', async () => {
    expect(urls()).toHaveLength(4);
    for (const url of urls()) {
      const [health, ready, metrics] = await Promise.all(
        ['healthz', 'readyz', 'metrics'].map((path) => fetch(`${url}/${path}`)),
      );
      expect([health?.status, ready?.status, metrics?.status]).toStrictEqual([200, 200, 200]);
      expect(metrics?.headers.get('content-type')).toMatch(/^text\/plain/);
      expect(await metrics?.text()).toMatch(/^# HELP policy_/m);
    }
  });

  it('names each thing it depends on in its readiness', async () => {
    for (const url of urls()) {
      const ready: unknown = await (await fetch(`${url}/readyz`)).json();
      const checks = Object.entries(Object(at(ready, 'checks')));
      expect(checks.map(([name]) => name)).toContain('broker');
      expect(checks.filter(([, check]) => at(check, 'ok') !== true)).toStrictEqual([]);
    }
  });

  it('says in its readiness that the gateway trusts a development issuer', async () => {
    const ready: unknown = await (await fetch(`${stack.gatewayUrl}/readyz`)).json();
    expect(JSON.stringify(at(ready, 'notes'))).toContain('INSECURE_DEV_ISSUER');
  });

  it('counts the work of a tenant', async () => {
    const metrics = await (await fetch(`${stack.gatewayUrl}/metrics`)).text();
    expect(metrics).toMatch(/^policy_api_requests_total\{.*tenant="acme".*method="POST".*\} \d+$/m);
    const projector = await (await fetch(`${stack.projectorUrl}/metrics`)).text();
    expect(projector).toMatch(/^policy_event_append_seconds_count.* [1-9]\d*$/m);
  });

  it('goes on without the projector where it only reads', async () => {
    const pid = await stack.pidOf('projector');
    process.kill(pid, 'SIGSTOP');
    try {
      expect((await acme.alice.get(`/api/v1/policies/${policyId}`)).status).toBe(200);
      expect((await fetch(`${stack.gatewayUrl}/readyz`)).status).toBe(200);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });
});

describe('logs', () => {
  it('of all programs hold no token, proof, password, key or text, also where errors are made of them', async () => {
    const provoked = await provoke(stack, acme.alice);
    expect(provoked.length).toBeGreaterThan(35);
    const secrets = [
      ...(await keptSecrets(folder)),
      ...tokenSecrets(Object.values(acme)),
      ...provoked,
      WHY.reason,
    ];
    await stack.until('a fault of the database in the logs', WAIT_MS, async () =>
      (await linesOf('projector')).find((line) => at(line, 'msg') === 'projection starts over'),
    );
    const files = readdirSync(stack.logs);
    expect(files).toStrictEqual(
      expect.arrayContaining([
        'gateway.log',
        'projector.log',
        'runner-1.log',
        'runner-2.log',
        'nats-server.log',
      ]),
    );
    for (const file of files) {
      const text = readFileSync(join(stack.logs, file), 'utf8');
      const found = secrets.filter((secret) => text.includes(secret)).map((secret) => secret.slice(0, 4));
      expect([file, found]).toStrictEqual([file, []]);
    }
    const said = stack.said();
    expect(secrets.filter((secret) => said.includes(secret))).toStrictEqual([]);
  });

  it('of the applications tell the lines of every level', async () => {
    const levels = new Set((await linesOf('gateway')).map((line) => at(line, 'level')));
    expect([...levels]).toStrictEqual(expect.arrayContaining(['debug', 'info']));
  });

  it('of the applications are lines of JSON that name their process and, for a command, its tenant', async () => {
    for (const program of ['gateway', 'projector', 'runner-1', 'runner-2']) {
      const lines = (await linesOf(program)).filter((line) => line !== undefined);
      expect(lines.length).toBeGreaterThan(1);
      for (const line of lines)
        expect(line).toMatchObject({ instance: program, level: expect.any(String), msg: expect.any(String) });
    }
    const decided = (await linesOf('projector')).filter((line) => at(line, 'msg') === 'decided');
    expect(decided.length).toBeGreaterThan(5);
    for (const line of decided)
      expect(line).toMatchObject({
        tenant: expect.any(String),
        commandId: expect.any(String),
        traceId: expect.any(String),
      });
  });

  it('follow one request by its trace from the gateway over the projector to a runner', async () => {
    const traceId = randomBytes(16).toString('hex');
    const traceparent = `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
    const saved = await saveFiles(acme.alice, policyId, policyFiles('v2'), {
      match: 1,
      headers: { traceparent },
    });
    expect(saved.status).toBe(201);
    expect(saved.headers.get('traceparent')).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));

    const programs = ['gateway', 'projector', 'runner-1', 'runner-2'];
    const traced = await stack.until('the trace in the logs of all three applications', WAIT_MS, async () => {
      const lines = (await Promise.all(programs.map(linesOf))).flat();
      const inTrace = lines.filter((line) => at(line, 'traceId') === traceId);
      const apps = new Set(inTrace.map((line) => at(line, 'app')));
      return apps.size === 3 ? inTrace : undefined;
    });
    expect(new Set(traced.map((line) => at(line, 'tenant')))).toStrictEqual(new Set(['acme']));
    const commands = new Set(traced.map((line) => at(line, 'commandId')).filter((id) => id !== undefined));
    expect(commands.size).toBeGreaterThan(0);
  });

  it('find a problem by its trace id', async () => {
    const answer = await acme.alice.post(`/api/v1/policies/${policyId}/versions`, {
      revision: 99,
      semver: '9.9.9',
    });
    const traceId = textAt(answer.body, 'traceId');
    const found = (await linesOf('projector')).filter((line) => at(line, 'traceId') === traceId);
    expect(found.map((line) => [at(line, 'msg'), at(line, 'code')])).toStrictEqual([
      ['decided', 'REVISION_UNKNOWN'],
    ]);
  });
});

describe('a folder of data', () => {
  const refusalOf = async (): Promise<StackRefused> => {
    try {
      await (await startStack({ folder })).stop();
    } catch (error) {
      if (error instanceof StackRefused) return error;
      throw error;
    }
    throw new Error('a second stack started on the same folder');
  };

  it('is served by one launcher: a second one is refused in one sentence', async () => {
    const { said, exitCode } = await refusalOf();
    expect([exitCode, said]).toStrictEqual([
      1,
      `a registry is already running on ${folder} (pid ${stack.launcherPid}); ` +
        'stop it with Ctrl-C first, or use another folder with --data-dir\n',
    ]);
    expect((await fetch(`${stack.gatewayUrl}/readyz`)).status).toBe(200);
  });

  it(
    'keeps everything over Ctrl-C and a new start: rows, log, blobs, outcomes and keys',
    async () => {
      const version = `/api/v1/policies/${policyId}/versions/1`;
      const key = 'asked-before-the-stop';
      const ask = (author: Client) =>
        author.post(`/api/v1/policies/${policyId}/versions`, { revision: 1, semver: '1.1.0' }, { key });
      const asked = await ask(acme.alice);
      const published = await stack.until('the version published', WAIT_MS, async () => {
        const { body } = await acme.bob.get(version);
        return at(body, 'state') === 'published' ? body : undefined;
      });
      const before = await stateOf(acme.erin);
      const attestation = await acme.bob.get(`${version}/attestation`);

      expect(await stack.stop()).toBe(0);
      stack = await startStack({ runners: 2, folder });
      acme = await signInAll(stack, 'acme');

      expect(await stateOf(acme.erin)).toStrictEqual(before);
      expect((await acme.bob.get(version)).body).toStrictEqual(published);
      expect((await acme.bob.get(`${version}/attestation`)).bytes).toStrictEqual(attestation.bytes);
      const again = await ask(acme.alice);
      expect([again.status, again.body]).toStrictEqual([asked.status, asked.body]);
      const next = await draftVersion(acme.alice, policyId, { revision: 2, semver: '2.0.0' });
      expect(numberAt(next, 'version')).toBe(numberAt(asked.body, 'version') + 1);
    },
    START_MS + LIFE_MS,
  );
});
