import type { DeliveryFact, DeliverySource } from './events.ts';

/**
 * One event on its way to one webhook. Its first attempt is recorded with its end alone; each later one is asked for by an
 * event. Attempts are counted over the whole life, `since` is the first of those that count towards the last.
 */
export type Delivery =
  | { readonly status: 'absent' }
  | {
      readonly status: 'delivered' | 'waiting' | 'under_way' | 'dead';
      readonly webhookId: string;
      readonly source: DeliverySource;
      readonly attempt: number;
      readonly since: number;
      /** Of one that waits. */
      readonly nextAttemptAt?: string;
    };
export type KnownDelivery = Exclude<Delivery, { status: 'absent' }>;

export const initialState: Delivery = { status: 'absent' };

export const evolve = (before: Delivery, { type, data }: DeliveryFact): Delivery => {
  const { webhookId, source, attempt } = data;
  const since = before.status === 'absent' ? 1 : before.since;
  const known = { webhookId, source, attempt, since };
  switch (type) {
    case 'DeliverySucceeded':
      return { ...known, status: 'delivered' };
    case 'DeliveryFailed':
      return { ...known, status: 'waiting', nextAttemptAt: data.nextAttemptAt };
    case 'DeliveryDied':
      return { ...known, status: 'dead' };
    case 'DeliveryRequested':
      return { ...known, status: 'under_way', ...(data.replayedBy !== undefined && { since: attempt }) };
  }
};

/** The attempt whose end is awaited; `undefined` when none is. The first one is asked for by the event that it tells of. */
export const awaitedAttempt = (delivery: Delivery): number | undefined => {
  if (delivery.status === 'absent') return 1;
  return delivery.status === 'under_way' ? delivery.attempt : undefined;
};
