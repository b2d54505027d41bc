import {
  SIMULATIONS,
  WEBHOOKS,
  type Environment,
  type Policy,
  type Queue,
  type Simulation,
  type Tenant,
  type Webhooks,
} from '@policy-registry/domain';

import type { Loaded, StateCache } from '../decide/state-cache.ts';

/** The states that reactions look at, by the type of their aggregate. */
type States = {
  readonly environment: Environment;
  readonly policy: Policy;
  readonly queue: Queue;
  readonly simulation: Simulation;
  readonly tenant: Tenant;
  readonly webhooks: Webhooks;
};

/** The state that was loaded of an aggregate of this type. Throws for one of another type. */
export const stateIn = <Type extends keyof States>(
  type: Type,
  { aggregate, state }: Loaded,
): States[Type] => {
  if (aggregate.type !== type) throw new TypeError(`a ${aggregate.type} is no ${type}`);
  // The cache folds each aggregate by its own `evolve`.
  return state as States[Type];
};

/** An environment with everything that was stored of it before the call. */
export const latestEnvironment = async (
  states: StateCache,
  tenant: string,
  id: string,
): Promise<Environment> =>
  stateIn('environment', await states.loadLatest({ tenant, type: 'environment', id }));

/** A policy with everything that was stored of it before the call. */
export const latestPolicy = async (states: StateCache, tenant: string, id: string): Promise<Policy> =>
  stateIn('policy', await states.loadLatest({ tenant, type: 'policy', id }));

/** A simulation with everything that was stored of it before the call. */
export const latestSimulation = async (states: StateCache, tenant: string, id: string): Promise<Simulation> =>
  stateIn('simulation', await states.loadLatest({ tenant, type: 'simulation', id }));

/** The queue of a tenant with everything that was stored of it before the call. */
export const latestQueue = async (states: StateCache, tenant: string): Promise<Queue> =>
  stateIn('queue', await states.loadLatest({ tenant, type: 'queue', id: SIMULATIONS }));

/** The webhooks of a tenant with everything that was stored of them before the call. */
export const latestWebhooks = async (states: StateCache, tenant: string): Promise<Webhooks> =>
  stateIn('webhooks', await states.loadLatest({ tenant, type: 'webhooks', id: WEBHOOKS }));

/** A tenant as this process knows it. */
export const knownTenant = async (states: StateCache, tenant: string): Promise<Tenant> =>
  stateIn('tenant', await states.load({ tenant, type: 'tenant', id: tenant }));
