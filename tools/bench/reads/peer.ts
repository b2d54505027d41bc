import pg from 'pg';
import { policyById, policyPage, type Query } from '@policy-registry/read-models';

import type { Operation } from '../load/operation.ts';

const CONNECTIONS = 10;
const ROWS = 50;

/** The queries behind both reads, asked of the same database by the driver in this process, each in a transaction of its tenant. */
export type Selects = {
  readonly one: Operation;
  readonly page: Operation;
  readonly version: string;
  readonly close: () => Promise<void>;
};

export const openSelects = async (
  url: string,
  tenant: string,
  policyIds: readonly string[],
): Promise<Selects> => {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  const select = async ({ text, values }: Query): Promise<number> => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
      const { rowCount } = await client.query(text, [...values]);
      await client.query('commit');
      return rowCount ?? 0;
    } finally {
      client.release();
    }
  };
  const idAt = (n: number): string => policyIds[n % policyIds.length] ?? '';
  const { rows } = await pool.query<{ server_version: string }>('show server_version');
  return {
    one: async (n) => (await select(policyById(idAt(n)))) === 1,
    page: async (n) => (await select(policyPage({ size: ROWS, after: [idAt(n)] }))) > 0,
    version: rows[0]?.server_version ?? 'unknown',
    close: () => pool.end(),
  };
};
