import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from '@jest/globals';

const deploy = resolve(import.meta.dirname, '../deploy');
const COMPOSE_MS = 30_000;
const run = promisify(execFile);

const hasCompose = await run('docker', ['compose', 'version']).then(
  () => true,
  () => false,
);
const suite = hasCompose ? describe : describe.skip;

suite('deploy/compose.yaml, to the Compose of this machine (needs compose)', () => {
  const names = ['ADMIN', 'OWNER', 'PROJECTOR', 'GATEWAY'].map((who) => `DATABASE_${who}_PASSWORD`);
  const secrets = Object.fromEntries(
    [...names, 'PUBLIC_URL', 'OIDC_ISSUER', 'OIDC_AUDIENCE'].map((key) => [key, 'x']),
  );
  const config = (env: Readonly<Record<string, string>>): Promise<string> =>
    run('docker', ['compose', '--file', 'compose.yaml', 'config', '--format', 'json'], {
      cwd: deploy,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      timeout: COMPOSE_MS,
    }).then(({ stdout }) => stdout);
  let resolved: unknown;
  beforeAll(async () => {
    resolved = JSON.parse(await config(secrets));
  }, COMPOSE_MS);

  it('is sound, and every service is still hardened when its parts are put together', () => {
    const services = Object.entries(Object(Object(resolved)['services']));
    expect(services.length).toBeGreaterThan(6);
    for (const [name, service] of services)
      expect([name, service]).toMatchObject([name, { read_only: true, cap_drop: ['ALL'] }]);
  });

  it('is refused without its passwords', async () => {
    await expect(config({})).rejects.toThrow(/DATABASE_ADMIN_PASSWORD/);
  });
});
