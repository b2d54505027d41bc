import { expect } from '@jest/globals';

import type { World } from '../lifecycle/world.ts';
import { bindingSteps, boundAfter } from './binding-laws.ts';
import type { Lived } from './meeting.ts';
import { factsOf } from './walk.ts';

// What holds for versions that were recalled or archived. What is bound is told from the log, as for all bindings.

/** The versions that may be bound nowhere. */
const outOfUse = (world: World): ReadonlySet<number> =>
  new Set(
    (['VersionArchived', 'VersionRecalled'] as const).flatMap((type) =>
      factsOf(world, type).map(({ version }) => version),
    ),
  );

export const RECALL_LAWS = {
  'what was recalled or archived is bound nowhere, once what follows from it is through': (
    life: readonly Lived[],
  ) => {
    life.forEach(({ after, isAtRest }, at) => {
      const gone = outOfUse(after);
      if (!isAtRest || gone.size === 0) return;
      for (const { stable, canary } of boundAfter(life.slice(0, at + 1)))
        expect(
          [stable, canary?.version].filter((bound) => bound !== undefined && gone.has(bound)),
        ).toStrictEqual([]);
    });
  },
  'an environment is rolled off nothing but what was recalled or archived': (life: readonly Lived[]) => {
    for (const { fact, met } of bindingSteps(life))
      if (fact.type === 'StableRolledOff' || fact.type === 'CanaryRolledOff')
        expect([...outOfUse(met.before)]).toContain(fact.data.version);
  },
  'it is rolled off to what was stable last, may be bound, and was not left because of an incident': (
    life: readonly Lived[],
  ) => {
    for (const { fact, before, met } of bindingSteps(life)) {
      if (fact.type !== 'StableRolledOff') continue;
      const gone = outOfUse(met.before);
      const target = before.ever.findLast((version) => !gone.has(version) && !before.left.includes(version));
      expect(fact.data.to?.version).toBe(target);
    }
  },
  'nobody goes back to what was recalled or archived, and no way back leads there': (
    life: readonly Lived[],
  ) => {
    for (const { fact, met } of bindingSteps(life)) {
      if (met.isRaced) continue;
      const gone = [...outOfUse(met.before)];
      if (fact.type === 'BindingRolledBack') expect(gone).not.toContain(fact.data.version);
      const to = fact.type === 'StableRolledOff' ? fact.data.to : fact.data;
      if (to !== undefined && 'rollbackTo' in to) expect(gone).not.toContain(to.rollbackTo);
    }
  },
} as const;
