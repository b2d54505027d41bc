import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { openBroker, type Broker } from './support/broker.ts';
import { signInAll } from './support/client.ts';
import { connectionsOf, whileLocked } from './support/database.ts';
import { at, jsonOf, listAt, textAt } from './support/json.ts';
import { createPolicy, simulate, versionOverEstate, WHY } from './support/lifecycle.ts';
import { scrape, seriesOf } from './support/metrics.ts';
import { askFrom, freePort, takenOf } from './support/network.ts';
import {
  environmentOf,
  refusedProgram,
  runProgram,
  startProgram,
  type AppName,
  type Environment,
  type Program,
} from './support/program.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

// Programs with settings that differ in one value, on the same servers, and what differs in what they do.

const WAIT_MS = 60_000;
const NOBODY = 'nats://127.0.0.1:1';

jest.setTimeout(120_000);

let stack: Stack;
let admin: Broker;
/** The broker's files of another installation: what holds there holds nowhere else. */
let foreign: string;
const running: Program[] = [];

beforeAll(async () => {
  stack = await startStack({ isServersOnly: true });
  admin = await openBroker(stack.broker('admin'));
  foreign = join(stack.folder, 'foreign');
  const made = await runProgram(['tools/broker/main.ts', '--dir', foreign, '--tenants', 'acme']);
  expect(made.exitCode).toBe(0);
}, START_MS);
afterAll(async () => {
  await Promise.all(running.map((program) => program.stop()));
  await admin?.close();
  await stack?.stop();
}, START_MS);

const start = async (app: AppName, env: Environment = {}): Promise<Program> => {
  const program = await startProgram(app, { ...environmentOf(stack, app), ...env });
  running.push(program);
  return program;
};
const written = async (name: string, content: string | Uint8Array): Promise<string> => {
  const file = join(stack.folder, name);
  await writeFile(file, content);
  return file;
};

describe.each(['gateway', 'projector', 'simulation-runner'] as const)('the %s', (app) => {
  it('listens where it is told to, and calls itself what it is called', async () => {
    const port = await freePort();
    const env = { HTTP_HOST: '127.0.0.2', HTTP_PORT: port, INSTANCE_NAME: 'other' };
    const program = await start(app, env);
    expect(program.url).toBe(`http://127.0.0.2:${port}`);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    const listening = program.lines.find((line) => at(line, 'msg') === 'listening');
    expect(listening).toMatchObject({ instance: 'other', url: program.url });
    await program.stop();
  });

  const refused = (env: Environment) => refusedProgram(app, { ...environmentOf(stack, app), ...env });

  it('goes to the broker of its address with the credentials of its file, and to no other', async () => {
    const user = app === 'simulation-runner' ? 'runner' : app;
    const credentials = join(foreign, 'users', `${user}.creds`);
    const ended = await Promise.all([
      refused({ NATS_URL: NOBODY }),
      refused({ NATS_CREDS_FILE: credentials }),
    ]);
    expect(ended).toMatchObject([
      { exitCode: 1, said: expect.stringMatching(/refused/i) },
      { exitCode: 1, said: expect.stringMatching(/authorization violation/i) },
    ]);
  });

  it('does not start with a key that it does not know', async () => {
    expect(await refused({ NATS_URI: 'nats://x' })).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('NATS_URI is not a known key: is NATS_URL meant?'),
    });
  });

  it('says no more than its level', async () => {
    const env = { NATS_URL: NOBODY, LOG_LEVEL: 'silent' };
    expect(await refused(env)).toStrictEqual({ exitCode: 1, said: '' });
  });
});

