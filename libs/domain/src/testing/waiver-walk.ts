import type { EpochMs, Principal } from '@policy-registry/kernel';
import { toTimestamp } from '@policy-registry/kernel';
import fc from 'fast-check';

import { decided, stateOf, told, toldBy, type Decide, type Request, type World } from '../lifecycle/world.ts';
import type { Waivers } from '../waiver/state.ts';
import { NOW, person, sha } from './samples.ts';
import { refusalOf, type Met } from './meeting.ts';
import { worldWith } from './walk.ts';

// A random life of waivers: a few people who may do everything, days that go by, and a tenant that lets waivers last longer
// or shorter.

const PEOPLE = ['u-ann', 'u-ben', 'u-cat', 'u-dan'] as const;
const MOVES = [
  'request',
  'renew',
  'approve',
  'approve',
  'approve',
  'reject',
  'withdraw',
  'revoke',
  'settings',
] as const;
export const POLICY_ID = 'pay-gate';
export const DAY_MS = 24 * 3_600_000;

export type WaiverStep = {
  readonly move: (typeof MOVES)[number];
  readonly who: (typeof PEOPLE)[number];
  readonly owner: (typeof PEOPLE)[number];
  /** A program asks in the place of the person. */
  readonly isService: boolean;
  /** Which of the waivers, from the newest. */
  readonly pick: number;
  /** Until the next step. */
  readonly days: number;
  readonly lastsDays: number;
};

const step: fc.Arbitrary<WaiverStep> = fc.record({
  move: fc.constantFrom(...MOVES),
  who: fc.constantFrom(...PEOPLE),
  owner: fc.constantFrom(...PEOPLE),
  isService: fc.nat({ max: 5 }).map((one) => one === 0),
  pick: fc.constantFrom(0, 0, 0, 1, 2),
  days: fc.constantFrom(0, 0, 1, 5),
  lastsDays: fc.integer({ min: 1, max: 20 }),
});
export const waiverWalks = fc.array(step, { minLength: 10, maxLength: 40, size: 'max' });

const SCOPES = ['policy:author', 'policy:approve', 'policy:operate', 'tenant:admin'] as const;
const texts = { reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
const STEPS = {
  approve: 'ApproveWaiver',
  reject: 'RejectWaiver',
  withdraw: 'WithdrawWaiver',
  revoke: 'RevokeWaiver',
} as const;

/** The waivers of the policy, folded by their own evolve. */
export const waiversIn = (world: World): Waivers =>
  stateOf(world, { type: 'waiver', id: POLICY_ID }) as Waivers;

/** A walk through waivers that are decided like this. */
export const waived = (steps: readonly WaiverStep[], decide: Decide = decided): readonly Met[] => {
  const tell = toldBy(decide);
  let world = settingsOf(20, NOW).reduce(told, worldWith(1));
  let now = NOW;
  return steps.flatMap((one) =>
    requestsOf(one, world, (now += one.days * DAY_MS + 1_000)).map((request) => {
      const before = world;
      const refused = refusalOf(() => (world = tell(before, request)));
      return { before, after: world, request, refused };
    }),
  );
};

const settingsOf = (waiverDaysMax: number, now: EpochMs): readonly Request[] => [
  {
    type: 'ChangeTenantSettings',
    data: {
      tenantId: 'acme',
      settings: { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000, waiverDaysMax },
    },
    by: person('u-admin', 'tenant:admin'),
    now,
  },
];

const requestsOf = (
  { move, who, owner, isService, pick, lastsDays }: WaiverStep,
  world: World,
  now: EpochMs,
): readonly Request[] => {
  const asker = person(who, ...SCOPES);
  const by: Principal = isService ? { ...asker, type: 'service', isInteractive: false } : asker;
  const waivers = waiversIn(world);
  const waiverId = waivers.at(-1 - pick)?.waiverId ?? `${POLICY_ID}.1`;
  const expiresAt = toTimestamp(now + lastsDays * DAY_MS);
  const asked = (type: string, data: Request['data']) => [{ type, data: { ...data, ...texts }, by, now }];
  switch (move) {
    case 'request':
      return asked('RequestWaiver', { policyId: POLICY_ID, scope: { rule: 'block' }, expiresAt, owner });
    case 'renew':
      return asked('RenewWaiver', { waiverId, expiresAt });
    case 'settings':
      return settingsOf(lastsDays, now);
    default:
      return asked(STEPS[move], { waiverId });
  }
};
