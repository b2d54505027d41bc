import { describe, expect, it } from '@jest/globals';

import { ensureRoles, ROLES } from './roles.ts';
import { RoleUnsafe, verifyRole } from './self-check.ts';
import { databaseSuite } from './testing/database-suite.ts';

databaseSuite('verifyRole', (database) => {
  it.each(['registry_projector', 'registry_gateway'] as const)('accepts %s', async (role) => {
    await expect(verifyRole(await database().as(role))).resolves.toBeUndefined();
  });

  it('refuses the owner of the tables', async () => {
    const refused = verifyRole(await database().as('registry_owner'));
    await expect(refused).rejects.toThrow(RoleUnsafe);
    await expect(refused).rejects.toThrow('the database role registry_owner is refused: it owns tables');
  });

  it('refuses a superuser, who bypasses row-level security too', async () => {
    const refused = verifyRole(await database().as('admin'));
    await expect(refused).rejects.toThrow(RoleUnsafe);
    await expect(refused).rejects.toThrow(/it is a superuser; it has BYPASSRLS/);
  });

  describe('with a table', () => {
    const refusal = async (...statements: readonly string[]): Promise<string> => {
      const projector = await database().as('registry_projector', 1);
      await database().admin('create table open_table (tenant_id text)');
      try {
        for (const statement of statements) await database().admin(statement);
        return await verifyRole(projector).then(
          () => 'accepted',
          (error: unknown) => String(error),
        );
      } finally {
        await database().admin('drop table open_table');
      }
    };
    const enable = 'alter table open_table enable row level security';
    const force = 'alter table open_table force row level security';

    it('refuses one without row-level security', async () => {
      expect(await refusal()).toMatch(/row-level security is not forced on open_table/);
    });

    it('refuses one where it is enabled and not forced, or forced and not enabled', async () => {
      expect(await refusal(enable)).toMatch(/row-level security is not forced on open_table/);
      expect(await refusal(force)).toMatch(/row-level security is not forced on open_table/);
    });

    it('accepts one where it is both', async () => {
      expect(await refusal(enable, force)).toBe('accepted');
    });

    it('refuses a role that owns just one', async () => {
      expect(await refusal(enable, force, 'alter table open_table owner to registry_projector')).toMatch(
        /registry_projector is refused: it owns tables/,
      );
    });
  });
});

databaseSuite('the roles', (database) => {
  it('are made once by many who prepare the database at the same time', async () => {
    const passwords = { registry_owner: 'test', registry_projector: 'test', registry_gateway: 'test' };
    const { adminUrl, aloneWithRoles } = database();
    await aloneWithRoles(() =>
      Promise.all(Array.from({ length: 10 }, () => ensureRoles(adminUrl, passwords))),
    );
    await expect(verifyRole(await database().as('registry_gateway', 1))).resolves.toBeUndefined();
  });

  it('are neither superusers nor able to bypass row-level security, make databases or roles', async () => {
    const rows = await database().admin(
      `select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication, rolcanlogin
       from pg_roles where rolname = any ($1) order by rolname`,
      [ROLES],
    );
    const powers = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreatedb: false,
      rolcreaterole: false,
      rolreplication: false,
    };
    expect(rows).toStrictEqual(
      ROLES.toSorted().map((rolname) => ({ rolname, ...powers, rolcanlogin: true })),
    );
  });
});
