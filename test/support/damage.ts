import { globSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { DeliverPolicy, jetstream, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';
import { Client } from 'pg';

import { openConnection } from './broker.ts';
import { drawer, type Draw } from './draw.ts';
import type { Stack } from './stack.ts';

/** What was damaged, in words for whoever reads a failure. */
export type Damage = { readonly finding: 'event' | 'readmodel'; readonly what: string };

/** Damages one thing of one tenant, chosen by the seed alone: a bit of a stored event, or one value of one row. */
export const damage = async (stack: Stack, tenant: string, seed: number): Promise<Damage> => {
  const draw = drawer(seed);
  return draw(2) === 0 ? flipEventBit(stack, tenant, draw) : changeRow(stack, tenant, draw);
};

/** Flips a bit in the middle of the log that a stopped broker keeps in `store`. It reads its blocks at its next start, and notices. */
export const damageStore = async (store: string): Promise<void> => {
  const messages = join(store, 'jetstream', '**', 'streams', 'EVENTS', 'msgs');
  const [block] = globSync(join(messages, '*.blk')).toSorted();
  if (block === undefined) throw new Error(`${store} holds no log`);
  const bytes = await readFile(block);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  await writeFile(block, bytes);
  for (const index of globSync(join(messages, 'index.db'))) await rm(index);
};

// The stream refuses to delete: its administrator takes it away whole, and puts it back as it was but for one bit.
const flipEventBit = async (stack: Stack, tenant: string, draw: Draw): Promise<Damage> => {
  const connection = await openConnection(stack.broker('admin'));
  try {
    const jsm = await jetstreamManager(connection);
    const { config, state } = await jsm.streams.info('EVENTS');
    const messages: StoredMsg[] = [];
    for (let seq = 1; seq <= state.last_seq; seq += 1) {
      const message = await jsm.streams.getMessage('EVENTS', { seq });
      if (message !== null) messages.push(message);
    }
    const victims = messages.filter(({ subject }) => subject.startsWith(`registry.evt.${tenant}.`));
    const victim = victims[draw(victims.length)];
    if (victim === undefined) throw new Error(`tenant ${tenant} has no event`);
    const [at, bit] = [draw(victim.data.length), draw(8)];
    const durables = await jsm.consumers.list('EVENTS').next();

    await jsm.streams.delete('EVENTS');
    await jsm.streams.add(config);
    for (const { seq, subject, data } of messages) {
      const bytes = Uint8Array.from(data, (byte, index) =>
        seq === victim.seq && index === at ? byte ^ (1 << bit) : byte,
      );
      await jetstream(connection).publish(subject, bytes);
    }
    for (const { config: durable } of durables.filter((one) => one.config.durable_name !== undefined)) {
      const from = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: state.last_seq + 1 };
      await jsm.consumers.add('EVENTS', { ...durable, ...from });
    }
    return { finding: 'event', what: `bit ${bit} of byte ${at} of event ${victim.seq}` };
  } finally {
    await connection.close();
  }
};

const TABLES = [
  'policy_catalog',
  'policy_version',
  'snapshot_catalog',
  'simulation_catalog',
  'simulation_shard',
  'environment_catalog',
  'environment_binding',
  'workspace_revision',
] as const;

const changeRow = async (stack: Stack, tenant: string, draw: Draw): Promise<Damage> => {
  const client = new Client({ connectionString: stack.ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
    const table = TABLES[draw(TABLES.length)] ?? TABLES[0];
    const { rows: columns } = await client.query<{ name: string; type: string }>(
      `select column_name as name, data_type as type from information_schema.columns
       where table_name = $1 and column_name <> 'tenant_id' and data_type in ('text', 'bigint', 'boolean')
       order by ordinal_position`,
      [table],
    );
    const column = columns[draw(columns.length)];
    const { rows } = await client.query<{ place: string }>(
      `select ctid::text as place from ${table} order by ctid`,
    );
    const row = rows[draw(rows.length)];
    if (column === undefined || row === undefined) throw new Error(`tenant ${tenant} has no row in ${table}`);
    await client.query(`update ${table} set ${column.name} = ${otherValue(column)} where ctid = $1`, [
      row.place,
    ]);
    await client.query('commit');
    return { finding: 'readmodel', what: `${column.name} of a row of ${table}` };
  } finally {
    await client.end();
  }
};

const otherValue = ({ name, type }: { readonly name: string; readonly type: string }): string =>
  type === 'text'
    ? `coalesce(${name}, '') || 'x'`
    : type === 'bigint'
      ? `coalesce(${name}, 0) + 1`
      : `not ${name}`;
