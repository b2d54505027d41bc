import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import type { StoredMessage } from '@policy-registry/kernel';
import { closeDatabase, migrate, openDatabase, postgresReadModelStore } from '@policy-registry/postgres';
import { projectBatch, readAhead } from '@policy-registry/read-models';

import { tenants } from '../../dev-issuer/personas.ts';
import type { DatabaseUrls } from '../../stack/databases.ts';
import { projectDir } from '../../stack/layout.ts';
import type { Ground } from '../../stack/start-stack.ts';
import type { Benchmark, BenchmarkOptions, Report } from '../benchmark.ts';
import { queryOne } from '../commands/database.ts';
import { conditionsNotes } from '../conditions.ts';
import type { Said } from '../history/historian.ts';
import { BATCH, history } from '../history/history.ts';
import { toFed } from '../history/to-fed.ts';
import { onStack } from '../load/on-stack.ts';
import { grouped } from '../print.ts';
import { capturing } from './captured.ts';
import { openRawInserts } from './raw-inserts.ts';
import { rowsOf, type Segment } from './rows.ts';

const EVENTS_DEFAULT = 200_000;
const SEGMENTS = 5;
const CONNECTIONS = 2;
/** Messages that come on end. */
const ON_END_MAX = 50;
const PEER_DATABASE = 'registry_raw';

/** The projector's way from messages to committed rows, beside the same rows written and nothing else. */
export const projection: Benchmark = async (options) => {
  const notes = conditionsNotes();
  options.report('starting PostgreSQL');
  let ground: Ground | undefined;
  const beforeApps = async (started: Ground): Promise<void> => void (ground = started);
  const { signal } = options;
  const report = await onStack({ isServersOnly: true, signal, beforeApps }, async (_stack, lasting) => {
    if (ground === undefined) throw new Error('the stack has no database');
    return measure(ground.database, { ...options, signal: lasting });
  });
  return { ...report, notes: [...notes, ...report.notes] };
};

const measure = async (urls: DatabaseUrls, options: BenchmarkOptions): Promise<Report> => {
  await using closing = new AsyncDisposableStack();
  const database = await openDatabase({
    url: urls.projector,
    applicationName: 'benchmark',
    connectionsMax: CONNECTIONS,
    isRebuildable: true,
  });
  closing.defer(() => closeDatabase(database));
  const raw = await openRawInserts(await peerDatabase(urls));
  closing.defer(raw.close);
  const { store, taken } = capturing(postgresReadModelStore(database));

  const projected = async (from: number, batches: readonly (readonly Said[])[]): Promise<number> => {
    // What a feed delivers is bytes and a sequence; wrapping them is not the projector's work.
    const fed = batches.map((batch, at) => toFed(from + at * BATCH, batch));
    const startedMs = performance.now();
    await arrive(fed[0]);
    for (const [at, messages] of fed.entries())
      await Promise.all([projectBatch(store, from + at * BATCH, messages), arrive(fed[at + 1])]);
    return performance.now() - startedMs;
  };
  const events = options.events ?? EVENTS_DEFAULT;
  const segments: Segment[] = [];
  let from = 0;
  for await (const batches of segmentsOf(events)) {
    options.signal.throwIfAborted();
    const count = batches.reduce((sum, { length }) => sum + length, 0);
    const oursMs = await projected(from, batches);
    from += count;
    const puts = taken();
    const rows = puts.flat().reduce((sum, put) => sum + put.rows.length, 0);
    const startedMs = performance.now();
    for (const batch of puts) await raw.insert(batch);
    const rawMs = performance.now() - startedMs;
    options.report(
      `${grouped(from)} events: ${Math.round((count * 1_000) / oursMs)} /s, rows alone ${Math.round((count * 1_000) / rawMs)} /s`,
    );
    segments.push({ events: count, rows, oursMs, rawMs });
  }
  const version = await queryOne(urls.admin, 'show server_version');
  const rowCount = segments.reduce((sum, { rows }) => sum + rows, 0);
  return {
    // The first one warms up.
    rows: rowsOf(segments.slice(1)),
    notes: [
      `PostgreSQL ${version}, synchronous_commit off for both, batches of ${grouped(BATCH)} messages, one transaction each; ${grouped(from)} events of ${tenants.length} tenants became ${grouped(rowCount)} rows; medians over segments`,
    ],
  };
};

/** As a feed does it, whose messages come while those before them are written. */
const arrive = async (messages: readonly StoredMessage[] = []): Promise<void> => {
  for (const [at, message] of messages.entries()) {
    readAhead(message);
    if (at % ON_END_MAX === 0) await turn();
  }
};

const segmentsOf = async function* (events: number): AsyncGenerator<readonly (readonly Said[])[]> {
  const batchesOfSegment = Math.max(1, Math.floor(events / (SEGMENTS * BATCH)));
  let batches: (readonly Said[])[] = [];
  for await (const batch of history({ tenants, events })) {
    batches.push(batch);
    if (batches.length < batchesOfSegment) continue;
    yield batches;
    batches = [];
  }
};

/** A database of the peer's own on the same server, with the registry's schema and its row-level security. */
const peerDatabase = async ({ admin, owner, projector }: DatabaseUrls): Promise<string> => {
  const at = (url: string): string => {
    const other = new URL(url);
    other.pathname = `/${PEER_DATABASE}`;
    return other.href;
  };
  await queryOne(admin, `create database ${PEER_DATABASE}`);
  await queryOne(at(admin), 'alter schema public owner to registry_owner');
  await migrate(at(owner), join(projectDir, 'migrations'));
  return at(projector);
};
