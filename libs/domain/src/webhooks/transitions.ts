import type { AggregateType, EventEnvelope } from '@policy-registry/kernel';

import { BundleFact } from '../bundle/events.ts';
import { ConsumersFact } from '../consumers/events.ts';
import { EnvironmentFact } from '../environment/events.ts';
import { PolicyFact } from '../policy/events.ts';
import { SimulationFact } from '../simulation/events.ts';
import { SnapshotFact } from '../snapshot/events.ts';
import { TenantFact } from '../tenant/events.ts';
import { WaiverFact } from '../waiver/events.ts';
import { WorkspaceFact } from '../workspace/events.ts';
import { WebhooksFact } from './events.ts';

type Facts = {
  readonly options: readonly { readonly shape: { readonly type: { readonly value: string } } }[];
};

/**
 * What a tenant can be told of. Neither the queue, which says nothing that its simulations do not, nor deliveries: each of
 * those would be told of by another one.
 */
const TOLD: Readonly<Record<Exclude<AggregateType, 'queue' | 'delivery'>, Facts>> = {
  tenant: TenantFact,
  policy: PolicyFact,
  workspace: WorkspaceFact,
  snapshot: SnapshotFact,
  simulation: SimulationFact,
  environment: EnvironmentFact,
  waiver: WaiverFact,
  webhooks: WebhooksFact,
  bundle: BundleFact,
  consumers: ConsumersFact,
};

/** Steps inside of a simulation, of which there may be hundreds: whoever follows one watches its progress. */
const PROGRESS: ReadonlySet<string> = new Set<SimulationFact['type']>([
  'SimulationPlanned',
  'ShardEvaluated',
  'ShardFailed',
  'ShardsCompleted',
  'SimulationReduced',
]);

/** Every transition there is, as `policy.VersionPublished`. */
export const TRANSITIONS: ReadonlySet<string> = new Set(
  Object.entries(TOLD).flatMap(([type, { options }]) =>
    options.flatMap(({ shape }) => (PROGRESS.has(shape.type.value) ? [] : [`${type}.${shape.type.value}`])),
  ),
);

/** Whether a filter can match: a transition, or an aggregate type with all of its transitions. */
export const isFilter = (text: string): boolean => Object.hasOwn(TOLD, text) || TRANSITIONS.has(text);

/** The transitions of an event, in the order of its facts. */
export const transitionsOf = ({ aggregate, facts }: EventEnvelope): readonly string[] =>
  facts.map(({ type }) => `${aggregate.type}.${type}`).filter((name) => TRANSITIONS.has(name));

/** Whether a webhook with these filters is told of an event with these transitions. */
export const isWanted = (filters: readonly string[], transitions: readonly string[]): boolean =>
  transitions.some(
    (name) =>
      filters.length === 0 || filters.some((filter) => filter === name || name.startsWith(`${filter}.`)),
  );
