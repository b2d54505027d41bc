import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { nkeys } from '@nats-io/nats-core';

import { jsonOf } from './support/json.ts';
import { projectDir } from './support/stack.ts';

// An application that cannot start says why, in one line of its log, and nothing of the secrets that it was given.

jest.setTimeout(120_000);

const ENDED_MS = 60_000;
const NOWHERE = '127.0.0.1:1';
const secret = (): string => `s3cret${randomBytes(12).toString('hex')}`;
const [password, brokerPassword, fileContent, engineToken] = [secret(), secret(), secret(), secret()];
const user = nkeys.createUser();
const seed = new TextDecoder().decode(user.getSeed());

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-starts-'));
  const claims = Buffer.from(JSON.stringify({ name: 'gateway' })).toString('base64url');
  await writeFile(
    join(folder, 'user.creds'),
    `-----BEGIN NATS USER JWT-----\ne30.${claims}.c2ln\n------END NATS USER JWT------\n` +
      `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`,
  );
  await writeFile(join(folder, 'text.key'), randomBytes(32));
  await writeFile(join(folder, 'trust.json'), '{"keys":[]}');
  // A secret where something else belongs, as after a mistake with two mounts.
  await writeFile(join(folder, 'mistaken'), fileContent);
});
afterAll(() => rm(folder, { recursive: true }));

type Settings = Readonly<Record<string, string>>;
const inFolder = (name: string): string => join(folder, name);
const usual = (): Record<'gateway' | 'projector' | 'simulation-runner', Settings> => {
  const broker = {
    NATS_URL: `nats://somebody:${brokerPassword}@${NOWHERE}`,
    NATS_CREDS_FILE: inFolder('user.creds'),
  };
  const rows = { DATABASE_URL: `postgres://somebody:${password}@${NOWHERE}/registry` };
  const text = { TEXT_KEY_FILE: inFolder('text.key') };
  return {
    gateway: {
      ...broker,
      ...rows,
      ...text,
      OIDC_ISSUER: 'https://issuer.example',
      OIDC_AUDIENCE: 'policy-registry',
      PUBLIC_URL: 'https://registry.example',
      TRUST_FILE: inFolder('trust.json'),
    },
    projector: { ...broker, ...rows, ...text, COMMAND_KEYS_FILE: inFolder('trust.json') },
    'simulation-runner': { ...broker, EVIDENCE_KEY_DIR: folder },
  };
};

/** Starts an application, which is to end by itself, and answers what it wrote. */
const refused = (app: keyof ReturnType<typeof usual>, settings: Settings): Promise<string> =>
  new Promise((done, failed) => {
    const env = {
      PATH: process.env['PATH'],
      LOG_LEVEL: 'trace',
      HTTP_PORT: '0',
      ...usual()[app],
      ...settings,
    };
    const main = join(projectDir, 'apps', app, 'dist', 'main.js');
    execFile(process.execPath, [main], { env, timeout: ENDED_MS }, (error, stdout, stderr) =>
      error?.code === 1
        ? done(stdout + stderr)
        : failed(new Error(`${app} ended with ${error?.code}: ${stderr}`)),
    );
  });

describe('an application that cannot start', () => {
  const starts: readonly (readonly [string, keyof ReturnType<typeof usual>, () => Settings])[] = [
    ['a database that is not there', 'gateway', () => ({})],
    ['a database that is not there', 'projector', () => ({ COMMAND_KEYS_FILE: inFolder('mistaken') })],
    ['an address that is none', 'gateway', () => ({ DATABASE_URL: `postgres://u:${password}@host:port/r` })],
    ['a broker that is not there', 'simulation-runner', () => ({})],
    ['credentials that are none', 'simulation-runner', () => ({ NATS_CREDS_FILE: inFolder('mistaken') })],
    ['a trust file that is none', 'gateway', () => ({ TRUST_FILE: inFolder('mistaken') })],
    ['a text key of another length', 'gateway', () => ({ TEXT_KEY_FILE: inFolder('mistaken') })],
    ['a token without an address', 'simulation-runner', () => ({ POLICY_ENGINE_TOKENS: engineToken })],
    [
      'keys that are not known',
      'simulation-runner',
      () => ({ NATS_PASSWORD: brokerPassword, OPA_TOKEN: engineToken }),
    ],
  ];

  it.each(starts)('for %s says so and tells no secret: %s', async (_why, app, settings) => {
    const said = await refused(app, settings());
    expect(said).not.toBe('');
    const told = [password, brokerPassword, fileContent, engineToken, seed].filter((one) =>
      said.includes(one),
    );
    // Not even the beginning, which errors like to quote.
    expect([said.match(/s3cret\w*/g), told]).toStrictEqual([null, []]);
    // Settings alone are told in plain lines.
    const last = jsonOf(said.trimEnd().split('\n').at(-1) ?? '');
    if (!said.startsWith('the configuration is not usable:'))
      expect(last).toMatchObject({ level: 'fatal', app, msg: expect.stringMatching(/cannot start$/) });
  });
});
