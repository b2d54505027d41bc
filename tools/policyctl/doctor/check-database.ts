import type { LogContent } from '@policy-registry/event-store';
import { logDamage } from '@policy-registry/event-store';
import {
  appliedMigrations,
  inTenant,
  inTransaction,
  isolationFaults,
  knownMigrations,
  readCheckpoint,
  readTextKey,
  type Database,
} from '@policy-registry/postgres';

import { fault, none, ok, type Check } from './check.ts';

export type DatabaseLook = {
  readonly database: Database;
  readonly migrations: string;
  /** What the broker says of the log; absent when it was not reached. */
  readonly log:
    { readonly content: () => Promise<LogContent>; readonly tenants: readonly string[] } | undefined;
  readonly pause: (ms: number) => Promise<unknown>;
};

/** A projector that stands behind the log for so long without moving stands still. */
const MOVING_MS = 5_000;

/** The database as the owner of its tables sees it. */
export const checkDatabase = async (look: DatabaseLook): Promise<readonly Check[]> => [
  await migrationsOf(look),
  await isolationOf(look),
  ...(look.log === undefined
    ? []
    : [await positionOf(look, look.log), await textKeysOf(look, look.log.tenants)]),
];

const migrationsOf = async ({ database, migrations }: DatabaseLook): Promise<Check> => {
  const [had, known] = [await inTransaction(database, appliedMigrations), await knownMigrations(migrations)];
  const name = 'migrations';
  const missing = known.filter((one) => !had.includes(one));
  if (missing.length > 0)
    return fault(name, `the database has not had ${missing.join(', ')}`, 'run tools/migrate of this version');
  const later = had.filter((one) => !known.includes(one));
  return later.length > 0
    ? fault(
        name,
        `this program does not know ${later.join(', ')}`,
        'use the policyctl of the registry’s version',
      )
    : ok(name, `${had.length}, as this version has them`);
};

const isolationOf = async ({ database }: DatabaseLook): Promise<Check> =>
  none('row-level security', await inTransaction(database, isolationFaults), {
    well: 'forced on every table; roles and grants are as they should be',
    remedy: 'take back what was changed by hand; policyctl projector rebuild makes the tables anew',
  });

type Log = NonNullable<DatabaseLook['log']>;

const positionOf = async ({ database, pause }: DatabaseLook, { content }: Log): Promise<Check> => {
  const name = 'read models';
  const position = () => inTransaction(database, readCheckpoint);
  const [before, log] = [await position(), await content()];
  const damage = logDamage(log, before);
  if (damage !== undefined)
    return fault(name, damage, 'nothing is decided on it: restore the log (docs/runbooks/damaged-log.md)');
  if (before === log.lastSeq) return ok(name, `they have all ${before} events`);
  await pause(MOVING_MS);
  const after = await position();
  return after === before
    ? fault(name, `they stand at ${before} of ${log.lastSeq}`, 'look at /readyz and the log of the projector')
    : ok(name, `they are at ${after} of ${log.lastSeq}, and move`);
};

const textKeysOf = async ({ database }: DatabaseLook, tenants: readonly string[]): Promise<Check> => {
  const without: string[] = [];
  for (const tenant of tenants)
    if ((await inTenant(database, tenant, readTextKey)) === undefined) without.push(tenant);
  return none(
    'text keys',
    without.map((tenant) => `${tenant} has none`),
    {
      well: `one for each of ${tenants.length} tenants`,
      remedy: 'restore tenant_text_key from a backup: what was written under a lost key is unreadable',
    },
  );
};
