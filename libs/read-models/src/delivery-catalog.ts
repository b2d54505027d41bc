import { DeliveryFact } from '@policy-registry/domain';
import type { ReadModel } from '@policy-registry/kernel';

import { factsOf } from './facts-of.ts';
import type { Page, Query } from './page.ts';

export type DeliveryRow = {
  readonly delivery_id: string;
  readonly webhook_id: string;
  /** Name of the transition that is told of. */
  readonly event: string;
  readonly event_id: string;
  readonly aggregate_type: string;
  readonly aggregate_id: string;
  readonly aggregate_version: number;
  /** `delivered`, `waiting`, `under_way` or `dead`. */
  readonly state: string;
  readonly attempts: number;
  /** How the last attempt that is over ended. */
  readonly last_status: number | null;
  readonly last_fault: string | null;
  readonly next_attempt_at: string | null;
  readonly changed_at: string;
  /** Position of the event that its first attempt ended with. */
  readonly first_seq: number;
};

const STATES = {
  DeliverySucceeded: 'delivered',
  DeliveryFailed: 'waiting',
  DeliveryDied: 'dead',
  DeliveryRequested: 'under_way',
} as const satisfies Record<DeliveryFact['type'], string>;
export const DELIVERY_STATES = Object.values(STATES);

/** What became of telling webhooks of events. */
export const deliveryCatalog: ReadModel<DeliveryRow> = {
  table: 'delivery_catalog',
  columns: {
    delivery_id: 'text',
    webhook_id: 'text',
    event: 'text',
    event_id: 'text',
    aggregate_type: 'text',
    aggregate_id: 'text',
    aggregate_version: 'bigint',
    state: 'text',
    attempts: 'bigint',
    last_status: 'bigint',
    last_fault: 'text',
    next_attempt_at: 'text',
    changed_at: 'text',
    first_seq: 'bigint',
  },
  key: ['delivery_id'],
  reads: ({ event }) => (event.aggregate.type === 'delivery' ? [[event.aggregate.id]] : []),
  fold: (rows, recorded) => {
    const { seq, event } = recorded;
    // A decision about a delivery is one fact.
    return factsOf(recorded, 'delivery', DeliveryFact).map((fact) => {
      const { deliveryId, webhookId, source, attempt } = fact.data;
      const before = rows([deliveryId]);
      return {
        put: {
          delivery_id: deliveryId,
          webhook_id: webhookId,
          event: source.name,
          event_id: source.eventId,
          aggregate_type: source.type,
          aggregate_id: source.id,
          aggregate_version: source.version,
          state: STATES[fact.type],
          attempts: attempt,
          ...endOf(fact, before),
          next_attempt_at: fact.type === 'DeliveryFailed' ? fact.data.nextAttemptAt : null,
          changed_at: event.recordedAt,
          first_seq: before?.first_seq ?? seq,
        },
      };
    });
  },
};

const endOf = (
  fact: DeliveryFact,
  before: DeliveryRow | undefined,
): Pick<DeliveryRow, 'last_status' | 'last_fault'> => {
  switch (fact.type) {
    case 'DeliverySucceeded':
      return { last_status: fact.data.status, last_fault: null };
    case 'DeliveryFailed':
    case 'DeliveryDied':
      return { last_status: fact.data.status ?? null, last_fault: fact.data.fault };
    case 'DeliveryRequested':
      return { last_status: before?.last_status ?? null, last_fault: before?.last_fault ?? null };
  }
};

const SHAPE = `delivery_id as "deliveryId", webhook_id as "webhookId", event, event_id as "eventId",
  jsonb_build_object('type', aggregate_type, 'id', aggregate_id, 'version', aggregate_version) as aggregate,
  state, attempts, last_status as "lastStatus", last_fault as "lastFault", next_attempt_at as "nextAttemptAt",
  changed_at as "changedAt", first_seq as "position"`;

export const deliveryById = (deliveryId: string): Query => ({
  text: `select ${SHAPE} from delivery_catalog where delivery_id = $1`,
  values: [deliveryId],
});

/** The youngest first; those of one state, where one is named. */
export const deliveryPage =
  (state: string | undefined) =>
  ({ size, after }: Page): Query => ({
    text: `select ${SHAPE} from delivery_catalog
      where ($1::bigint is null or first_seq < $1) and ($2::text is null or state = $2)
      order by first_seq desc limit $3`,
    values: [after?.[0] ?? null, state ?? null, size],
  });
