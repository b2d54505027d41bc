import { beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { FedMessage } from '@policy-registry/event-store';
import {
  CheckpointMoved,
  openMessage,
  rowKey,
  stateHash,
  tableHash,
  type ReadModelStore,
  type Row,
  type Verdict,
} from '@policy-registry/kernel';
import { allRows, inTenant, postgresReadModelStore, type Database } from '@policy-registry/postgres';
import { databaseSuite } from '@policy-registry/postgres/testing';
import { foldMessage, projectBatch, StreamGap, tables } from '@policy-registry/read-models';

import { fedFrom, interleaved, messageOf, storedEvents } from '../testing/stored-log.ts';

const acme = storedEvents('acme');
const globex = storedEvents('globex');
const [firstOfAcme] = acme;
if (firstOfAcme === undefined) throw new Error('there are no stored events');

/** Two tenants' lives with everything between them that may stand on an event subject and does not count. */
const messages: readonly FedMessage[] = fedFrom(1, [
  ...interleaved(acme, globex),
  { ...firstOfAcme, commandId: 'loser' },
  { ...messageOf(firstOfAcme), bytes: new TextEncoder().encode('foreign') },
  { subject: messageOf(firstOfAcme).subject, bytes: messageOf({ ...firstOfAcme, tenant: 'globex' }).bytes },
]);
const counted = acme.length + globex.length;
// Dozens of transactions, on a machine that may be busy.
jest.setTimeout(60_000);

databaseSuite('projecting a batch', (database) => {
  let projector: Database;
  let store: ReadModelStore;
  beforeAll(async () => {
    projector = await database().as('registry_projector');
    store = postgresReadModelStore(projector);
  });
  const empty = async (): Promise<void> => {
    await database().admin(`truncate ${tables.map(({ table }) => table).join(', ')}, projection_checkpoint`);
  };
  beforeEach(empty);

  const position = () => store.checkpoint();
  const rowsOf = async (tenant: string) =>
    inTenant(projector, tenant, async (tx) => {
      const found: Record<string, readonly Row[]> = {};
      for (const table of tables) found[table.table] = await allRows(tx, table);
      return found;
    });
  const hashOf = async (tenant: string): Promise<string> => {
    const found = await rowsOf(tenant);
    return stateHash(
      Object.fromEntries(tables.map((table) => [table.table, tableHash(table, found[table.table] ?? [])])),
    );
  };
  /** Projects everything in batches of so many. */
  const project = async (all: readonly FedMessage[], size = all.length): Promise<readonly Verdict[]> => {
    const verdicts: Verdict[] = [];
    for (let at = 0; at < all.length; at += size) {
      const batch = await projectBatch(store, at, all.slice(at, at + size));
      expect(batch.position).toBe(Math.min(at + size, all.length));
      verdicts.push(...batch.verdicts);
    }
    return verdicts;
  };

  it('judges every message, and moves the checkpoint past all of them', async () => {
    const verdicts = await project(messages);
    expect(verdicts.map((verdict) => verdict.class)).toStrictEqual([
      ...Array.from({ length: counted }, () => 'accepted'),
      'loser',
      'foreign',
      'foreign',
    ]);
    expect(await position()).toBe(messages.length);
  });

  it('fills every table, also that of what is still due', async () => {
    await project(messages);
    const found = await rowsOf('acme');
    const empty = Object.keys(found).filter((table) => found[table]?.length === 0);
    expect(empty).toStrictEqual([]);
  });

  it('records what does not count, with the place and the reason', async () => {
    await project(messages);
    const { outsider_message: outsiders = [] } = await rowsOf('acme');
    const { subject } = messageOf(firstOfAcme);
    const sorted = outsiders.toSorted((a, b) => Number(a['seq']) - Number(b['seq']));
    expect(sorted).toStrictEqual(
      messages.slice(counted).map((message, at) => ({
        seq: counted + at + 1,
        subject,
        class: at === 0 ? 'loser' : 'foreign',
        hash: openMessage(message).hash,
        problem: expect.any(String),
      })),
    );
    expect((await rowsOf('globex'))['outsider_message']).toStrictEqual([]);
  });

  it('leaves rows from which comes the state hash that an auditor folds from the events', async () => {
    await project(messages, 7);
    const audited = audit(messages);
    for (const tenant of ['acme', 'globex']) expect(await hashOf(tenant)).toBe(audited(tenant));
    expect(await hashOf('acme')).not.toBe(await hashOf('globex'));
  });

  it.each([1, 10])('leaves the same rows in batches of %i as in one', async (size) => {
    await project(messages);
    const whole = [await hashOf('acme'), await hashOf('globex')];
    await empty();
    await project(messages, size);
    expect([await hashOf('acme'), await hashOf('globex')]).toStrictEqual(whole);
  });

  it('leaves the same rows when it begins again from nothing', async () => {
    await project(messages, 5);
    const before = await hashOf('acme');
    await empty();
    expect(await hashOf('acme')).not.toBe(before);
    await project(messages);
    expect(await hashOf('acme')).toBe(before);
  });

  describe('that is not the next one', () => {
    beforeEach(() => project(messages.slice(0, 10)));

    const unchangedBy = async (
      projecting: () => Promise<unknown>,
      error: typeof CheckpointMoved | typeof StreamGap,
    ) => {
      const before = await hashOf('acme');
      await expect(projecting()).rejects.toThrow(error);
      expect([await hashOf('acme'), await position()]).toStrictEqual([before, 10]);
    };

    it('is refused when it comes a second time, and changes nothing', () =>
      unchangedBy(() => projectBatch(store, 0, messages.slice(0, 10)), CheckpointMoved));

    it('is refused when it begins before the checkpoint', () =>
      unchangedBy(() => projectBatch(store, 8, messages.slice(8, 15)), CheckpointMoved));

    it('is refused when it begins after the checkpoint', () =>
      unchangedBy(() => projectBatch(store, 12, messages.slice(12, 15)), CheckpointMoved));

    it('is refused when a message is missing at its beginning, naming it', async () => {
      await unchangedBy(() => projectBatch(store, 10, messages.slice(11, 15)), StreamGap);
      await expect(projectBatch(store, 10, messages.slice(11, 15))).rejects.toThrow(
        'event 11 is missing: the stream goes on with 12',
      );
    });

    it('is refused when a message is missing in it, or comes twice', async () => {
      const gapped = messages.slice(10, 15).filter(({ seq }) => seq !== 13);
      await unchangedBy(() => projectBatch(store, 10, gapped), StreamGap);
      const doubled = [...messages.slice(10, 12), ...messages.slice(11, 14)];
      await unchangedBy(() => projectBatch(store, 10, doubled), StreamGap);
    });

    it('is written once when two projectors have it', async () => {
      const both = await Promise.allSettled(
        [1, 2].map(() => projectBatch(store, 10, messages.slice(10, 20))),
      );
      expect(both.map(({ status }) => status).toSorted()).toStrictEqual(['fulfilled', 'rejected']);
      expect(await position()).toBe(20);
    });

    it('is not written at all when it holds a fact that nobody knows', async () => {
      const next = messages[10];
      const known = JSON.parse(new TextDecoder().decode(next?.bytes));
      const unknown = { ...known, facts: [{ type: 'NobodyKnows', schemaVersion: 1, data: {} }] };
      const before = await hashOf('acme');
      const batch = [...fedFrom(11, [unknown]), ...messages.slice(11, 13)];
      await expect(projectBatch(store, 10, batch)).rejects.toThrow();
      expect([await hashOf('acme'), await position()]).toStrictEqual([before, 10]);
    });
  });
});

/** The auditor's way: the same fold over rows in memory, without a database. */
const audit = (all: readonly FedMessage[]): ((tenant: string) => string) => {
  const rows = new Map<string, Map<string, Row>>();
  const tableRows = (tenant: string, table: string): Map<string, Row> => {
    const key = rowKey([tenant, table]);
    const found = rows.get(key) ?? new Map<string, Row>();
    rows.set(key, found);
    return found;
  };
  const working = {
    get: (tenant: string, table: string, key: string) => tableRows(tenant, table).get(key),
    set: (tenant: string, table: string, key: string, row: Row | undefined) => {
      if (row === undefined) tableRows(tenant, table).delete(key);
      else tableRows(tenant, table).set(key, row);
    },
  };
  for (const message of all) foldMessage(working, message.subject, openMessage(message));
  return (tenant) =>
    stateHash(
      Object.fromEntries(
        tables.map((table) => [table.table, tableHash(table, [...tableRows(tenant, table.table).values()])]),
      ),
    );
};
