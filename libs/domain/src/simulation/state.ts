import { parseTimestamp } from '@policy-registry/kernel';

import type { FrozenInputs, SimulationFact, SimulationResultRefs } from './events.ts';
import { withTiming, type Timings } from './timings.ts';

type Requested = {
  readonly policyId: string;
  readonly environmentId: string;
  readonly inputs: FrozenInputs;
  /** Who chose the inputs: who asked, and for whom. */
  readonly requesters: readonly string[];
  readonly requestedAtMs: number;
};

/** Digests of partial results, by replica and then by shard; a gap is a shard still out. */
export type Partials = readonly (readonly (string | undefined)[])[];

export type Simulation =
  | { readonly status: 'absent' }
  | (Requested & { readonly status: 'queued' })
  | (Requested & {
      readonly status: 'running';
      readonly planDigest: string;
      readonly shards: number;
      readonly partials: Partials;
      readonly timings: Timings;
    })
  | (Requested & { readonly status: 'attesting' | 'succeeded'; readonly result: SimulationResultRefs })
  | (Requested & { readonly status: 'failed' });

export const initialState: Simulation = { status: 'absent' };

export const evolve = (simulation: Simulation, fact: SimulationFact): Simulation => {
  if (fact.type === 'SimulationRequested') {
    const { policyId, environmentId, inputs, requestedBy, onBehalfOf, requestedAt } = fact.data;
    return {
      status: 'queued',
      policyId,
      environmentId,
      inputs,
      requesters: onBehalfOf === undefined ? [requestedBy] : [requestedBy, onBehalfOf],
      requestedAtMs: parseTimestamp(requestedAt) ?? 0,
    };
  }
  if (simulation.status === 'absent') return simulation;

  const { policyId, environmentId, inputs, requesters, requestedAtMs } = simulation;
  const requested: Requested = { policyId, environmentId, inputs, requesters, requestedAtMs };
  switch (fact.type) {
    case 'SimulationPlanned': {
      const { planDigest, shards } = fact.data;
      return { ...requested, status: 'running', planDigest, shards, partials: [[], []], timings: [] };
    }
    case 'ShardEvaluated':
      return simulation.status === 'running'
        ? {
            ...simulation,
            partials: withPartial(simulation.partials, fact.data),
            timings: withTiming(simulation.timings, fact.data),
          }
        : simulation;
    case 'ShardsCompleted':
      return simulation;
    case 'SimulationReduced':
      return { ...requested, status: 'attesting', result: fact.data.result };
    case 'SimulationSucceeded':
      return simulation.status === 'attesting' ? { ...simulation, status: 'succeeded' } : simulation;
    case 'SimulationFailed':
      return { ...requested, status: 'failed' };
  }
};

/** The partials with one more; also asked of a decision, before its fact exists. */
export const withPartial = (
  partials: Partials,
  {
    replica,
    index,
    partialDigest,
  }: { readonly replica: number; readonly index: number; readonly partialDigest: string },
): Partials =>
  partials.map((digests, at) => {
    if (at !== replica) return digests;
    const next = [...digests];
    next[index] = partialDigest;
    return next;
  });
