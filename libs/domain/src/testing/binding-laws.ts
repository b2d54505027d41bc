import { expect } from '@jest/globals';

import { changesBinding } from '../environment/binding-events.ts';
import type { EnvironmentFact } from '../environment/events.ts';
import type { World } from '../lifecycle/world.ts';
import type { Met } from './walk.ts';

// What holds for bindings whatever anybody does. Each law tells what is bound from the log, and not from the state.

type FactOf<Type extends EnvironmentFact['type']> = Extract<EnvironmentFact, { type: Type }>;
type Selector = NonNullable<FactOf<'VersionPromoted'>['data']['canary']>;

/** What the log says to be bound. */
type Bound = {
  readonly stable: number | undefined;
  readonly canary: { readonly version: number; readonly selector: Selector } | undefined;
  /** Every version that was stable before, the one that is stable included. */
  readonly ever: readonly number[];
};

/** What says which version was stable until then. */
const CHANGES_STABLE = ['VersionPromoted', 'CanaryCompleted', 'BindingRolledBack'];

const NOTHING: Bound = { stable: undefined, canary: undefined, ever: [] };

const factsIn = (world: World): readonly EnvironmentFact[] =>
  world.log.flatMap(({ aggregate, facts }) =>
    // The log holds what the environment's own decide answered.
    aggregate.type === 'environment' ? facts.map((fact) => fact as EnvironmentFact) : [],
  );

const stableAs = (bound: Bound, stable: number): Bound => ({
  stable,
  canary: undefined,
  ever: [...bound.ever, stable],
});

const rolledOff = ({ canary, ever }: Bound, stable: number | undefined): Bound => ({
  stable,
  canary: canary?.version === stable ? undefined : canary,
  ever,
});

const after = (bound: Bound, fact: EnvironmentFact): Bound => {
  switch (fact.type) {
    case 'EnvironmentCreated':
    case 'BudgetsSet':
    case 'GatesSet':
    case 'PromotionApproved':
    case 'CanaryPaused':
    case 'PromotionConfirmed':
    case 'PromotionRequested':
    case 'PromotionFailed':
      return bound;
    case 'VersionPromoted': {
      const { version, canary: selector } = fact.data;
      return selector === undefined ? stableAs(bound, version) : { ...bound, canary: { version, selector } };
    }
    case 'CanaryContinued': {
      const { version, selector } = fact.data;
      return { ...bound, canary: { version, selector } };
    }
    case 'CanaryAborted':
    case 'CanaryRolledOff':
      return { ...bound, canary: undefined };
    case 'StableRolledOff':
      return rolledOff(bound, fact.data.to?.version);
    case 'CanaryCompleted':
    case 'BindingRolledBack':
      return stableAs(bound, fact.data.version);
  }
};

/** Each fact about a binding, with what the log before it says to be bound. */
const steps = (life: readonly Met[]) => {
  let bound = NOTHING;
  const world = life.at(-1)?.after;
  return (world === undefined ? [] : factsIn(world)).map((fact) => {
    const before = bound;
    bound = after(before, fact);
    return { fact, before };
  });
};

export const BINDING_LAWS = {
  'one version is stable and at most one is a canary, and each change says what it found': (
    life: readonly Met[],
  ) => {
    for (const { fact, before } of steps(life)) {
      if (fact.type === 'VersionPromoted') expect(before.canary).toBeUndefined();
      else if (fact.type === 'StableRolledOff') expect(before.stable).toBe(fact.data.version);
      else if (changesBinding(fact) && fact.type !== 'BindingRolledBack')
        expect(before.canary?.version).toBe(fact.data.version);
      if (CHANGES_STABLE.some((type) => type === fact.type))
        expect(Object(fact.data).previousVersion).toBe(before.stable);
    }
  },
  'a canary only widens': (life: readonly Met[]) => {
    for (const { fact, before } of steps(life)) {
      if (fact.type !== 'CanaryContinued') continue;
      const { tags, basisPoints, salt } = fact.data.selector;
      expect(before.canary?.selector).toMatchObject({ tags, salt });
      expect(basisPoints).toBeGreaterThanOrEqual(before.canary?.selector.basisPoints ?? Infinity);
    }
  },
  'a rollback leads only to what was stable before, and names its incident': (life: readonly Met[]) => {
    for (const { fact, before } of steps(life)) {
      if (fact.type !== 'BindingRolledBack') continue;
      expect(before.ever).toContain(fact.data.version);
      expect(fact.data.incident).not.toBe('');
    }
  },
  'where a rollback would lead is computed beforehand: to something else that was stable before': (
    life: readonly Met[],
  ) => {
    for (const { fact, before } of steps(life)) {
      if (!('rollbackTo' in fact.data)) continue;
      expect(before.ever).toContain(fact.data.rollbackTo);
      expect(fact.data.rollbackTo).not.toBe(fact.data.version);
    }
  },
} as const;
