import type { EnvironmentFact } from './events.ts';

/** Which version of each policy is stable here. */
export type Environment =
  | { readonly status: 'absent' }
  | { readonly status: 'created'; readonly stable: ReadonlyMap<string, number>; readonly changes: number };

export const initialState: Environment = { status: 'absent' };

export const evolve = (environment: Environment, fact: EnvironmentFact): Environment => {
  switch (fact.type) {
    case 'EnvironmentCreated':
      return { status: 'created', stable: new Map(), changes: 1 };
    case 'VersionPromoted': {
      if (environment.status === 'absent') return environment;
      const stable = new Map(environment.stable).set(fact.data.policyId, fact.data.version);
      return { status: 'created', stable, changes: environment.changes + 1 };
    }
  }
};
