import { toTimestamp, type EpochMs } from '@policy-registry/kernel';
import fc from 'fast-check';

import type { WantedGates } from '../environment/gates/settings.ts';
import {
  anybody,
  AUTHOR,
  ENVIRONMENT,
  NOW,
  POLICY,
  promotionAttestationIn,
  REASONED,
  registry,
  threePublished,
  versionIn,
} from '../lifecycle/life.ts';
import { decided, told, toldBy, type Decide, type Request, type World } from '../lifecycle/world.ts';
import { refusalOf, type Met } from './meeting.ts';

// A random life of the gates of an environment: people set them, agree to promotions and promote, in any order.

const PEOPLE = [AUTHOR, 'ann', 'ben', 'cat', 'dan'] as const;
const MOVES = ['gates', 'approve', 'promote', 'promoteBefore', 'rollBack', 'breakGlass', 'review'] as const;
export const BEFORE = 'test';
export const HOUR_MS = 3_600_000;

type Step = {
  readonly move: (typeof MOVES)[number];
  readonly who: (typeof PEOPLE)[number];
  readonly version: number;
  readonly hours: number;
  readonly twist: number;
};
export type GateWalk = readonly Step[];

export const gateWalks = fc.array(
  fc.record({
    move: fc.constantFrom(...MOVES, 'approve' as const, 'promote' as const),
    who: fc.constantFrom(...PEOPLE),
    version: fc.integer({ min: 1, max: 3 }),
    hours: fc.integer({ min: 0, max: 3 }),
    twist: fc.nat({ max: 7 }),
  }),
  { minLength: 15, maxLength: 40, size: 'max' },
);

const requestOf = (type: string, data: Request['data'], who: string, now: EpochMs): Request => ({
  type,
  data,
  by: { ...anybody(who), authenticatedAt: now },
  now,
});

const beginning: World = told(
  threePublished(),
  requestOf('CreateEnvironment', { environmentId: BEFORE, name: 'Test', order: 1 }, 'dan', NOW),
);

export const walkedGates = (walk: GateWalk, decide: Decide = decided): readonly Met[] => {
  const tell = toldBy(decide);
  let world = beginning;
  let now = NOW;
  return walk.map((step) => {
    now += step.hours * HOUR_MS;
    const before = world;
    const request = asked(step, world, now);
    const refused = refusalOf(() => (world = signed(tell(before, request))));
    return { before, after: world, request, refused };
  });
};

const asked = ({ move, who, version, twist }: Step, world: World, now: EpochMs): Request => {
  const of = { environmentId: ENVIRONMENT, policyId: POLICY, ...REASONED };
  switch (move) {
    case 'gates':
      return requestOf(
        'SetGates',
        { environmentId: ENVIRONMENT, gates: gatesBy(twist, now), ...REASONED },
        who,
        now,
      );
    case 'approve':
      return requestOf('ApprovePromotion', { ...of, version, ...seenIn(world, version) }, who, now);
    case 'promote':
      return requestOf('PromoteVersion', { ...of, version }, who, now);
    case 'breakGlass': {
      const asked = { version, incident: 'INC-1', endsInMs: HOUR_MS };
      return requestOf('BreakGlass', { ...of, ...asked }, who, now);
    }
    case 'review':
      return requestOf('ReviewBreakGlass', { ...of, verdict: twist > 3 ? 'rejected' : 'accepted' }, who, now);
    case 'promoteBefore':
      return requestOf('PromoteVersion', { ...of, environmentId: BEFORE, version }, who, now);
    case 'rollBack': {
      const environmentId = twist % 2 === 0 ? ENVIRONMENT : BEFORE;
      return requestOf('RollBack', { ...of, environmentId, incident: 'INC-1' }, who, now);
    }
  }
};

/** Whatever was asked to be promoted is bound at once: at the time of the request. */
const signed = (world: World): World => {
  const { request, facts } = world.log.at(-1) ?? {};
  if (request === undefined || facts?.[0]?.type !== 'PromotionRequested') return world;
  const data = promotionAttestationIn(world, String(request.data['environmentId']));
  return told(world, { type: 'RecordPromotionAttestation', data, by: registry, now: request.now });
};

const gatesBy = (twist: number, now: EpochMs): WantedGates => ({
  ...(twist % 2 === 1 && { previousEnvironment: { environmentId: BEFORE, soakMs: 2 * HOUR_MS } }),
  ...(twist % 4 > 1 && { promotionApprovals: { approvals: 1 + (twist % 2) } }),
  ...(twist > 3 && {
    windows: {
      freezes: [{ name: 'f', from: toTimestamp(now + HOUR_MS), to: toTimestamp(now + 4 * HOUR_MS) }],
    },
  }),
});

/** What somebody sees who looks at the environment: told from the log alone. */
const seenIn = (world: World, version: number) => {
  const gatesVersion = acceptedIn(world, 'GatesSet').length;
  const stable = stableIn(world, ENVIRONMENT)?.version;
  return {
    contentDigest: versionIn(world, version)?.contentDigest,
    gatesVersion: Math.max(1, gatesVersion),
    ...(stable !== undefined && { stable }),
  };
};

/** What was accepted and became a fact of this type, with its place in the log. */
export const acceptedIn = (world: World, type: string) =>
  world.log.flatMap(({ request, facts }, place) => {
    const fact = facts.find((one) => one.type === type);
    return fact === undefined ? [] : [{ request, data: fact.data, place }];
  });

/** What became stable last in an environment, since when, and where in the log. */
export const stableIn = (world: World, environmentId: string) => {
  const bound = ['VersionPromoted', 'BindingRolledBack']
    .flatMap((type) => acceptedIn(world, type))
    .map((one) => ({ ...one, version: one.data['version'] }));
  const rolledOff = acceptedIn(world, 'StableRolledOff').map((one) => ({
    ...one,
    version: Object(one.data['to']).version,
  }));
  const last = [...bound, ...rolledOff]
    .filter(({ data }) => data['environmentId'] === environmentId)
    .reduce<(typeof bound)[number] | undefined>(
      (found, one) => (found === undefined || one.place > found.place ? one : found),
      undefined,
    );
  return typeof last?.version === 'number'
    ? { version: last.version, since: last.request.now, place: last.place }
    : undefined;
};
