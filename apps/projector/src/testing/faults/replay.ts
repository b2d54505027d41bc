import { aggregates } from '@policy-registry/domain';
import type { SimulatedMessage } from '@policy-registry/event-store/simulated';
import {
  aggregateKey,
  NO_PREVIOUS_HASH,
  openMessage,
  sha256Hex,
  type AggregateRef,
  type RecordedEvent,
  type Row,
} from '@policy-registry/kernel';
import { tableKey } from '@policy-registry/postgres/simulated';
import { foldMessage } from '@policy-registry/read-models';

import type { Beginning } from './world.ts';

/** An aggregate as it was from this sequence of the log on. */
export type Stage = { readonly seq: number; readonly version: number; readonly state: unknown };
type Tables = ReadonlyMap<string, ReadonlyMap<string, Row>>;

/** The log, folded from its messages alone: what everything else has to agree with. */
export type Replay = {
  /** What counts, in order; of the beginning and since. */
  readonly accepted: readonly RecordedEvent[];
  readonly tables: Tables;
  /** The stages of an aggregate, oldest first. */
  readonly stagesOf: (aggregate: AggregateRef) => readonly Stage[];
  readonly aggregates: () => readonly (readonly [string, Stage])[];
  readonly bytesOf: (seq: number) => Uint8Array;
};

/** Names a command: an id means nothing without its tenant. */
export const commandKey = ({
  tenant,
  commandId,
}: {
  readonly tenant: string;
  readonly commandId: string;
}): string => `${tenant}/${commandId}`;

type Folded = {
  readonly accepted: RecordedEvent[];
  readonly tables: Map<string, Map<string, Row>>;
  readonly stages: Map<string, readonly Stage[]>;
};

const beginnings = new WeakMap<Beginning, Folded>();

export const replayed = (beginning: Beginning, events: readonly SimulatedMessage[]): Replay => {
  const before = beginnings.get(beginning) ?? fold(empty(), beginning.events);
  beginnings.set(beginning, before);
  const { accepted, tables, stages } = fold(copyOf(before), events.slice(beginning.events.length));
  return {
    accepted,
    tables,
    stagesOf: (aggregate) => [initialOf(aggregate.type), ...(stages.get(aggregateKey(aggregate)) ?? [])],
    aggregates: () => [...stages].flatMap(([key, of]) => of.slice(-1).map((stage) => [key, stage] as const)),
    bytesOf: (seq) => events[seq - 1]?.data ?? new Uint8Array(),
  };
};

const initialOf = (type: AggregateRef['type']): Stage => ({
  seq: 0,
  version: 0,
  state: aggregates[type].initialState,
});

const empty = (): Folded => ({ accepted: [], tables: new Map(), stages: new Map() });
const copyOf = ({ accepted, tables, stages }: Folded): Folded => ({
  accepted: [...accepted],
  tables: new Map([...tables].map(([name, rows]) => [name, new Map(rows)])),
  stages: new Map(stages),
});

const fold = (into: Folded, events: readonly SimulatedMessage[]): Folded => {
  const rowsOf = (tenant: string, table: string): Map<string, Row> => {
    const name = tableKey(tenant, table);
    const rows = into.tables.get(name) ?? new Map<string, Row>();
    into.tables.set(name, rows);
    return rows;
  };
  const working = {
    get: (tenant: string, table: string, key: string) => into.tables.get(tableKey(tenant, table))?.get(key),
    set: (tenant: string, table: string, key: string, row: Row | undefined) => {
      if (row === undefined) rowsOf(tenant, table).delete(key);
      else rowsOf(tenant, table).set(key, row);
    },
  };
  for (const { seq, subject, data: bytes } of events) {
    const verdict = foldMessage(working, subject, openMessage({ seq, subject, bytes }));
    if (verdict.class !== 'accepted') continue;
    const { event } = verdict.recorded;
    into.accepted.push(verdict.recorded);
    const key = aggregateKey({ tenant: event.tenant, ...event.aggregate });
    const stages = into.stages.get(key) ?? [];
    const before = stages.at(-1) ?? initialOf(event.aggregate.type);
    const state = event.facts.reduce(aggregates[event.aggregate.type].evolve, before.state);
    into.stages.set(key, [...stages, { seq, version: event.aggregate.version, state }]);
  }
  return into;
};

/** Where an aggregate's events do not follow each other; looked at without the fence. */
export const chainBreaks = ({ accepted, bytesOf }: Replay): readonly string[] => {
  const heads = new Map<string, { readonly version: number; readonly seq: number }>();
  return accepted.flatMap(({ seq, event }) => {
    const key = aggregateKey({ tenant: event.tenant, ...event.aggregate });
    const before = heads.get(key);
    const head = {
      version: before?.version ?? 0,
      hash: before === undefined ? NO_PREVIOUS_HASH : hashOf(bytesOf(before.seq)),
    };
    heads.set(key, { version: event.aggregate.version, seq });
    const follows = event.aggregate.version === head.version + 1 && event.prevHash === head.hash;
    return follows ? [] : [`the event at ${seq} does not follow version ${head.version} of ${key}`];
  });
};

const hashes = new WeakMap<Uint8Array, string>();

const hashOf = (bytes: Uint8Array): string => {
  const hash = hashes.get(bytes) ?? sha256Hex(bytes);
  hashes.set(bytes, hash);
  return hash;
};
