import {
  createTextKey,
  enterTenant,
  inTenant,
  readTextKey,
  type Database,
  type Transaction,
} from '@policy-registry/postgres';
import { z } from 'zod';

import { Unavailable } from '../../servers/unavailable.ts';
import { partBytes, type Take } from './parts.ts';

// One line per tenant; the keys are wrapped by the text key file, which is no part of it.
const Line = z.strictObject({ tenant: z.string().min(1), wrappedKey: z.base64() });

/** Writes the text keys of these tenants, and answers how many have one. */
export const writeTextKeys = async (
  database: Database,
  tenants: readonly string[],
  take: Take,
): Promise<number> => {
  let count = 0;
  for (const tenant of tenants) {
    const key = await inTenant(database, tenant, readTextKey);
    if (key === undefined) continue;
    count += 1;
    await take(
      Buffer.from(`${JSON.stringify({ tenant, wrappedKey: Buffer.from(key).toString('base64') })}\n`),
    );
  }
  return count;
};

/** How many text keys there are now, and the tenants that had none before. */
export type RestoredKeys = { readonly count: number; readonly added: readonly string[] };

/** Stores the text keys of a part. Throws when a tenant has another one already; then none is kept. */
export const restoreTextKeys = async (
  tx: Transaction,
  folder: string,
  path: string,
): Promise<RestoredKeys> => {
  let count = 0;
  const added: string[] = [];
  for await (const { tenant, wrappedKey } of linesOf(folder, path)) {
    const wrapped = Buffer.from(wrappedKey, 'base64');
    await enterTenant(tx, tenant);
    if ((await readTextKey(tx)) === undefined) added.push(tenant);
    await createTextKey(tx, tenant, wrapped);
    const stored = await readTextKey(tx);
    if (stored === undefined || !wrapped.equals(stored)) {
      throw new Unavailable(
        `${tenant} has another text key in this database than in the backup: it is the database of another installation`,
      );
    }
    count += 1;
  }
  return { count, added };
};

/** Takes away what {@link restoreTextKeys} added. */
export const takeBackTextKeys = async (database: Database, tenants: readonly string[]): Promise<void> => {
  for (const tenant of tenants)
    await inTenant(database, tenant, (tx) =>
      tx.query('delete from tenant_text_key where tenant_id = $1', [tenant]),
    );
};

async function* linesOf(folder: string, path: string): AsyncGenerator<z.infer<typeof Line>> {
  let rest = '';
  for await (const chunk of partBytes(folder, path)) {
    const lines = `${rest}${Buffer.from(chunk).toString('utf8')}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield Line.parse(JSON.parse(line));
  }
}
