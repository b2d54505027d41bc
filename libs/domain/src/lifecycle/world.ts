import {
  canonicalJson,
  type EpochMs,
  type FactShape,
  type Json,
  type NeededAggregate,
  type Principal,
} from '@policy-registry/kernel';

import { decideDry, type DryDecision } from '../dry-run.ts';
import { addressOf, aggregates } from '../registry.ts';
import { isCounted } from '../tenant/quotas.ts';

// A whole tenant in memory, decided and folded as the intake of commands does it, without a log.

const TENANT = 'acme';

/** A command as somebody sends it. */
export type Request = {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly by: Principal;
  readonly now: EpochMs;
  readonly ifMatch?: string;
  /** Where it matters that two commands are two. */
  readonly commandId?: string;
};

/** A command that was accepted, and what it was answered with. */
export type Told = {
  readonly request: Request;
  readonly aggregate: NeededAggregate;
  readonly facts: readonly FactShape[];
};

/** All aggregates of one tenant, folded from what was accepted. */
export type World = { readonly states: ReadonlyMap<string, unknown>; readonly log: readonly Told[] };

export const emptyWorld: World = { states: new Map(), log: [] };

const keyOf = ({ type, id }: NeededAggregate): string => `${type}.${id}`;

/** The state of an aggregate, folded by its own evolve. */
export const stateOf = (world: World, aggregate: NeededAggregate): unknown =>
  world.states.get(keyOf(aggregate)) ?? aggregates[aggregate.type].initialState;

/** How many there are of the type of one that is not there yet, where that matters. */
const siblingsOf = ({ states }: World, aggregate: NeededAggregate): number | undefined =>
  !isCounted(aggregate.type) || states.has(keyOf(aggregate))
    ? undefined
    : [...states.keys()].filter((key) => key.startsWith(`${aggregate.type}.`)).length;

/** Decides as the intake does: by address, with what the command needs. Throws what the decision throws. */
export const decided = (world: World, request: Request): Omit<Told, 'request'> => {
  const { addressed, state, context } = asked(world, request);
  return { aggregate: addressed.aggregate, facts: addressed.decide(state, context) };
};

/** What the command would come to, as a dry run is told. */
export const rehearsed = (world: World, request: Request): DryDecision => {
  const { addressed, state, context } = asked(world, request);
  return decideDry(addressed, state, context);
};

const asked = (world: World, { type, data, by, now, ifMatch, commandId = 'c-1' }: Request) => {
  const addressed = addressOf({ type, data, tenant: TENANT });
  const { aggregate } = addressed;
  const state = stateOf(world, aggregate);
  const roles = Object.entries(addressed.needsIn(state)).map(
    ([role, needed]) => [role, needed && stateOf(world, needed)] as const,
  );
  const context = {
    tenant: TENANT,
    commandId,
    principal: by,
    now,
    ifMatch,
    needs: Object.fromEntries(roles),
    siblings: siblingsOf(world, aggregate),
  };
  return { addressed, state, context };
};

/** The world in which an aggregate is in another state. */
export const withState = (world: World, aggregate: NeededAggregate, state: unknown): World => ({
  ...world,
  states: new Map(world.states).set(keyOf(aggregate), state),
});

/** Decides a command; {@link decided} does it right. */
export type Decide = (world: World, request: Request) => Omit<Told, 'request'>;

/** The world after a command, decided like this; its facts are folded in from their stored form. */
export const toldBy =
  (decide: Decide) =>
  (world: World, request: Request): World => {
    const { aggregate, facts } = decide(world, request);
    if (facts.length === 0) return world;
    const { evolve } = aggregates[aggregate.type];
    const state = facts.map(stored).reduce(evolve, stateOf(world, aggregate));
    return { ...withState(world, aggregate, state), log: [...world.log, { request, aggregate, facts }] };
  };

/** The world after a command. */
export const told = toldBy(decided);

/** What comes back from the log: RFC 8785 text, parsed. */
const stored = (fact: FactShape): FactShape =>
  // What was written was a fact, and canonical JSON keeps it one.
  JSON.parse(canonicalJson(fact as Json)) as FactShape;
