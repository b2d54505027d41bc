import type { Promotion } from '../environment/promotion.ts';
import type { Environment } from '../environment/state.ts';
import { decided, stateOf, withState, type Decide, type Request, type World } from '../lifecycle/world.ts';
import { hearing, seeing, type Seen } from './planting.ts';
import type { Plant } from './plants.ts';
import { promotionFactsOf } from './promotion-moves.ts';
import { versionAs } from './versions-seen.ts';

const ENVIRONMENT = { type: 'environment', id: 'prod' } as const;
const POLICY = 'pay-gate';
const REPORT = ['RecordPromotionAttestation'];
const SIGNED =
  'a promotion binds only what was signed: the very statement of the last request, as the registry reports it';

/** The last promotion that was asked for, otherwise than it is. */
const promotionAs =
  (change: (promotion: Promotion) => Promotion): Seen =>
  (world) => {
    // Folded by the environment's own evolve.
    const environment = stateOf(world, ENVIRONMENT) as Environment;
    if (environment.status === 'absent') return world;
    const last = environment.promotions?.get(POLICY);
    if (last === undefined) return world;
    const promotions = new Map(environment.promotions).set(POLICY, change(last));
    return withState(world, ENVIRONMENT, { ...environment, promotions });
  };

const lastAsked = (world: World) => promotionFactsOf(world, 'PromotionRequested').at(-1);

const heardOf =
  (member: 'statementDigest' | 'attempt') =>
  (request: Request, world: World): Request => ({
    ...request,
    data: { ...request.data, [member]: lastAsked(world)?.[member] ?? request.data[member] },
  });

/** As if nothing had ended the last request. */
const stillPending = (last: Promotion, world: World): Promotion => {
  const asked = lastAsked(world);
  return asked === undefined ? last : { ...asked, status: 'pending' };
};

const boundAtOnce: Decide = (world, request) => {
  const { aggregate, facts } = decided(world, request);
  const [asked] = promotionFactsOf({ log: [{ request, aggregate, facts }] }, 'PromotionRequested');
  if (asked === undefined) return { aggregate, facts };
  const { tenant: _tenant, approvals: _approvals, requestedAt, requestedBy, ...bound } = asked.statement;
  const data = { ...bound, promotedBy: requestedBy, promotedAt: requestedAt };
  return { aggregate, facts: [...facts, { type: 'VersionPromoted', schemaVersion: 1, data }] };
};

export const PROMOTION_PLANTS: readonly Plant[] = [
  { name: 'a promotion binds before it is signed', breaks: SIGNED, decide: boundAtOnce },
  {
    name: 'any statement of a promotion that was signed will do',
    breaks: SIGNED,
    decide: hearing(REPORT, heardOf('statementDigest')),
  },
  {
    name: 'any attempt to promote will do',
    breaks: SIGNED,
    decide: hearing(REPORT, heardOf('attempt')),
  },
  {
    name: 'anybody reports the signature of a promotion',
    breaks: SIGNED,
    decide: hearing(REPORT, (request) => ({ ...request, by: { ...request.by, type: 'system' } })),
  },
  {
    name: 'a promotion is bound that was ended',
    breaks:
      'between a request to promote and its signature nothing was bound otherwise, and the request was not ended',
    decide: seeing(REPORT, (world, request) =>
      promotionAs((last) => stillPending(last, world))(world, request),
    ),
  },
  {
    name: 'what was deprecated since it was asked for is bound',
    breaks: 'what is bound by a promotion is published by then',
    decide: (world, request) => {
      const version = lastAsked(world)?.version;
      const published = versionAs(() => ({ state: 'published' }));
      return decided(
        REPORT.includes(request.type) ? published(world, { ...request, data: { version } }) : world,
        request,
      );
    },
  },
  {
    name: 'a second promotion is asked for while one is being signed',
    breaks: 'at most one promotion of a policy is being signed, and it states who wants it and why',
    decide: seeing(
      ['PromoteVersion'],
      promotionAs(({ attempt }) => ({ attempt, status: 'failed' })),
    ),
  },
];
