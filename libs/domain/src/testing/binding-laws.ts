import { expect } from '@jest/globals';

import { changesBinding } from '../environment/binding-events.ts';
import type { EnvironmentFact } from '../environment/events.ts';
import type { Met } from './meeting.ts';

// What holds for bindings whatever anybody does. Each law tells what is bound from the log, and not from the state.

type FactOf<Type extends EnvironmentFact['type']> = Extract<EnvironmentFact, { type: Type }>;
type Selector = NonNullable<FactOf<'VersionPromoted'>['data']['canary']>;

/** What the log says to be bound. */
type Bound = {
  readonly stable: number | undefined;
  readonly canary: { readonly version: number; readonly selector: Selector } | undefined;
  /** Every version that was stable before, the one that is stable included, in the order in which they became so last. */
  readonly ever: readonly number[];
  /** Those that somebody went back from because of an incident, and nobody has bound since. */
  readonly left: readonly number[];
};

/** What says which version was stable until then. */
const CHANGES_STABLE = ['VersionPromoted', 'CanaryCompleted', 'BindingRolledBack'];

const NOTHING: Bound = { stable: undefined, canary: undefined, ever: [], left: [] };

const stableAs = ({ ever, left }: Bound, stable: number): Bound => ({
  stable,
  canary: undefined,
  ever: [...ever.filter((version) => version !== stable), stable],
  left: left.filter((version) => version !== stable),
});

const rolledOff = (bound: Bound, stable: number | undefined): Bound => {
  if (stable === undefined) return { ...bound, stable };
  const { canary } = bound;
  return { ...stableAs(bound, stable), canary: canary?.version === stable ? undefined : canary };
};

const after = (bound: Bound, fact: EnvironmentFact): Bound => {
  switch (fact.type) {
    case 'EnvironmentCreated':
    case 'BudgetsSet':
    case 'GatesSet':
    case 'BreakGlassReviewed':
    case 'PromotionApproved':
    case 'CanaryPaused':
    case 'PromotionConfirmed':
    case 'PromotionRequested':
    case 'PromotionFailed':
    case 'PromotionScheduled':
    case 'ScheduledPromotionResumed':
    case 'ScheduledPromotionSuspended':
    case 'ScheduledPromotionCancelled':
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
      return stableAs(bound, fact.data.version);
    case 'BindingRolledBack': {
      const { version, previousVersion } = fact.data;
      const left = previousVersion === undefined ? bound.left : [...bound.left, previousVersion];
      return stableAs({ ...bound, left }, version);
    }
  }
};

/** Each fact about a binding, with what was said before it to be bound in its environment, and where in the life it was told. */
export const bindingSteps = <One extends Met>(life: readonly One[]) => {
  const bound = new Map<string, Bound>();
  return life.flatMap((met) =>
    told(met).map((fact) => {
      const { environmentId } = fact.data;
      const before = bound.get(environmentId) ?? NOTHING;
      bound.set(environmentId, after(before, fact));
      return { fact, before, met };
    }),
  );
};

/** The facts about an environment that a request led to. */
const told = (met: Met): readonly EnvironmentFact[] => {
  const last = met.after === met.before ? undefined : met.after.log.at(-1);
  // The log holds what the environment's own decide answered.
  return last?.aggregate.type === 'environment' ? last.facts.map((fact) => fact as EnvironmentFact) : [];
};

/** What is bound in each environment at the end of a part of a life. */
export const boundAfter = (life: readonly Met[]): readonly Bound[] => {
  const last = new Map(
    bindingSteps(life).map(({ fact, before }) => [fact.data.environmentId, after(before, fact)]),
  );
  return [...last.values()];
};

export const BINDING_LAWS = {
  'one version is stable and at most one is a canary, and each change says what it found': (
    life: readonly Met[],
  ) => {
    for (const { fact, before } of bindingSteps(life)) {
      if (fact.type === 'VersionPromoted') expect(before.canary).toBeUndefined();
      else if (fact.type === 'StableRolledOff') expect(before.stable).toBe(fact.data.version);
      else if (changesBinding(fact) && fact.type !== 'BindingRolledBack')
        expect(before.canary?.version).toBe(fact.data.version);
      if (CHANGES_STABLE.some((type) => type === fact.type))
        expect(Object(fact.data).previousVersion).toBe(before.stable);
    }
  },
  'a canary only widens': (life: readonly Met[]) => {
    for (const { fact, before } of bindingSteps(life)) {
      if (fact.type !== 'CanaryContinued') continue;
      const { tags, basisPoints, salt } = fact.data.selector;
      expect(before.canary?.selector).toMatchObject({ tags, salt });
      expect(basisPoints).toBeGreaterThanOrEqual(before.canary?.selector.basisPoints ?? Infinity);
    }
  },
  'a rollback leads only to what was stable before, and names its incident': (life: readonly Met[]) => {
    for (const { fact, before } of bindingSteps(life)) {
      if (fact.type !== 'BindingRolledBack') continue;
      expect(before.ever).toContain(fact.data.version);
      expect(fact.data.incident).not.toBe('');
    }
  },
  'where a rollback would lead is computed beforehand: to something else that was stable before': (
    life: readonly Met[],
  ) => {
    for (const { fact, before } of bindingSteps(life)) {
      if (!('rollbackTo' in fact.data)) continue;
      expect(before.ever).toContain(fact.data.rollbackTo);
      expect(fact.data.rollbackTo).not.toBe(fact.data.version);
    }
  },
} as const;
