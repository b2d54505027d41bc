import { toTimestamp } from '@policy-registry/kernel';

import { decided, stateOf, withState, type Decide, type Request } from '../lifecycle/world.ts';
import type { OpenTenant, Tenant } from '../tenant/state.ts';
import type { Waiver } from '../waiver/state.ts';
import { hearing, seeing, type Seen } from './planting.ts';
import type { WAIVER_LAWS } from './waiver-laws.ts';
import { DAY_MS, POLICY_ID, waiversIn } from './waiver-walk.ts';

type WaiverPlant = {
  readonly name: string;
  /** The law that finds it. */
  readonly breaks: keyof typeof WAIVER_LAWS;
  readonly decide: Decide;
};

const TENANT = { type: 'tenant', id: 'acme' } as const;

/** The waivers, otherwise than they are. */
const waiversAs =
  (change: (waiver: Waiver) => Partial<Waiver>): Seen =>
  (world) =>
    withState(
      world,
      { type: 'waiver', id: POLICY_ID },
      waiversIn(world).map((waiver) => ({ ...waiver, ...change(waiver) })),
    );

const yearsAllowed: Seen = (world) => {
  // Folded by the tenant's own evolve, and open in every walk.
  const tenant = stateOf(world, TENANT) as Extract<Tenant, OpenTenant>;
  return withState(world, TENANT, { ...tenant, settings: { ...tenant.settings, waiverDaysMax: 366 } });
};

const later = (request: Request): Request => ({ ...request, now: request.now + 3 * DAY_MS });

const APART = 'nobody approves a waiver that they asked for or own, and no program does';
const ACTIVE =
  'a waiver is active from its approval on, until it expires, is revoked or is superseded, and never else';
const LASTS = 'a waiver lasts no longer than the tenant allows when it is approved';
const ONCE = 'a waiver is decided once: approved, rejected or withdrawn';

export const WAIVER_PLANTS: readonly WaiverPlant[] = [
  {
    name: 'whoever asked approves',
    breaks: APART,
    decide: seeing(
      ['ApproveWaiver'],
      waiversAs(() => ({ requestedBy: 'nobody' })),
    ),
  },
  {
    name: 'the owner approves',
    breaks: APART,
    decide: seeing(
      ['ApproveWaiver'],
      waiversAs(() => ({ owner: 'nobody' })),
    ),
  },
  {
    name: 'a program approves',
    breaks: APART,
    decide: hearing(['ApproveWaiver'], (request) => ({ ...request, by: { ...request.by, type: 'user' } })),
  },
  {
    name: 'it counts as soon as it is asked for',
    breaks: ACTIVE,
    decide: (world, request) => {
      const heard = decided(world, request);
      if (request.type !== 'RequestWaiver') return heard;
      const { waiverId, by, at } = Object(heard.facts[0]?.data);
      const approval = { type: 'WaiverApproved', schemaVersion: 1, data: { waiverId, by, at } };
      return { ...heard, facts: [...heard.facts, approval] };
    },
  },
  { name: 'it goes on after it was revoked', breaks: ACTIVE, decide: hearing(['RevokeWaiver'], later) },
  {
    name: 'it goes on after its expiry',
    breaks: ACTIVE,
    decide: (world, request) => {
      const heard = decided(world, request);
      const facts = heard.facts.map((fact) =>
        fact.type === 'WaiverRequested'
          ? { ...fact, data: { ...fact.data, expiresAt: toTimestamp(request.now + DAY_MS) } }
          : fact,
      );
      return { ...heard, facts };
    },
  },
  {
    name: 'what is renewed goes on beside its renewal',
    breaks: ACTIVE,
    decide: (world, request) => {
      const heard = decided(world, request);
      return { ...heard, facts: heard.facts.filter(({ type }) => type !== 'WaiverSuperseded') };
    },
  },
  {
    name: 'an approval does not look at the expiry',
    breaks: LASTS,
    decide: seeing(['ApproveWaiver'], yearsAllowed),
  },
  {
    name: 'an expired request is approved',
    breaks: LASTS,
    decide: seeing(['ApproveWaiver'], (world, request) =>
      waiversAs(() => ({ expiresAt: toTimestamp(request.now + DAY_MS) }))(world, request),
    ),
  },
  {
    name: 'what was rejected is asked about again',
    breaks: ONCE,
    decide: seeing(
      ['ApproveWaiver'],
      waiversAs(({ state }) => (state === 'rejected' ? { state: 'requested' } : {})),
    ),
  },
];
