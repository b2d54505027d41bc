import type { Budgets, EnvironmentFact } from './events.ts';

/** Which version of each policy is stable here, and what a promotion must keep to. */
export type Environment =
  | { readonly status: 'absent' }
  | {
      readonly status: 'created';
      readonly stable: ReadonlyMap<string, number>;
      /** The last that were set; also those without lines, whose version counts. */
      readonly budgets: Budgets | undefined;
      readonly changes: number;
    };

export const initialState: Environment = { status: 'absent' };

export const evolve = (environment: Environment, fact: EnvironmentFact): Environment => {
  switch (fact.type) {
    case 'EnvironmentCreated':
      return { status: 'created', stable: new Map(), budgets: undefined, changes: 1 };
    case 'VersionPromoted': {
      if (environment.status === 'absent') return environment;
      const stable = new Map(environment.stable).set(fact.data.policyId, fact.data.version);
      return { ...environment, stable, changes: environment.changes + 1 };
    }
    case 'BudgetsSet': {
      if (environment.status === 'absent') return environment;
      const { version, lines, simulationAgeMaxMs } = fact.data;
      const budgets = { version, lines, simulationAgeMaxMs };
      return { ...environment, budgets, changes: environment.changes + 1 };
    }
  }
};
