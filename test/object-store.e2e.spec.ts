import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jetstreamManager } from '@nats-io/jetstream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openConnection } from './support/broker.ts';
import { signInAll } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, jsonOf, listAt, textAt } from './support/json.ts';
import { simulate, startSimulation, succeeded, upload, type People } from './support/lifecycle.ts';
import { policyctl, policyctlWith } from './support/policyctl.ts';
import { runProgram, type Ended, type Environment } from './support/program.ts';
import { keptSecrets } from './support/secrets.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';
import { liveThrough, type Life } from './support/tenant-life.ts';

// A registry whose blobs are in an S3 server, which its launcher runs beside it.

const STORY_MS = 240_000;
const WAIT_MS = 60_000;
const policyId = 'production-baseline';
const SERVER = 'versitygw';
const UNAVAILABLE = { status: 503, body: { code: 'UNAVAILABLE' } };

jest.setTimeout(STORY_MS);

let stack: Stack;
let acme: People;
let life: Life;
beforeAll(async () => {
  stack = await startStack({ store: 's3' });
  acme = await signInAll(stack, 'acme');
  life = await liveThrough(stack, acme, {
    policyId,
    files: policyFiles('v1'),
    documents: estate().slice(0, 4),
  });
}, START_MS + STORY_MS);
afterAll(async () => {
  await stack?.stop();
}, START_MS);

const inStore = (...path: readonly string[]): string => join(stack.folder, 's3', ...path);
/** The S3 server keeps each object as a file. */
const fileOf = (digest: string): string =>
  inStore('objects', 'policy-registry-acme', digest.slice(0, 2), digest);
const ready = (url: string): Promise<readonly [number, unknown]> =>
  fetch(`${url}/readyz`).then(async (answer) => [answer.status, await answer.json()] as const);

describe('the blobs of a policy’s whole life', () => {
  it('are in the bucket of its tenant, locked, and none of them in the broker', async () => {
    expect(life.fileDigests.length).toBeGreaterThan(0);
    for (const digest of life.fileDigests) expect((await readFile(fileOf(digest))).length).toBeGreaterThan(0);
    const broker = await openConnection(stack.broker('admin'));
    const names: string[] = [];
    for await (const name of (await jetstreamManager(broker)).streams.names()) names.push(name);
    await broker.close();
    expect(names.filter((name) => name.startsWith('OBJ_'))).toStrictEqual([]);
    const [status, runner] = await ready(stack.runnerUrls[0] ?? '');
    expect([status, at(runner, 'checks', 'objectStore', 'ok')]).toStrictEqual([200, true]);
    expect(JSON.stringify(at(runner, 'notes'))).not.toContain('worm: false');
  });

  it('are answered as 503 while the server hangs, and work goes on when it is back', async () => {
    const { alice } = acme;
    const [digest = ''] = life.fileDigests;
    const request = { policyId, version: 1, snapshotId: textAt(life.snapshot, 'snapshotId'), seed: 7 };
    const pid = await stack.pidOf(SERVER);
    process.kill(pid, 'SIGSTOP');
    let asked: string;
    try {
      const bytes = new TextEncoder().encode('package late');
      expect(await alice.send('POST', '/api/v1/blobs', { bytes, key: null })).toMatchObject(UNAVAILABLE);
      expect(await alice.get(`/api/v1/blobs/${digest}`)).toMatchObject(UNAVAILABLE);
      expect(await ready(stack.gatewayUrl)).toMatchObject([503, { checks: { objectStore: { ok: false } } }]);
      expect((await alice.get(`/api/v1/policies/${policyId}`)).status).toBe(200);
      asked = await startSimulation(alice, request);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    const simulation = await succeeded(stack, alice, asked);
    const again = await simulate(stack, alice, { ...request, seed: 8 });
    expect(textAt(simulation, 'result', 'resultDigest')).not.toBe('');
    expect(at(again, 'state')).toBe('succeeded');
  });

  it('are there after the server was killed', async () => {
    await stack.crash(SERVER);
    const [digest = ''] = life.fileDigests;
    expect((await acme.alice.get(`/api/v1/blobs/${digest}`)).status).toBe(200);
    await upload(acme.alice, new TextEncoder().encode('package after'));
  });

  it('are refused where somebody with the disk changed them, and not answered', async () => {
    const digest = await upload(acme.alice, new TextEncoder().encode('package changed'));
    await writeFile(fileOf(digest), 'package CHANGED');
    const answer = await acme.alice.get(`/api/v1/blobs/${digest}`);
    expect(answer).toMatchObject({ status: 500, body: { code: 'BLOB_CORRUPT' } });
    await writeFile(fileOf(digest), 'package changed');
  });
});

describe('policyctl', () => {
  const variables = () => ({
    POLICYCTL_NATS_URL: stack.broker('admin').url,
    POLICYCTL_NATS_ADMIN_CREDS_FILE: join(stack.folder, 'broker', 'users', 'admin.creds'),
    POLICYCTL_DATABASE_OWNER_URL: stack.ownerUrl,
  });
  const store = async () => ({
    POLICYCTL_S3_ENDPOINT: await endpoint(),
    POLICYCTL_S3_CREDENTIALS_FILE: inStore('registry.json'),
  });
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'policy-registry-backup-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('finds nothing at fault with the object store', async () => {
    const { exitCode, document } = await policyctl(stack, 'doctor');
    const found = listAt(document, 'checks').find((check) => at(check, 'name') === 'object store');
    expect([exitCode, at(found, 'status')]).toStrictEqual([0, 'ok']);
  });

  it('finds the blobs where its variables say, for a backup that holds them', async () => {
    const takenWith = (env: Environment, out: string) =>
      policyctlWith({ ...variables(), ...env }, 'backup', '--out', join(folder, out));
    const sound = await takenWith(await store(), 'sound');
    expect([sound.exitCode, sound.stderr]).toStrictEqual([0, expect.stringMatching(/blobs of acme: \d+/)]);
    const [digest = ''] = life.fileDigests;
    const taken = await readFile(join(folder, 'sound', 'objects', 'acme', digest));
    expect(taken).toStrictEqual(await readFile(fileOf(digest)));
    expect((await policyctlWith({}, 'backup', 'verify', '--from', join(folder, 'sound'))).exitCode).toBe(0);

    const wrong: readonly (readonly [Environment, RegExp])[] = [
      [{}, /the broker has no blobs of acme/],
      [{ ...(await store()), POLICYCTL_S3_ENDPOINT: 'http://127.0.0.1:1' }, /cannot be reached/],
      [{ ...(await store()), POLICYCTL_S3_REGION: 'eu-central-1' }, /refused a request/],
      [
        { ...(await store()), POLICYCTL_S3_BUCKET_PREFIX: 'absent' },
        /no bucket absent-acme|refused a request/,
      ],
      [{ ...(await store()), POLICYCTL_S3_CREDENTIALS_FILE: '/absent' }, /\/absent/],
      [{ POLICYCTL_S3_ENDPOINT: await endpoint() }, /POLICYCTL_S3_CREDENTIALS_FILE is not set/],
    ];
    for (const [env, reason] of wrong) {
      const { exitCode, stderr } = await takenWith(env, 'none');
      expect([env, exitCode === 0, stderr]).toStrictEqual([env, false, expect.stringMatching(reason)]);
    }
  });
});

