import { parseTimestamp, type DecisionContext, type EpochMs } from '@policy-registry/kernel';

import type { Bundle } from '../bundle/bundle.ts';
import { requireSystem } from '../guards.ts';
import type { ConsumersCommand } from './commands.ts';
import type { ConsumersNeeds } from './consumers.ts';
import type { ConsumersFact } from './events.ts';
import { CONSUMER_KEPT_MS, heartbeatRefusal, staleAfterMs, type Heard, type Silent } from './heartbeat.ts';
import { evolve, type Consumers } from './state.ts';

/** What was observed and is so no more, or is known already, changes nothing. */
export const decide = (
  { data: { environmentId, heard, silent } }: ConsumersCommand,
  before: Consumers,
  context: DecisionContext<ConsumersNeeds>,
): readonly ConsumersFact[] => {
  requireSystem(context);
  const facts: ConsumersFact[] = [];
  let consumers = before;
  const record = (fact: ConsumersFact | undefined): void => {
    if (fact === undefined) return;
    facts.push(fact);
    consumers = evolve(consumers, fact);
  };
  for (const one of heard) record(reported({ environmentId, ...one }, consumers, context.needs.bundle));
  for (const one of silent) record(missed({ environmentId, ...one }, consumers, context.now));
  return facts;
};

type In<Observed> = Observed & { readonly environmentId: string };

const reported = (
  { environmentId, consumerId, principal, bundleDigest, seenAt }: In<Heard>,
  consumers: Consumers,
  { built }: Bundle,
): ConsumersFact | undefined => {
  const known = consumers.get(consumerId);
  if (heartbeatRefusal({ principal }, known, consumers.size) !== undefined) return undefined;
  if (known !== undefined && seenAt <= known.seenAt) return undefined;
  if (known?.bundleDigest !== bundleDigest) {
    const revision = built.get(bundleDigest);
    const data = { environmentId, consumerId, principal, bundleDigest, seenAt };
    return {
      type: 'ConsumerReported',
      schemaVersion: 1,
      data: { ...data, ...(revision !== undefined && { revision }) },
    };
  }
  return known.isStale
    ? { type: 'ConsumerRecovered', schemaVersion: 1, data: { environmentId, consumerId, seenAt } }
    : undefined;
};

const missed = (
  { environmentId, consumerId, seenAt, intervalSeconds }: In<Silent>,
  consumers: Consumers,
  now: EpochMs,
): ConsumersFact | undefined => {
  const known = consumers.get(consumerId);
  // Heard since, by what events tell.
  if (known === undefined || seenAt < known.seenAt) return undefined;
  const silentMs = now - (parseTimestamp(seenAt) ?? now);
  const data = { environmentId, consumerId, seenAt };
  if (silentMs > CONSUMER_KEPT_MS) return { type: 'ConsumerForgotten', schemaVersion: 1, data };
  return !known.isStale && silentMs > staleAfterMs(intervalSeconds)
    ? { type: 'ConsumerWentStale', schemaVersion: 1, data }
    : undefined;
};
