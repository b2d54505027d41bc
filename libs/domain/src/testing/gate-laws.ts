import { expect } from '@jest/globals';

import type { Gates, GateSettings } from '../environment/gates/settings.ts';
import type { Environment } from '../environment/state.ts';
import type { Policy } from '../policy/state.ts';
import { AUTHOR, ENVIRONMENT, POLICY } from '../lifecycle/life.ts';
import { stateOf, withState, type Decide, type World } from '../lifecycle/world.ts';
import { acceptedIn, BEFORE, stableIn } from './gate-walk.ts';
import { seeing, type Seen } from './planting.ts';
import type { Met } from './meeting.ts';

// What holds for gates whatever anybody does, told from requests and the log alone.

type Created = Extract<Environment, { status: 'created' }>;

/** Promotions into the gated environment that came to something, with the gates in force. */
const promotions = (life: readonly Met[]) =>
  life
    .filter(
      ({ request, before, after }) =>
        request.type === 'PromoteVersion' &&
        request.data['environmentId'] === ENVIRONMENT &&
        before !== after,
    )
    .map(({ request, before }) => {
      const set = acceptedIn(before, 'GatesSet').at(-1);
      // The fact was recorded by the decider of the environment.
      const gates = (set?.data['gates'] ?? {}) as GateSettings;
      return { request, before, gates, setAt: set?.place ?? -1 };
    });

const gateSetters = (world: World): ReadonlySet<string> =>
  new Set(acceptedIn(world, 'GatesSet').map(({ request }) => request.by.id));

export const GATE_LAWS = {
  'nothing is promoted before it has soaked in the environment before': (life: readonly Met[]) => {
    for (const { request, before, gates } of promotions(life)) {
      if (gates.previousEnvironment === undefined) continue;
      const there = stableIn(before, BEFORE);
      expect(there?.version).toBe(request.data['version']);
      expect(request.now - (there?.since ?? request.now)).toBeGreaterThanOrEqual(
        gates.previousEnvironment.soakMs,
      );
    }
  },
  'nothing is promoted in a freeze': (life: readonly Met[]) => {
    for (const { request, gates } of promotions(life))
      for (const { from, to } of gates.windows?.freezes ?? [])
        expect(Date.parse(from) <= request.now && request.now < Date.parse(to)).toBe(false);
  },
  'what is promoted was approved as it was seen, by enough who had no hand in it': (life: readonly Met[]) => {
    for (const { request, before, gates, setAt } of promotions(life)) {
      const since = Math.max(setAt, stableIn(before, ENVIRONMENT)?.place ?? -1);
      const approvers = acceptedIn(before, 'PromotionApproved')
        .filter(({ data, place }) => place > since && data['version'] === request.data['version'])
        .map(({ request: approval }) => approval.by.id)
        .filter((id) => id !== AUTHOR && !gateSetters(before).has(id));
      expect(new Set(approvers).size).toBeGreaterThanOrEqual(gates.promotionApprovals?.approvals ?? 0);
    }
  },
  'nothing passes the gates while what went past them has no review, by another person': (
    life: readonly Met[],
  ) => {
    for (const { before } of promotions(life)) {
      const past = acceptedIn(before, 'VersionPromoted').filter(
        ({ data }) => data['breakGlass'] !== undefined,
      );
      for (const { place, data } of past) {
        const reviews = acceptedIn(before, 'BreakGlassReviewed').filter((one) => one.place > place);
        expect(reviews.map(({ request }) => request.by.id)).not.toStrictEqual([]);
        expect(reviews[0]?.request.by.id).not.toBe(data['promotedBy']);
      }
    }
  },
  'nobody with a hand in a version promotes it past the gates, or reviews that': (life: readonly Met[]) => {
    for (const { request, before, after } of life)
      if (['BreakGlass', 'ReviewBreakGlass'].includes(request.type) && before !== after)
        expect(request.by.id).not.toBe(AUTHOR);
  },
} as const;

type Plant = { readonly name: string; readonly breaks: keyof typeof GATE_LAWS; readonly decide: Decide };

const environmentAs =
  (id: string, change: (environment: Created) => Partial<Created>): Seen =>
  (world) => {
    const of = { type: 'environment', id } as const;
    // Folded by the environment's own evolve.
    const environment = stateOf(world, of) as Environment;
    if (environment.status === 'absent') return world;
    return withState(world, of, { ...environment, ...change(environment) });
  };