const endpoint = async (): Promise<string> => {
  const description = jsonOf(await readFile(join(stack.folder, 'stack.json'), 'utf8'));
  return textAt(description, 'objectStore', 'S3_ENDPOINT');
};

describe('migrate', () => {
  const migrate = async (env: Environment = {}): Promise<Ended> =>
    runProgram(['tools/migrate/main.ts'], {
      DATABASE_ADMIN_URL: stack.adminUrl,
      ...(await passwords()),
      NATS_URL: stack.broker('admin').url,
      NATS_CREDS_FILE: join(stack.folder, 'broker', 'users', 'admin.creds'),
      NATS_KEEPERS_DIR: join(stack.folder, 'broker', 'keepers'),
      TENANTS: 'acme',
      OBJECT_STORE: 's3',
      S3_ENDPOINT: await endpoint(),
      S3_CREDENTIALS_FILE: inStore('admin.json'),
      ...env,
    });
  const passwords = async (): Promise<Environment> => {
    const secrets = jsonOf(await readFile(join(stack.folder, 'secrets.json'), 'utf8'));
    return Object.fromEntries(
      ['owner', 'projector', 'gateway'].map((role) => [
        `DATABASE_${role.toUpperCase()}_PASSWORD`,
        textAt(secrets, 'database', role),
      ]),
    );
  };
  const buckets = async (): Promise<readonly string[]> =>
    (await readdir(inStore('objects'))).filter((name) => !name.startsWith('.')).toSorted();

  it('makes buckets where, as whom and with what its settings say', async () => {
    const before = await buckets();
    expect(before).toStrictEqual(['policy-registry-acme', 'policy-registry-globex']);
    const refusals: readonly (readonly [Environment, RegExp])[] = [
      [{ S3_ENDPOINT: 'http://127.0.0.1:1' }, /cannot be reached/],
      [{ S3_REGION: 'eu-central-1' }, /refused a request/],
      [{ S3_BUCKET_PREFIX: 'other', S3_CREDENTIALS_FILE: inStore('registry.json') }, /refused a request/],
      [{ S3_BUCKET_POLICY_FILE: inStore('admin.json') }, /refused a request/],
      [{ S3_RETENTION_DAYS: '0' }, /S3_RETENTION_DAYS is invalid/],
      [{ OBJECT_STORE: 'jetstream' }, /S3_ENDPOINT is invalid: it is for OBJECT_STORE=s3 alone/],
      [{ TENANT_BLOB_BYTES_MAX: '1048576' }, /TENANT_BLOB_BYTES_MAX is invalid/],
    ];
    for (const [env, why] of refusals)
      expect([env, await migrate(env)]).toMatchObject([
        env,
        { exitCode: 1, said: expect.stringMatching(why) },
      ]);
    expect(await buckets()).toStrictEqual(before);

    expect(await migrate({ S3_BUCKET_PREFIX: 'other' })).toMatchObject({ exitCode: 0 });
    expect(await buckets()).toStrictEqual(['other-acme', ...before]);
  });

  it('leaves out of S3 who has blobs in the broker', async () => {
    const broker = await openConnection(stack.broker('admin'));
    const { streams } = await jetstreamManager(broker);
    await streams.add({ name: 'OBJ_blobs-acme', subjects: ['$O.blobs-acme.>'] });
    await broker.request('$O.blobs-acme.C.x', 'a chunk');
    expect(await migrate()).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('tenant acme has blobs in the broker'),
    });
    await streams.delete('OBJ_blobs-acme');
    await broker.close();
    expect(await migrate()).toMatchObject({ exitCode: 0 });
  });
});

it('no log holds a key of the object store', async () => {
  const secrets = await keptSecrets(stack.folder);
  for (const file of await readdir(stack.logs)) {
    const text = await readFile(join(stack.logs, file), 'utf8');
    expect([file, secrets.filter((secret) => text.includes(secret)).length]).toStrictEqual([file, 0]);
  }
  const stored = await stack.until('what the launcher said', WAIT_MS, async () => stack.said());
  expect(stored).toContain('starting VersityGW');
  expect(secrets.filter((secret) => stored.includes(secret))).toStrictEqual([]);
});
