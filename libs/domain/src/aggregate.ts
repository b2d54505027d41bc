import {
  canonicalJson,
  NotCanonical,
  type AggregateType,
  type Decider,
  type DecisionContext,
  type FactShape,
  type InputFault,
  type Json,
  type NeededAggregate,
  type Principal,
} from '@policy-registry/kernel';
import type { z } from 'zod';

import { requireActive } from './guards.ts';
import { reject } from './rejection-codes.ts';
import { actingIn } from './tenant/access.ts';
import { requireRoom } from './tenant/quotas.ts';
import type { Tenant } from './tenant/state.ts';

/** States of other aggregates by the role they play in a decision; `undefined` when the command names none. */
export type NeededRoles = { readonly [role: string]: NeededAggregate | undefined };

/**
 * One aggregate: its decider, the shapes of its commands and facts, and which other aggregates a command
 * reads. The schemas of the facts ARE the storage format: add optional members freely, anything else is a
 * new fact type with an upcaster.
 */
export type Aggregate<State, Command, Fact, Needs> = Decider<State, Command, Fact, Needs> & {
  readonly type: AggregateType;
  /** Schema of `{type, data}` for every command, as a union over `type`. */
  readonly Command: z.ZodType<Command>;
  readonly commandTypes: readonly string[];
  readonly Fact: z.ZodType<Fact>;
  readonly idOf: (command: Command) => string;
  /** What of others a decision looks at. It may depend on what the aggregate itself says by then. */
  readonly needsOf: (
    command: Command,
    tenant: string,
    state: State,
  ) => { readonly [Role in keyof Needs]: NeededAggregate | undefined };
};

/** What a command turns out to concern, before anything was loaded. */
export type Addressed = {
  readonly aggregate: NeededAggregate;
  /** What is to be loaded besides, where the aggregate is in this state. */
  readonly needsIn: (state: unknown) => NeededRoles;
  /** Who decides this: the principal, with what the tenant grants besides the token. */
  readonly actorIn: (state: unknown, context: DecisionContext<unknown>) => Principal;
  /** Refuses what a suspended tenant asks for, and judges the scopes of {@link actorIn}. */
  readonly decide: (state: unknown, context: DecisionContext<unknown>) => readonly FactShape[];
};

/** An aggregate with its own types closed over: what the intake of commands works with. */
export type BoundAggregate = {
  readonly type: AggregateType;
  readonly commandTypes: readonly string[];
  readonly initialState: unknown;
  /** Throws {@link FactUnknown} for a fact this code cannot read: deciding on half a history is worse than refusing. */
  readonly evolve: (state: unknown, fact: FactShape) => unknown;
  /** Throws a Rejection `COMMAND_INVALID` when the data has another shape. */
  readonly address: (type: string, data: Readonly<Record<string, unknown>>, tenant: string) => Addressed;
};

export class FactUnknown extends Error {
  override readonly name = 'FactUnknown';
}

export const bind = <State, Command, Fact extends FactShape, Needs>(
  aggregate: Aggregate<State, Command, Fact, Needs>,
): BoundAggregate => ({
  type: aggregate.type,
  commandTypes: aggregate.commandTypes,
  initialState: aggregate.initialState,

  evolve: (state, fact) => {
    const parsed = aggregate.Fact.safeParse(fact);
    if (!parsed.success) throw new FactUnknown(`${aggregate.type} has no fact ${fact.type} of this shape`);
    // The state came from this aggregate's own initialState and evolve.
    return aggregate.evolve(state as State, parsed.data);
  },

  address: (type, input, tenant) => {
    const parsed = aggregate.Command.safeParse({ type, data: input });
    const faults = parsed.success ? unstorable(input) : parsed.error.issues.map(toFault);
    if (!parsed.success || faults.length > 0) {
      throw reject('COMMAND_INVALID', `the command ${type} has data of another shape`, faults);
    }
    const command = parsed.data;
    return {
      aggregate: { type: aggregate.type, id: aggregate.idOf(command) },
      // The state came from this aggregate's own initialState and evolve.
      needsIn: (state) => aggregate.needsOf(command, tenant, state as State),
      actorIn: (state, context) => actor(tenantOf(aggregate.type, state, context), context),
      decide: (state, context) => {
        const tenant = tenantOf(aggregate.type, state, context);
        // A suspended tenant is resumed by a command of its own.
        if (aggregate.type !== 'tenant' && tenant !== undefined) requireActive(tenant, context);
        const acting = { ...context, principal: actor(tenant, context) };
        // Both are what the intake folded with the aggregates that `needsOf` named.
        const facts = aggregate.decide(command, state as State, acting as DecisionContext<Needs>);
        if (facts.length > 0) requireRoom(aggregate.type, tenant, context);
        if (context.reasons !== undefined && context.reasons.length > 0) return [];
        // What is decided must be readable later: a fact of another shape is a fault of this code, found before it is stored.
        return facts.map((fact) => aggregate.Fact.parse(fact));
      },
    };
  },
});

const actor = (tenant: Tenant | undefined, { principal }: DecisionContext<unknown>): Principal =>
  tenant?.status === 'open' ? actingIn(tenant.access, principal) : principal;

/** The tenant that a command is decided in: the aggregate itself, or what it needs; nobody but the registry needs none. */
const tenantOf = (
  type: AggregateType,
  state: unknown,
  { needs }: DecisionContext<unknown>,
): Tenant | undefined =>
  // Folded by the tenant's own evolve, by the intake, under the role that every aggregate gives it.
  type === 'tenant' ? (state as Tenant) : (needs as { readonly tenant?: Tenant }).tenant;

const toFault = ({ code, message, path }: z.core.$ZodIssue): InputFault => ({
  code,
  detail: message,
  pointer: path.map((name) => `/${escaped(String(name))}`).join(''),
});

/** Text without a UTF-8 form passes for a string, and could be neither hashed nor stored. */
const unstorable = (input: Readonly<Record<string, unknown>>): readonly InputFault[] => {
  try {
    // Its schema took it, so it is JSON.
    canonicalJson(input as { readonly [name: string]: Json });
    return [];
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    return [{ code: 'not_canonical', detail: error.message, pointer: `/data${error.pointer}` }];
  }
};

// RFC 6901 §3
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
