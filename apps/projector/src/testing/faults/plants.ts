import { DECIDER, REACTOR } from '@policy-registry/event-store';
import { base32, sha256OfFields, VersionConflict, type EventLog } from '@policy-registry/kernel';

import type { Loaded } from '../../decide/state-cache.ts';
import { honest, type Sabotage } from './sabotage.ts';
import type { Surroundings } from './surroundings.ts';

/** A bug at one port, as somebody could make it; the oracle has to find each. */
export type Plant = { readonly name: string; readonly sabotage: Sabotage };

const plant = (name: string, sabotage: Partial<Sabotage>): Plant => ({
  name,
  sabotage: { ...honest, ...sabotage },
});

/** An id that is another one each time. */
const anyId = ({ random }: Surroundings): string =>
  base32(sha256OfFields(String(random.below(1_000_000_000))));

const acknowledgedFirst =
  (queue: string): Sabotage['delivery'] =>
  (delivery, durable) => {
    if (durable !== queue) return delivery;
    delivery.ackAck().catch(() => undefined);
    return { ...delivery, ackAck: async () => true, nak: () => undefined, working: () => undefined };
  };

const appendingBlindly = (log: EventLog): EventLog => ({
  ...log,
  append: async (aggregate, _expectedSeq, event) =>
    log.append(aggregate, await log.lastSeq(aggregate), event),
});

/** The last sequences that this process has seen, in place of those that there are. */
const rememberingSeqs = (log: EventLog): EventLog => {
  const seen = new Map<string, number>();
  const keyOf = (aggregate: object): string => JSON.stringify(aggregate);
  return {
    ...log,
    load: async (aggregate, from) => {
      const history = await log.load(aggregate, from);
      seen.set(keyOf(aggregate), history.lastSeq);
      return history;
    },
    append: async (aggregate, expectedSeq, event) => {
      try {
        const recorded = await log.append(aggregate, expectedSeq, event);
        seen.set(keyOf(aggregate), recorded.seq);
        return recorded;
      } catch (error) {
        if (error instanceof VersionConflict) seen.set(keyOf(aggregate), await log.lastSeq(aggregate));
        throw error;
      }
    },
    lastSeq: async (aggregate) => seen.get(keyOf(aggregate)) ?? log.lastSeq(aggregate),
  };
};

const forgetting = (loaded: Loaded): Loaded => ({ ...loaded, applied: new Map() });

/** The command in a delivery, as if it were meant. */
const meant: Sabotage['delivery'] = (delivery, durable) => {
  if (durable !== DECIDER) return delivery;
  const text = new TextDecoder().decode(delivery.data).replace('"dryRun":true,', '');
  return { ...delivery, data: new TextEncoder().encode(text) };
};

export const PLANTS: readonly Plant[] = [
  plant('a dry run is done', { delivery: meant }),
  plant('a command is acknowledged before it is decided', { delivery: acknowledgedFirst(DECIDER) }),
  plant('an event is acknowledged before it is reacted to', { delivery: acknowledgedFirst(REACTOR) }),
  plant('the outcome of an earlier delivery is not looked at', {
    outcomes: (outcomes) => ({ ...outcomes, read: async () => undefined }),
  }),
  plant('a refusal is told before it is stored', {
    outcomes: (outcomes) => ({
      ...outcomes,
      record: async (outcome) => {
        outcomes.record(outcome).catch(() => undefined);
        return outcome;
      },
    }),
  }),
  plant('an event is appended behind whatever is there', { decidersLog: appendingBlindly }),
  plant('the window of applied commands is forgotten', {
    decidersStates: (states) => ({
      ...states,
      load: async (aggregate) => forgetting(await states.load(aggregate)),
      loadLatest: async (aggregate) => forgetting(await states.loadLatest(aggregate)),
    }),
  }),
  plant('a refusal is stored against a stale cache', { decidersLog: rememberingSeqs }),
  plant('a command that follows from an event gets another id each time', {
    publishCommand: (publish, around) => (command, trace) =>
      publish({ ...command, commandId: anyId(around) }, trace),
  }),
  plant('a job that follows from an event gets another id each time', {
    publishJob: (publish, around) => (job, trace) => publish({ ...job, jobId: anyId(around) }, trace),
  }),
  plant('the environments of a tenant are not found', {
    log: (log) => ({ ...log, ids: async () => [] }),
  }),
  plant('an environment is not rolled off', {
    publishCommand: (publish) => async (command, trace) =>
      command.type === 'RollOff' && command.data['environmentId'] === 'test'
        ? 'stored'
        : publish(command, trace),
  }),
  plant('the checkpoint is written before the rows', {
    store: (store, rows, wire) => ({
      ...store,
      transaction: async (work) => {
        let moved: { readonly from: number; readonly to: number } | undefined;
        const kept: Parameters<typeof rows.commit>[0][number][] = [];
        const result = await work({
          load: async (tenant, table, keys) => rows.load(tenant, table, keys),
          write: async (tenant, table, changes) => void kept.push({ tenant, table, changes }),
          move: async (from, to) => void (moved = { from, to }),
        });
        await wire('checkpoint', () => rows.commit([], moved));
        await wire('rows', () => rows.commit(kept, undefined));
        return result;
      },
    }),
  }),
  plant('a projector writes although another one was there first', {
    store: (store, rows) => ({
      ...store,
      transaction: (work) =>
        store.transaction((tx) =>
          work({ ...tx, move: async (_from, to, tenants) => tx.move(rows.content().position, to, tenants) }),
        ),
    }),
  }),
  plant('a history that was read from a follower counts as the latest', {
    states: (states) => ({ ...states, loadLatest: (aggregate) => states.load(aggregate) }),
  }),
];
