import type { EpochMs } from './time.ts';
import type { AggregateRef } from './envelope.ts';
import type { Principal } from './principal.ts';
import type { InputFault, Rejection } from './rejection.ts';

/** Everything a decision may look at besides its command and its own aggregate. */
export type DecisionContext<Needs = unknown> = {
  readonly tenant: string;
  readonly commandId: string;
  readonly principal: Principal;
  /** The broker's timestamp of the command: the same on redelivery and not the sender's to choose. */
  readonly now: EpochMs;
  readonly ifMatch: string | undefined;
  /** The states the command declared it needs, by role. */
  readonly needs: Needs;
  /** Where this would be one more of a type that has a quota: at least so many the tenant has already. */
  readonly siblings?: number | undefined;
  /**
   * Given to a dry run, and filled by it: a rule that stands for itself puts its rejection here instead of throwing it, so
   * that those after it are looked at as well. Once there is one, the facts that are decided count for nothing.
   */
  readonly reasons?: Rejection[] | undefined;
  /** Given to a dry run, and filled by it: what rules found that are kept, in the words in which a refusal would tell it. */
  readonly found?: InputFault[] | undefined;
};

/**
 * One consistency boundary, as values. `decide` and `evolve` are pure and synchronous. `decide` refuses by
 * throwing a Rejection and answers a resend of what is already so with `[]`; `evolve` is total.
 */
export type Decider<State, Command, Fact, Needs = unknown> = {
  readonly initialState: State;
  readonly evolve: (state: State, fact: Fact) => State;
  readonly decide: (command: Command, state: State, context: DecisionContext<Needs>) => readonly Fact[];
};

/** Names an aggregate of the deciding tenant. */
export type NeededAggregate = Omit<AggregateRef, 'tenant'>;