const withoutLineage: Seen = (world) => {
  const of = { type: 'policy', id: POLICY } as const;
  // Folded by the policy's own evolve.
  const policy = stateOf(world, of) as Policy;
  if (policy.status === 'absent') return world;
  const versions = policy.versions.map((version) => ({ ...version, lineage: [] }));
  return withState(world, of, { ...policy, versions });
};

const gatesWithout = (gate: keyof GateSettings): Decide =>
  seeing(
    ['PromoteVersion'],
    environmentAs(ENVIRONMENT, ({ gates }) => {
      if (gates === undefined) return {};
      const { [gate]: _gone, ...rest } = gates.gates;
      return { gates: { ...gates, gates: rest } satisfies Gates };
    }),
  );

const APPROVED = 'what is promoted was approved as it was seen, by enough who had no hand in it';
const NO_HAND = 'nobody with a hand in a version promotes it past the gates, or reviews that';
const REVIEWED = 'nothing passes the gates while what went past them has no review, by another person';
const STEPS = ['PromoteVersion', 'ApprovePromotion'];

export const GATE_PLANTS: readonly Plant[] = [
  {
    name: 'nobody looks at the environment before',
    breaks: 'nothing is promoted before it has soaked in the environment before',
    decide: gatesWithout('previousEnvironment'),
  },
  {
    name: 'what is stable there was so for ever',
    breaks: 'nothing is promoted before it has soaked in the environment before',
    decide: seeing(
      ['PromoteVersion'],
      environmentAs(BEFORE, ({ bindings }) => ({
        bindings: new Map(
          [...bindings].map(([id, binding]) => [id, { ...binding, stableSince: '1970-01-01T00:00:00.000Z' }]),
        ),
      })),
    ),
  },
  {
    name: 'nobody looks at the clock',
    breaks: 'nothing is promoted in a freeze',
    decide: gatesWithout('windows'),
  },
  {
    name: 'nobody counts the approvals',
    breaks: APPROVED,
    decide: gatesWithout('promotionApprovals'),
  },
  {
    name: 'an approval counts for other gates, and over another stable version',
    breaks: APPROVED,
    decide: seeing(
      ['PromoteVersion'],
      environmentAs(ENVIRONMENT, ({ gates, bindings, promotionApprovals }) => {
        const { stable } = bindings.get(POLICY) ?? {};
        const bound = {
          ...(gates !== undefined && { gatesVersion: gates.version }),
          ...(stable !== undefined && { stable }),
        };
        const given = promotionApprovals.get(POLICY) ?? [];
        return {
          promotionApprovals: new Map([
            [POLICY, given.map(({ stable: _seen, ...approval }) => ({ ...approval, ...bound }))],
          ]),
        };
      }),
    ),
  },
  {
    name: 'who set the gates is forgotten',
    breaks: APPROVED,
    decide: seeing(
      STEPS,
      environmentAs(ENVIRONMENT, () => ({ gateSetters: new Map() })),
    ),
  },
  {
    name: 'nobody waits for the review',
    breaks: REVIEWED,
    decide: seeing(
      ['PromoteVersion'],
      environmentAs(ENVIRONMENT, () => ({ unreviewed: new Map() })),
    ),
  },
  {
    name: 'who promoted it past the gates reviews it',
    breaks: REVIEWED,
    decide: seeing(
      ['ReviewBreakGlass'],
      environmentAs(ENVIRONMENT, ({ unreviewed }) => ({
        unreviewed: new Map([...unreviewed].map(([id, one]) => [id, { ...one, by: 'somebody' }])),
      })),
    ),
  },
  {
    name: 'the lineage of what goes past the gates is forgotten',
    breaks: NO_HAND,
    decide: seeing(['BreakGlass'], withoutLineage),
  },
  {
    name: 'who had a hand in it reviews what went past the gates',
    breaks: NO_HAND,
    decide: seeing(['ReviewBreakGlass'], withoutLineage),
  },
  {
    name: 'the lineage of the version is forgotten',
    breaks: APPROVED,
    decide: seeing(STEPS, withoutLineage),
  },
];
