import type { CommandPublisher, DeadLetter, JobPublisher, Outcomes } from '@policy-registry/event-store';
import type { SimulatedMessageDelivery, Wire } from '@policy-registry/event-store/simulated';
import type { EventLog, ReadModelStore } from '@policy-registry/kernel';
import type { InMemoryReadModels } from '@policy-registry/postgres/simulated';

import type { StateCache } from '../../decide/state-cache.ts';
import type { Surroundings } from './surroundings.ts';

type Bury = (letter: DeadLetter) => Promise<void>;

/** Where a bug can be planted: each port of a projector, as its parts see it. */
export type Sabotage = {
  readonly log: (log: EventLog, around: Surroundings) => EventLog;
  /** The log as the decider alone sees it. */
  readonly decidersLog: (log: EventLog) => EventLog;
  readonly outcomes: (outcomes: Outcomes, around: Surroundings) => Outcomes;
  readonly states: (states: StateCache) => StateCache;
  readonly decidersStates: (states: StateCache) => StateCache;
  readonly publishJob: (publish: JobPublisher, around: Surroundings) => JobPublisher;
  readonly publishCommand: (publish: CommandPublisher, around: Surroundings) => CommandPublisher;
  readonly bury: (bury: Bury) => Bury;
  readonly delivery: (delivery: SimulatedMessageDelivery, durable: string) => SimulatedMessageDelivery;
  readonly store: (store: ReadModelStore, rows: InMemoryReadModels, wire: Wire) => ReadModelStore;
};

/** Nothing is planted. */
export const honest: Sabotage = {
  log: (log) => log,
  decidersLog: (log) => log,
  outcomes: (outcomes) => outcomes,
  states: (states) => states,
  decidersStates: (states) => states,
  publishJob: (publish) => publish,
  publishCommand: (publish) => publish,
  bury: (bury) => bury,
  delivery: (delivery) => delivery,
  store: (store) => store,
};