describe.each(['gateway', 'projector'] as const)('the %s, of the database,', (app) => {
  it('goes to the one of its address under the role of that', async () => {
    const env = { ...environmentOf(stack, app), DATABASE_URL: stack.adminUrl };
    expect(await refusedProgram(app, env)).toMatchObject({
      exitCode: 1,
      said: expect.stringContaining('it is a superuser'),
    });
  });

  it('takes as many connections as it is told to, and no more', async () => {
    const connections = 5;
    const program = await start(app, {
      INSTANCE_NAME: `${app}-of-${connections}`,
      DATABASE_CONNECTIONS_MAX: String(connections),
    });
    const held = () => connectionsOf(stack.adminUrl, `${app}-of-${connections}`);
    const asked: Promise<unknown>[] = [];
    await whileLocked(stack.ownerUrl, 'projection_checkpoint', async () => {
      for (let times = 0; times < 3 * connections; times += 1) asked.push(fetch(`${program.url}/readyz`));
      await stack.until('every connection in use', WAIT_MS, async () =>
        (await held()) === connections ? true : undefined,
      );
      // Who waits for one has waited for as long as these take.
      for (let times = 0; times < 20; times += 1) await (await fetch(`${program.url}/healthz`)).text();
      expect(await held()).toBe(connections);
    });
    await Promise.all(asked);
    await program.stop();
  });
});

