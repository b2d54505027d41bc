import type { Database } from '../database.ts';
import { inTransaction, type Transaction } from '../transaction.ts';

/** How a request enters its tenant and does its work: `inTenant`, or what is planted in its place. */
export type Enter = <T>(
  database: Database,
  tenant: string,
  work: (tx: Transaction) => Promise<T>,
) => Promise<T>;

export type Tally = {
  readonly requests: number;
  /** How many requests of a kind ended as they must. */
  readonly byKind: Readonly<Record<string, number>>;
  /** What a request saw that is not its tenant's. */
  readonly leaks: readonly string[];
  /** What went otherwise than it must, besides. */
  readonly surprises: readonly string[];
};

export const REQUEST_TENANTS = ['acme', 'globex', 'initech', 'hooli', 'umbrella', 'stark', 'wayne'] as const;

const GIVEN_UP = new Error('the client has gone');

type Request = (database: Database, tenant: string, enter: Enter) => Promise<readonly string[]>;

const tenantsIn = async (tx: Transaction): Promise<readonly string[]> =>
  (await tx.query('select tenant_id from environment_catalog')).map((row) => String(row['tenant_id']));

const changeOwn = (tx: Transaction, tenant: string): Promise<unknown> =>
  tx.query(
    'update environment_catalog set changes = changes + 1 where tenant_id = $1 or tenant_id <> $1 returning tenant_id',
    [tenant],
  );

/** Answers what the request saw when it failed as it must; ends with the error otherwise. */
const failing = async (
  isExpected: (error: unknown) => boolean,
  request: (see: (seen: readonly string[]) => void) => Promise<unknown>,
): Promise<readonly string[]> => {
  let seen: readonly string[] = [];
  try {
    await request((found) => (seen = found));
  } catch (error) {
    if (isExpected(error)) return seen;
    throw error;
  }
  throw new Error('it did not fail');
};

const says = (part: RegExp) => (error: unknown) => part.test(String(error));

// Kinds of requests, with what each has to see: its tenant's one row, or none where it is in no tenant.
export const REQUESTS: Readonly<Record<string, Request>> = {
  reads: (database, tenant, enter) => enter(database, tenant, tenantsIn),
  writes: (database, tenant, enter) =>
    enter(database, tenant, async (tx) => {
      await changeOwn(tx, tenant);
      return tenantsIn(tx);
    }),
  'reads without a tenant': (database) => inTransaction(database, tenantsIn),
  'fails in SQL': (database, tenant, enter) =>
    failing(says(/division by zero/), (see) =>
      enter(database, tenant, async (tx) => {
        see(await tenantsIn(tx));
        await tx.query('select 1 / 0');
      }),
    ),
  'fails in the work': (database, tenant, enter) =>
    failing(
      (error) => error === GIVEN_UP,
      (see) =>
        enter(database, tenant, async (tx) => {
          see(await tenantsIn(tx));
          await changeOwn(tx, tenant);
          throw GIVEN_UP;
        }),
    ),
  'writes for another': (database, tenant, enter) =>
    failing(says(/row-level security/), (see) =>
      enter(database, tenant, async (tx) => {
        see(await tenantsIn(tx));
        await tx.query(
          `insert into environment_catalog values ('other than ${tenant}', 'prod', 'Production', 1, 1, 'x')`,
        );
      }),
    ),
  'takes too long': (database, tenant, enter) =>
    failing(says(/canceling statement/), (see) =>
      enter(database, tenant, async (tx) => {
        see(await tenantsIn(tx));
        await tx.query(`set local statement_timeout = '1ms'`);
        await tx.query('select pg_sleep(5)');
      }),
    ),
  // The work is over before its last statement was answered.
  'does not wait for its statement': (database, tenant, enter) =>
    enter(database, tenant, async (tx) => {
      const seen = await tenantsIn(tx);
      void tx.query('select pg_sleep(0.001)').catch(() => undefined);
      return seen;
    }),
  // The transaction is kept and used when its connection may serve somebody else.
  'asks when it is over': async (database, tenant, enter) => {
    let kept: Transaction | undefined;
    const seen = await enter(database, tenant, async (tx) => {
      kept = tx;
      return tenantsIn(tx);
    });
    await failing(says(/released/i), async (see) => {
      if (kept !== undefined) see(await tenantsIn(kept));
    });
    return seen;
  },
  'loses its connection': (database, tenant, enter) =>
    failing(says(/terminat/), (see) =>
      enter(database, tenant, async (tx) => {
        see(await tenantsIn(tx));
        await tx.query('select pg_terminate_backend(pg_backend_pid())');
      }),
    ),
};

// Losing a connection costs a new one each time: rarer than the rest.
const RARE = 'loses its connection';
const RARE_EVERY = 100;

/** Sends requests of every kind and tenant over one pool, `lanes` at a time. */
export const sendRequests = async (
  database: Database,
  enter: Enter,
  { requests, lanes }: { readonly requests: number; readonly lanes: number },
): Promise<Tally> => {
  const often = Object.keys(REQUESTS).filter((kind) => kind !== RARE);
  const byKind: Record<string, number> = {};
  const leaks: string[] = [];
  const surprises: string[] = [];
  let next = 0;

  const send = async (index: number): Promise<void> => {
    const kind = index % RARE_EVERY === 0 ? RARE : (often[index % often.length] ?? RARE);
    const tenant = REQUEST_TENANTS[index % REQUEST_TENANTS.length] ?? 'acme';
    try {
      const seen = (await REQUESTS[kind]?.(database, tenant, enter)) ?? [];
      const must: readonly string[] = kind === 'reads without a tenant' ? [] : [tenant];
      const foreign = seen.filter((each) => !must.includes(each));
      if (foreign.length > 0) leaks.push(`${kind} of ${tenant} saw ${foreign.join(', ')}`);
      else if (seen.length !== must.length) surprises.push(`${kind} of ${tenant} saw ${seen.length} rows`);
      else byKind[kind] = (byKind[kind] ?? 0) + 1;
    } catch (error) {
      surprises.push(`${kind} of ${tenant}: ${String(error)}`);
    }
  };
  const lane = async (): Promise<void> => {
    while (next < requests) await send(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { requests: next, byKind, leaks, surprises };
};
