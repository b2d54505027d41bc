import type { ConsumersFact } from './events.ts';

export type Consumer = {
  readonly principal: string;
  readonly bundleDigest: string;
  readonly isStale: boolean;
  /** When it was heard last, as far as events tell: most heartbeats are none. */
  readonly seenAt: string;
};

/** The enforcement points of an environment, by their ids. */
export type Consumers = ReadonlyMap<string, Consumer>;

export const initialState: Consumers = new Map();

export const evolve = (consumers: Consumers, fact: ConsumersFact): Consumers => {
  const { consumerId, seenAt } = fact.data;
  if (fact.type === 'ConsumerForgotten')
    return new Map([...consumers].filter(([other]) => other !== consumerId));
  if (fact.type === 'ConsumerReported') {
    const { principal, bundleDigest } = fact.data;
    return new Map(consumers).set(consumerId, { principal, bundleDigest, isStale: false, seenAt });
  }
  const before = consumers.get(consumerId);
  const isStale = fact.type === 'ConsumerWentStale';
  return before === undefined
    ? consumers
    : new Map(consumers).set(consumerId, { ...before, isStale, seenAt });
};
