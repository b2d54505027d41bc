import { appendFile, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { LogContent } from '@policy-registry/event-store';
import { stateHash, tableHash, type ReadModelStore } from '@policy-registry/kernel';
import {
  allRows,
  createTextKey,
  enterTenant,
  inTenant,
  inTransaction,
  postgresReadModelStore,
  readCheckpoint,
  type Database,
} from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { projectBatch, tables } from '@policy-registry/read-models';

import { rebuild, type Rebuild } from './rebuild.ts';
import { counted, eventsOfTwoTenants, firstOf, streamOf, unknownAt } from './testing/two-tenants.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');
const TENANTS = ['acme', 'globex'] as const;
// The migrations and a few dozen transactions each, on a machine that may be busy.
const SLOW_MS = 120_000;
const log = eventsOfTwoTenants(20);
const end = log.length;
const strangers = `select from aggregate_head where tenant_id = 'stranger'`;

databaseSuite('rebuilding the read models', (database) => {
  let owner: Database;
  let projector: Database;
  let gateway: Database;
  let store: ReadModelStore;
  beforeAll(async () => {
    owner = await database().as('registry_owner');
    projector = await database().as('registry_projector');
    gateway = await database().as('registry_gateway');
    store = postgresReadModelStore(projector);
  });

  const project = async (from: number, to: number): Promise<void> => {
    await projectBatch(store, from, log.slice(from, to));
  };
  beforeEach(async () => {
    await database().admin(`truncate ${tables.map(({ table }) => table).join(', ')}, projection_checkpoint`);
    await project(0, end);
  }, SLOW_MS);

  const runOf = (options: Partial<Rebuild> = {}): Rebuild => ({
    owner,
    ownerUrl: database().urlOf('registry_owner'),
    migrations: MIGRATIONS,
    stream: streamOf(log),
    content: async () => ({ lastSeq: end, missingSeq: undefined, confirmedSeq: end }),
    isCompareOnly: false,
    progress: () => undefined,
    ...options,
  });
  const hashesBy = (role: Database) =>
    Promise.all(
      TENANTS.map((tenant) =>
        inTenant(role, tenant, async (tx) => {
          const hashes: Record<string, string> = {};
          for (const table of tables) hashes[table.table] = tableHash(table, await allRows(tx, table));
          return stateHash(hashes);
        }),
      ),
    );
  const position = () => inTransaction(gateway, readCheckpoint);
  const shadows = () => database().admin(`select from pg_namespace where nspname = 'read_models_rebuild'`);

  it(
    'leaves the rows that there were, for the same roles, and the projection goes on behind them',
    async () => {
      const before = await hashesBy(gateway);
      const done = await rebuild(runOf());
      expect(done).toStrictEqual({
        events: end,
        comparison: { position: end, differing: 0, first: [] },
        swappedAt: end,
      });
      expect(await hashesBy(gateway)).toStrictEqual(before);
      expect(await shadows()).toStrictEqual([]);
      await projectBatch(store, end, [
        { seq: end + 1, subject: 'registry.evt.acme.policy.x', bytes: new Uint8Array() },
      ]);
      expect(await position()).toBe(end + 1);
    },
    SLOW_MS,
  );

  it(
    'leaves the keys of texts alone, which are in no log',
    async () => {
      const key = () => database().admin('select tenant_id, wrapped_key from tenant_text_key');
      await inTenant(projector, 'acme', (tx) => createTextKey(tx, 'acme', new Uint8Array([1, 2, 3])));
      const before = await key();
      expect(before).toHaveLength(1);
      await rebuild(runOf());
      expect(await key()).toStrictEqual(before);
    },
    SLOW_MS,
  );

  describe('that are not what the log says', () => {
    const damage = async (): Promise<void> => {
      await database().admin(
        `update policy_catalog set name = 'x' where tenant_id = 'acme' and policy_id = 'pay-gate'`,
      );
      await database().admin(`delete from audit_trail where tenant_id = 'globex' and seq = $1`, [
        firstOf(log, 'globex'),
      ]);
      await database().admin(`insert into aggregate_head values ('acme', 'policy', 'nobody', 1, 'h', 1)`);
    };
    const found = {
      position: end,
      differing: 3,
      first: [
        {
          tenant: 'acme',
          table: 'aggregate_head',
          key: ['policy', 'nobody'],
          difference: 'extra',
          columns: [],
        },
        {
          tenant: 'acme',
          table: 'policy_catalog',
          key: ['pay-gate'],
          difference: 'changed',
          columns: ['name'],
        },
        {
          tenant: 'globex',
          table: 'audit_trail',
          key: [String(firstOf(log, 'globex'))],
          difference: 'missing',
          columns: [],
        },
      ],
    };

    it(
      'names each row, and touches none where it shall only compare',
      async () => {
        await damage();
        const before = await hashesBy(gateway);
        expect(await rebuild(runOf({ isCompareOnly: true }))).toStrictEqual({
          events: end,
          comparison: found,
        });
        expect([await hashesBy(gateway), await shadows()]).toStrictEqual([before, []]);
      },
      SLOW_MS,
    );

    it(
      'puts the right ones in their place',
      async () => {
        const right = await hashesBy(gateway);
        await damage();
        expect(await hashesBy(gateway)).not.toStrictEqual(right);
        expect((await rebuild(runOf())).comparison).toStrictEqual(found);
        expect(await hashesBy(gateway)).toStrictEqual(right);
      },
      SLOW_MS,
    );

    it(
      'are found, and go, of a tenant whom the log does not know too',
      async () => {
        await database().admin(`insert into aggregate_head values ('stranger', 'policy', 'p', 1, 'h', 1)`);
        const key = { tenant: 'stranger', table: 'aggregate_head', key: ['policy', 'p'] };
        expect((await rebuild(runOf())).comparison.first).toStrictEqual([
          { ...key, difference: 'extra', columns: [] },
        ]);
        expect(await database().admin(strangers)).toStrictEqual([]);
      },
      SLOW_MS,
    );

    it(
      'counts all and shows the first where many differ',
      async () => {
        await database().admin('delete from audit_trail');
        const { differing, first } = (await rebuild(runOf({ isCompareOnly: true }))).comparison;
        expect([differing, first.length]).toStrictEqual([end / 2, 20]);
      },
      SLOW_MS,
    );
  });

  it(
    'brings read models that stood still to the end of the log',
    async () => {
      const right = await hashesBy(gateway);
      await database().admin(
        `truncate ${tables.map(({ table }) => table).join(', ')}, projection_checkpoint`,
      );
      await project(0, 10);
      const done = await rebuild(runOf());
      expect(done).toMatchObject({ comparison: { position: 10, differing: 0 }, swappedAt: end });
      expect([await hashesBy(gateway), await position()]).toStrictEqual([right, end]);
    },
    SLOW_MS,
  );

  it(
    'goes on beside a projector and readers: no row is lost, no position goes back, nobody sees half',
    async () => {
      const right = await hashesBy(gateway);
      await database().admin(
        `truncate ${tables.map(({ table }) => table).join(', ')}, projection_checkpoint`,
      );
      let isOver = false;
      const projecting = (async () => {
        for (let at = await store.checkpoint(); at < end; at = await store.checkpoint())
          // Somebody else may have moved it meanwhile: the swap.
          await project(at, Math.min(at + 3, end)).catch(() => undefined);
      })();
      const seen: (readonly [position: number, rows: number])[] = [];
      const reading = (async () => {
        while (!isOver) seen.push(await inTransaction(gateway, audited));
      })();
      const done = await rebuild(runOf()).finally(() => (isOver = true));
      await Promise.all([projecting, reading]);
      expect(done.comparison.differing).toBe(0);
      expect([await hashesBy(gateway), await position()]).toStrictEqual([right, end]);
      expect(seen.filter(([at, rows]) => rows !== counted(log, 'acme', at))).toStrictEqual([]);
      expect(seen.map(([at]) => at)).toStrictEqual(seen.map(([at]) => at).toSorted((a, b) => a - b));
    },
    SLOW_MS,
  );

  it(
    'begins anew where one that was killed left something behind',
    async () => {
      const before = await hashesBy(gateway);
      await inTransaction(owner, async (tx) => {
        await tx.query('create schema read_models_rebuild');
        await tx.query('create table read_models_rebuild.policy_catalog (tenant_id text)');
      });
      expect((await rebuild(runOf())).swappedAt).toBe(end);
      expect([await hashesBy(gateway), await shadows()]).toStrictEqual([before, []]);
    },
    SLOW_MS,
  );

  it(
    'waits for a transaction that reads the checkpoint, and swaps when it is over',
    async () => {
      const reader = await database().session('registry_gateway');
      await reader.query('begin');
      await reader.query('select from projection_checkpoint');
      const rebuilding = rebuild(runOf());
      await untilWaiting(database().admin);
      expect(await hashesBy(gateway)).toHaveLength(TENANTS.length);
      await reader.query('commit');
      expect((await rebuilding).swappedAt).toBe(end);
    },
    SLOW_MS,
  );

  describe('is refused', () => {
    const refused = async (options: Partial<Rebuild>, message: RegExp): Promise<void> => {
      const before = await hashesBy(gateway);
      await expect(rebuild(runOf(options))).rejects.toThrow(message);
      expect([await hashesBy(gateway), await position(), await shadows()]).toStrictEqual([before, end, []]);
    };
    const content = (says: Partial<LogContent>) => ({
      content: async () => ({ lastSeq: end, missingSeq: undefined, confirmedSeq: 0, ...says }),
    });

    it.each<readonly [string, Partial<Rebuild>, RegExp]>([
      ['when the log lacks an event', content({ missingSeq: 7 }), /event 7 is missing from the stream/],
      [
        'when the log ends before the checkpoint',
        content({ lastSeq: 5 }),
        /ends at 5, before the checkpoint/,
      ],
      [
        'when the log ends before what was confirmed',
        content({ confirmedSeq: end + 1 }),
        /event \d+ was confirmed/,
      ],
      [
        'when the stream turns out to lack an event',
        { stream: streamOf(log.filter(({ seq }) => seq !== 12)) },
        /event 12 is missing: .*restore the log first/,
      ],
      [
        'when the stream turns out to end early',
        { stream: streamOf(log.slice(0, 12)) },
        /the stream ends at 12, before event/,
      ],
      [
        'when the log holds a fact that nobody knows',
        { stream: streamOf(log.map(unknownAt(9))) },
        /a fact that this program does not know/,
      ],
    ])('%s', (_when, options, message) => refused(options, message), SLOW_MS);

    it(
      'to roles that may not do it, or see too much',
      async () => {
        await refused({ owner: projector }, /registry_projector lacks rights .* registry_owner/);
        const admin = await database().as('admin');
        await refused({ owner: admin }, /is above row-level security: .* registry_owner/);
      },
      SLOW_MS,
    );

    it(
      'while another one is under way',
      async () => {
        let second: Promise<unknown> = Promise.resolve();
        const progress = (): void => {
          second = expect(rebuild(runOf())).rejects.toThrow(/somebody else rebuilds/);
        };
        await rebuild(runOf({ progress, isCompareOnly: true }));
        await second;
      },
      SLOW_MS,
    );

    describe('with the migrations of another version', () => {
      const folders: string[] = [];
      afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));
      const changed = async (change: (folder: string, last: string) => Promise<void>): Promise<string> => {
        const folder = await mkdtemp(join(tmpdir(), 'policy-registry-migrations-'));
        folders.push(folder);
        await cp(MIGRATIONS, folder, { recursive: true });
        await change(
          folder,
          (await readdir(folder))
            .filter((name) => name.endsWith('.sql'))
            .toSorted()
            .at(-1) ?? '',
        );
        return folder;
      };

      it(
        'that the database has not had, or that this program does not know',
        async () => {
          const more = await changed((folder) => appendFile(join(folder, '9999-more.sql'), 'select 1'));
          await refused({ migrations: more }, /has not had the migration more\d+: run tools\/migrate first/);
          const fewer = await changed((folder, last) => rm(join(folder, last)));
          await refused({ migrations: fewer }, /which this program does not know/);
        },
        SLOW_MS,
      );

      it.each([
        ['force row-level security', 'alter table policy_catalog no force row level security'],
        ['keep tenants apart', 'create policy wide on policy_catalog using (true)'],
        ['let the gateway read', 'revoke select on policy_catalog from registry_gateway'],
        ['let the projector write', 'revoke delete on policy_catalog from registry_projector'],
        ['keep others out', 'grant select on policy_catalog to public'],
      ])(
        'whose tables would not %s',
        async (_what, sql) => {
          const flawed = await changed((folder, last) => appendFile(join(folder, last), `;\n${sql};\n`));
          await refused({ migrations: flawed }, /the new tables are not isolated: .*policy_catalog/);
        },
        SLOW_MS,
      );
    });

    it(
      'where something that no migration made depends on a table',
      async () => {
        await inTransaction(owner, (tx) =>
          tx.query('create view report with (security_invoker = true) as select * from policy_catalog'),
        );
        await refused({}, /depends on the table policy_catalog: drop it first/);
        await database().admin('drop view report');
      },
      SLOW_MS,
    );
  });
});

/** What a reader sees of one moment, as the gateway reads the state. */
const audited = async (tx: Parameters<typeof readCheckpoint>[0]): Promise<readonly [number, number]> => {
  await tx.query('set transaction isolation level repeatable read, read only');
  await tx.query('lock table projection_checkpoint in access share mode');
  await enterTenant(tx, 'acme');
  const at = await readCheckpoint(tx);
  const [row] = await tx.query('select count(*) from audit_trail');
  return [at, Number(row?.['count'])];
};

const untilWaiting = async (admin: (text: string) => Promise<readonly unknown[]>): Promise<void> => {
  const waiting = `select from pg_locks where not granted and relation = 'projection_checkpoint'::regclass`;
  while ((await admin(waiting)).length === 0) await new Promise((resolve) => setImmediate(resolve));
};
