import type { Transaction } from './transaction.ts';

/** The wrapped text key of the tenant in force; destroying the row erases what was written under it. */
export const readTextKey = async (tx: Transaction): Promise<Uint8Array | undefined> => {
  const [row] = await tx.query('select wrapped_key from tenant_text_key');
  const key = row?.['wrapped_key'];
  return key instanceof Uint8Array ? key : undefined;
};

/** Keeps the first key a tenant was given. */
export const createTextKey = async (tx: Transaction, tenant: string, wrapped: Uint8Array): Promise<void> => {
  // Unlike rows of read models, a key that is lost cannot be had again.
  await tx.query('set local synchronous_commit = on');
  await tx.query(
    'insert into tenant_text_key (tenant_id, wrapped_key) values ($1, $2) on conflict (tenant_id) do nothing',
    [tenant, Buffer.from(wrapped)],
  );
};
