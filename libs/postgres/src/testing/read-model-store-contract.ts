import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  CheckpointMoved,
  type ReadModelStore,
  type ReadModelTransaction,
  type Row,
  type TableShape,
} from '@policy-registry/kernel';

export type StartedReadModelStore = { readonly store: ReadModelStore; readonly empty: () => Promise<void> };

/** A table that whoever starts a store has to have. */
export const CONTRACT_TABLE: TableShape = {
  table: 'contract_rows',
  columns: { id: 'text', size: 'bigint', extra: 'jsonb' },
  key: ['id'],
};

/** What every store of read models does. */
export const readModelStoreContract = (name: string, start: () => Promise<StartedReadModelStore>): void =>
  describe(`${name} is a ReadModelStore`, () => {
    let store: ReadModelStore;
    let empty: StartedReadModelStore['empty'];
    beforeAll(async () => {
      ({ store, empty } = await start());
    });
    beforeEach(() => empty());

    const row = (id: string, size: number): Row => ({ id, size, extra: { of: id } });
    const put = (tx: ReadModelTransaction, rows: readonly Row[], tenant = 'acme') =>
      tx.write(tenant, CONTRACT_TABLE, { put: rows, remove: [] });
    const load = (...ids: readonly string[]) =>
      store.transaction((tx) =>
        tx.load(
          'acme',
          CONTRACT_TABLE,
          ids.map((id) => [id]),
        ),
      );

    it('begins at 0 and without rows', async () => {
      expect(await store.checkpoint()).toBe(0);
      expect(await load('a')).toStrictEqual([]);
    });

    it('keeps rows and checkpoint together', async () => {
      await store.transaction(async (tx) => {
        await put(tx, [row('a', 1), row('b', 2)]);
        await tx.move(0, 5, ['acme']);
      });
      expect(await load('a', 'c')).toStrictEqual([row('a', 1)]);
      expect(await store.checkpoint()).toBe(5);
    });

    it('replaces and removes rows by their keys', async () => {
      await store.transaction((tx) => put(tx, [row('a', 1), row('b', 2)]));
      await store.transaction((tx) =>
        tx.write('acme', CONTRACT_TABLE, { put: [row('a', 3)], remove: [['b'], ['nobody']] }),
      );
      expect(await load('a', 'b')).toStrictEqual([row('a', 3)]);
    });

    it('shows a transaction what it wrote itself', async () => {
      await store.transaction(async (tx) => {
        await put(tx, [row('a', 1)]);
        expect(await tx.load('acme', CONTRACT_TABLE, [['a']])).toStrictEqual([row('a', 1)]);
        await tx.write('acme', CONTRACT_TABLE, { put: [], remove: [['a']] });
        expect(await tx.load('acme', CONTRACT_TABLE, [['a']])).toStrictEqual([]);
      });
    });

    it('keeps tenants apart', async () => {
      await store.transaction((tx) => put(tx, [row('a', 1)], 'globex'));
      expect(await load('a')).toStrictEqual([]);
    });

    it('keeps nothing of a transaction whose work rejects', async () => {
      const broken = store.transaction(async (tx) => {
        await put(tx, [row('a', 1)]);
        await tx.move(0, 5, []);
        throw new Error('the fold broke');
      });
      await expect(broken).rejects.toThrow('the fold broke');
      expect([await load('a'), await store.checkpoint()]).toStrictEqual([[], 0]);
    });

    it('keeps nothing of a transaction that begins elsewhere than at the checkpoint', async () => {
      await store.transaction((tx) => tx.move(0, 5, []));
      const late = store.transaction(async (tx) => {
        await put(tx, [row('a', 1)]);
        await tx.move(4, 6, []);
      });
      await expect(late).rejects.toThrow(CheckpointMoved);
      expect([await load('a'), await store.checkpoint()]).toStrictEqual([[], 5]);
    });

    it('lets one of two that begin at the same place through', async () => {
      const both = await Promise.allSettled(
        [1, 2].map((size) =>
          store.transaction(async (tx) => {
            await put(tx, [row('a', size)]);
            await tx.move(0, 5, []);
          }),
        ),
      );
      expect(both.map(({ status }) => status).toSorted()).toStrictEqual(['fulfilled', 'rejected']);
      const winner = both.findIndex(({ status }) => status === 'fulfilled') + 1;
      expect(await load('a')).toStrictEqual([row('a', winner)]);
    });
  });
