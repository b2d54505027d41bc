import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Client as Session } from 'pg';

import { stateOf } from './support/audit.ts';
import { accepted, signInAll } from './support/client.ts';
import { at } from './support/json.ts';
import { createPolicy, type People } from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { projectDir, START_MS, startStack, type Stack } from './support/stack.ts';

const WAIT_MS = 60_000;

jest.setTimeout(120_000);

let stack: Stack;
let acme: People;
let owner: Session;

beforeAll(async () => {
  stack = await startStack();
  acme = await signInAll(stack, 'acme');
  for (const id of ['pay-gate', 'web-gate', 'api-gate']) await createPolicy(acme.alice, id);
  owner = new Session({ connectionString: stack.ownerUrl });
  await owner.connect();
}, START_MS);

afterAll(async () => {
  await owner?.end();
  await stack?.stop();
}, START_MS);

const damage = async (): Promise<void> => {
  await owner.query('begin');
  await owner.query(`select set_config('app.tenant_id', 'acme', true)`);
  await owner.query(`update policy_catalog set name = 'another' where policy_id = 'web-gate'`);
  await owner.query('commit');
};

describe('policyctl projector rebuild', () => {
  it('finds the row that is not what the log says, and puts it right while the registry goes on', async () => {
    const right = await stateOf(acme.erin);
    await damage();
    const compared = await policyctl(stack, 'projector', 'rebuild', '--compare-only');
    expect(compared).toMatchObject({
      exitCode: 1,
      document: {
        ok: false,
        differing: 1,
        differences: [
          {
            tenant: 'acme',
            table: 'policy_catalog',
            key: ['web-gate'],
            difference: 'changed',
            columns: ['name'],
          },
        ],
        swapped: false,
      },
    });
    expect(await stateOf(acme.erin)).not.toStrictEqual(right);

    const done = await policyctl(stack, 'projector', 'rebuild');
    expect(done).toMatchObject({ exitCode: 0, document: { ok: true, equal: false, swapped: true } });
    // Whoever waits is told how far it is, how fast it goes and when it ends.
    expect(done.stderr).toMatch(/^folded (\d+) of \1 events, \d+\/s, 0 s left$/m);
    expect(await stateOf(acme.erin)).toStrictEqual(right);
    await createPolicy(acme.alice, 'after-the-rebuild');
    const seen = accepted(await acme.bob.get('/api/v1/policies/after-the-rebuild'), 200);
    expect(at(seen, 'policyId')).toBe('after-the-rebuild');
    expect((await policyctl(stack, 'audit', 'replay', '--as', 'erin', '--tenant', 'acme')).exitCode).toBe(0);
  });

  it('that is killed before its swap leaves everything as it was, and the next one is done', async () => {
    const before = await stateOf(acme.erin);
    await owner.query('begin');
    await owner.query('lock table projection_checkpoint in access share mode');
    const main = join(projectDir, 'tools/policyctl/main.ts');
    const killed = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        main,
        'projector',
        'rebuild',
        '--stack',
        join(stack.folder, 'stack.json'),
      ],
      { env: { ...process.env, NODE_OPTIONS: '' }, stdio: 'ignore' },
    );
    const waiting = `select from pg_locks where not granted and relation = 'projection_checkpoint'::regclass`;
    await stack.until('a rebuild before its swap', WAIT_MS, async () =>
      (await owner.query(waiting)).rowCount === 0 ? undefined : true,
    );
    killed.kill('SIGKILL');
    await once(killed, 'close');
    await owner.query('commit');

    expect(await stateOf(acme.erin)).toStrictEqual(before);
    await createPolicy(acme.alice, 'after-the-kill');
    const done = await policyctl(stack, 'projector', 'rebuild');
    expect(done).toMatchObject({ exitCode: 0, document: { ok: true, equal: true, swapped: true } });
    expect(at(accepted(await acme.bob.get('/api/v1/policies/after-the-kill'), 200), 'policyId')).toBe(
      'after-the-kill',
    );
  });
});