describe('a registry of these programs', () => {
  let projector: Program;
  let gateway: Program;
  const peopleOf = async (tenant: 'acme' | 'globex', { url }: Program = gateway) =>
    signInAll({ issuerUrl: stack.issuerUrl, gatewayUrl: url }, tenant);

  beforeAll(async () => {
    const seed = jsonOf(await readFile(join(stack.folder, 'seed.json'), 'utf8'));
    const first = { tenants: listAt(seed, 'tenants').slice(0, 1) };
    const SEED_FILE = await written('one-tenant.json', JSON.stringify(first));
    [projector, gateway] = await Promise.all([start('projector', { SEED_FILE }), start('gateway')]);
  }, START_MS);

  /** Another projector in the place of the one that runs: two would share what is to be decided. */
  const projectAnew = async (env: Environment): Promise<void> => {
    await projector.stop();
    projector = await start('projector', env);
  };

  it('shows the trust of the file', async () => {
    const TRUST_FILE = await written('no-keys.json', '{"keys":[]}');
    const other = await start('gateway', { TRUST_FILE });
    const shown = await Promise.all(
      [gateway, other].map(async ({ url }) =>
        (await fetch(`${url}/.well-known/policy-registry-trust`)).json(),
      ),
    );
    const usual = jsonOf(await readFile(join(stack.folder, 'keys', 'trust.json'), 'utf8'));
    expect(shown).toStrictEqual([usual, { keys: [] }]);
    await other.stop();
  });

  it('believes the forwarding headers of the proxies that it is told of, and of nobody else', async () => {
    const limited = { RATE_ADDRESS_REQUESTS: '2' };
    const [none, local] = await Promise.all([
      start('gateway', limited),
      start('gateway', { ...limited, TRUSTED_PROXIES: '127.0.0.0/8' }),
    ]);
    const statuses = async ({ url }: Program): Promise<readonly number[]> => {
      const answers = [];
      for (const client of ['192.0.2.1', '192.0.2.2', '192.0.2.3'])
        answers.push(await askFrom('127.0.0.9', `${url}/api/v1/policies`, { 'x-forwarded-for': client }));
      return answers;
    };
    expect([await statuses(none), await statuses(local)]).toStrictEqual([
      [401, 401, 429],
      [401, 401, 401],
    ]);
    await Promise.all([none.stop(), local.stop()]);
  });

  it('holds as many connections as it is told to', async () => {
    const narrow = await start('gateway', { CONNECTIONS_MAX: '3' });
    expect(await takenOf(gateway.url, 6)).toBe(6);
    expect(await takenOf(narrow.url, 6)).toBeLessThanOrEqual(3);
    await narrow.stop();
  });

  it('signs with the keys of the folder', async () => {
    const { alice } = await peopleOf('acme');
    const here = { ...stack, gatewayUrl: gateway.url };
    const keyIds: string[] = [];
    const signers: unknown[] = [];
    let request: unknown;
    for (const name of ['first', 'second']) {
      const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      await mkdir(join(stack.folder, name));
      await written(join(name, 'acme.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
      keyIds.push(
        createHash('sha256')
          .update(publicKey.export({ type: 'spki', format: 'der' }))
          .digest('hex'),
      );
      const runner = await start('simulation-runner', { EVIDENCE_KEY_DIR: join(stack.folder, name) });
      request ??= await versionOverEstate(here, alice, 'signed');
      const simulationId = textAt(await simulate(here, alice, request), 'simulationId');
      const { body } = await alice.get(`/api/v1/simulations/${simulationId}/attestation`);
      signers.push(at(body, 'dsseEnvelope', 'signatures', 0, 'keyid'));
      await runner.stop();
    }
    expect(signers).toStrictEqual(keyIds);
  });

  it('opens the tenants of the seed, and has its texts under the key of the file', async () => {
    const TEXT_KEY_FILE = await written('other-text.key', randomBytes(32));
    const other = await start('gateway', { TEXT_KEY_FILE });
    const seeded = async () =>
      (await peopleOf('globex')).carol.get('/api/v1/tenant').then(({ status }) => status);
    expect(await seeded()).toBe(404);
    await projectAnew({ TEXT_KEY_FILE, SEED_FILE: join(stack.folder, 'seed.json') });
    expect(await seeded()).toBe(200);

    /** What somebody is told who gives a reason: that there is no such policy, where the text could be encrypted. */
    const told = async (program: Program, tenant: 'acme' | 'globex'): Promise<number> => {
      const { carol } = await peopleOf(tenant, program);
      const asked = { policyId: 'none', version: 1, ...WHY };
      return (await carol.post('/api/v1/environments/prod/promotions', asked)).status;
    };
    // The first projector made the key of acme, the second that of globex.
    expect([await told(gateway, 'acme'), await told(gateway, 'globex')]).toStrictEqual([404, 500]);
    expect([await told(other, 'acme'), await told(other, 'globex')]).toStrictEqual([500, 404]);
    await other.stop();
  });

  it('decides what the services of its file have signed, and nothing else', async () => {
    const ours = jsonOf(await readFile(join(stack.folder, 'broker', 'command-keys.json'), 'utf8'));
    const theirs = jsonOf(await readFile(join(foreign, 'command-keys.json'), 'utf8'));
    const { alice } = await peopleOf('acme');
    await createPolicy(alice, 'known');
    const keys = JSON.stringify({ ...Object(ours), gateway: at(theirs, 'gateway') });
    await projectAnew({ COMMAND_KEYS_FILE: await written('keys.json', keys) });
    await alice.post('/api/v1/policies', { policyId: 'unknown', name: 'Unknown' });
    await stack.until('a buried command', WAIT_MS, async () => {
      const buried = seriesOf(await scrape(projector.url), 'policy_dead_letters_total');
      return buried.some(({ value }) => value > 0) ? true : undefined;
    });
    const policies = await alice.get('/api/v1/policies');
    expect(JSON.stringify(policies.body)).not.toContain('unknown');
  });

  it('decides as many commands at once as it is told to', async () => {
    const [many, sent] = [3, 8];
    await projectAnew({ DECISIONS_CONCURRENT_MAX: String(many) });
    process.kill(projector.pid, 'SIGSTOP');
    for (let count = 0; count < sent; count += 1)
      await admin.publish(`registry.cmd.gateway.acme.none-${count}`, 'no command');
    // What it has asked for is with it, and the rest waits.
    await stack.until(`${many} commands at the projector`, WAIT_MS, async () => {
      const { num_ack_pending, num_pending } = await admin.consumerOf('COMMANDS', 'decider-v1');
      return num_ack_pending === many && num_pending === sent - many ? true : undefined;
    });
    process.kill(projector.pid, 'SIGCONT');
    await stack.until('nothing to decide', WAIT_MS, async () => {
      const { num_ack_pending, num_pending } = await admin.consumerOf('COMMANDS', 'decider-v1');
      return num_ack_pending + num_pending === 0 ? true : undefined;
    });
  });
});
