import { expect } from '@jest/globals';

import type { Decider, DecisionContext } from '../decider.ts';
import { Rejection } from '../rejection.ts';

/** given(facts).when(command, context?).then(facts) | .thenNothing() | .thenRejected(code) */
export const deciderSpec =
  <State, Command, Fact, Needs>(
    decider: Decider<State, Command, Fact, Needs>,
    defaults: DecisionContext<Needs>,
  ) =>
  (...history: readonly Fact[]) => ({
    when: (command: Command, context: Partial<DecisionContext<Needs>> = {}) => {
      const run = () =>
        decider.decide(command, history.reduce(decider.evolve, decider.initialState), {
          ...defaults,
          ...context,
        });

      return {
        then: (...expected: readonly Fact[]) => expect(run()).toStrictEqual(expected),
        thenNothing: () => expect(run()).toStrictEqual([]),
        thenRejected: (code: string) => {
          expect(run).toThrow(Rejection);
          expect(run).toThrow(expect.objectContaining({ code }));
        },
      };
    },
  });
