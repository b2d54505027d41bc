import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from '@jest/globals';

const deploy = resolve(import.meta.dirname, '../../deploy');
const COMPOSE_MS = 60_000;
const run = promisify(execFile);

/** What Compose makes of the compose file. `compose` is the command that answers as Compose does, with its arguments. */
export const composeSuite = (name: string, compose: readonly string[] | undefined): void => {
  const suite = compose === undefined ? describe.skip : describe;
  const [program = '', ...before] = compose ?? [];
  suite(name, () => {
    const names = ['ADMIN', 'OWNER', 'PROJECTOR', 'GATEWAY'].map((who) => `DATABASE_${who}_PASSWORD`);
    const secrets = Object.fromEntries(
      [...names, 'S3_ADMIN_SECRET_KEY', 'PUBLIC_URL', 'OIDC_ISSUER', 'OIDC_AUDIENCE'].map((key) => [
        key,
        'x',
      ]),
    );
    const config = (env: Readonly<Record<string, string>>): Promise<string> =>
      run(program, [...before, '--file', 'compose.yaml', 'config', '--format', 'json'], {
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
      for (const [service, resolvedTo] of services)
        expect([service, resolvedTo]).toMatchObject([service, { read_only: true, cap_drop: ['ALL'] }]);
    });

    it.each(Object.keys(secrets))('is refused without %s', async (key) => {
      const { [key]: _left, ...others } = secrets;
      await expect(config(others)).rejects.toThrow(`required variable ${key} is missing a value`);
    });
  });
};
