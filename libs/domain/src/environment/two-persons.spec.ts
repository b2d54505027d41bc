import { describe, expect, it } from '@jest/globals';

import { CONFIRMATION_MS_MAX } from '../confirmation.ts';
import {
  anybody,
  asking,
  attestationIn,
  NOW,
  PROMOTION,
  REASONED,
  signedPromotion,
  stages,
  VERSION,
} from '../lifecycle/life.ts';
import {
  decided,
  rehearsed,
  stateOf,
  told,
  withState,
  type Request,
  type World,
} from '../lifecycle/world.ts';
import { SCOPES } from '../scopes.ts';
import type { Duty } from '../tenant/duties.ts';
import type { OpenTenant } from '../tenant/state.ts';
import { person } from '../testing/samples.ts';
import { refusalOf } from '../testing/meeting.ts';

const TENANT = { type: 'tenant', id: 'acme' } as const;

const under = (world: World, version: number, ...duties: readonly Duty[]): World => {
  const tenant = stateOf(world, TENANT) as OpenTenant;
  const approvalPolicy = { ...tenant.approvalPolicy, version, duties: [...duties] };
  return withState(world, TENANT, { ...tenant, approvalPolicy });
};
const approved = stages().find(({ state }) => state === 'approved')?.world;
const records = (before: World, type: string, data: Request['data']) =>
  told(before, {
    type,
    data,
    by: { type: 'system', id: 'runner', scopes: [], isInteractive: false },
    now: NOW,
  });
/** Version 1, published by these. */
const publishedBy = (world: World, ...publishers: readonly string[]): World => {
  const asked = publishers.reduce(
    (before, id) => told(before, asking(anybody(id))('PublishVersion', { ...VERSION, ...REASONED })),
    world,
  );
  return records(asked, 'RecordPublicationAttestation', attestationIn(asked));
};
if (approved === undefined) throw new Error('no version is ever approved');
const published = publishedBy(approved, 'carol');

const promoting = (id: string, data: Request['data'] = PROMOTION, now = NOW): Request => ({
  type: 'PromoteVersion',
  data,
  by: { ...anybody(id), authenticatedAt: now },
  now,
});
const factsOf = (world: World, request: Request) => decided(world, request).facts;
const types = (world: World, request: Request) => factsOf(world, request).map(({ type }) => type);

describe('where publishers never promote', () => {
  const world = under(published, 1, 'publishers_never_promote');

  it.each(SCOPES.map((scope) => [scope]))('who published is refused, also with %s', (scope) => {
    const by = { ...person('carol', 'policy:promote', scope), authenticatedAt: NOW };
    expect(refusalOf(() => decided(world, { ...promoting('carol'), by }))).toBe('PROMOTER_PUBLISHED');
  });

  it('so is who confirmed the publication before', () => {
    const two = publishedBy(under(approved, 1, 'two_persons_publish'), 'carol', 'dave');
    const both = under(two, 1, 'publishers_never_promote');
    for (const id of ['carol', 'dave'])
      expect([id, refusalOf(() => decided(both, promoting(id)))]).toStrictEqual([id, 'PROMOTER_PUBLISHED']);
    expect(types(both, promoting('erin'))).toStrictEqual(['PromotionRequested']);
  });

  it('nor do they complete a canary that another promoted', () => {
    const canary = signedPromotion(
      told(world, promoting('dave', { ...PROMOTION, canary: { percentage: '5' } })),
    );
    const completing = (id: string): Request => ({
      ...promoting(id, {
        ...REASONED,
        environmentId: PROMOTION.environmentId,
        policyId: PROMOTION.policyId,
        complete: true,
      }),
      type: 'ContinueCanary',
    });
    expect(refusalOf(() => decided(canary, completing('carol')))).toBe('PROMOTER_PUBLISHED');
    expect(types(canary, completing('erin'))).toStrictEqual(['CanaryCompleted']);
  });

  it('and elsewhere they do', () =>
    expect(types(published, promoting('carol'))).toStrictEqual(['PromotionRequested']));
});

describe('where an environment asks for more approvals than every version needs', () => {
  const { environmentId } = PROMOTION;
  const asksFor = (environments: readonly { environmentId: string; approvals: number }[]): World => {
    const tenant = stateOf(published, TENANT) as OpenTenant;
    const approvalPolicy = { ...tenant.approvalPolicy, environments: [...environments] };
    return withState(published, TENANT, { ...tenant, approvalPolicy });
  };

  it('a version with fewer is not promoted there, and elsewhere it is', () => {
    const strict = asksFor([{ environmentId, approvals: 3 }]);
    expect(refusalOf(() => decided(strict, promoting('dave')))).toBe('APPROVALS_LACKING');
    const elsewhere = asksFor([{ environmentId: 'other', approvals: 3 }]);
    expect(types(elsewhere, promoting('dave'))).toStrictEqual(['PromotionRequested']);
  });
});

describe('where promoting takes two persons', () => {
  const world = under(published, 1, 'two_persons_promote');
  const first = told(world, promoting('dave'));

  it('the first confirms exactly this, for a day, and nothing is bound', () =>
    expect(factsOf(world, promoting('dave'))).toMatchObject([
      {
        type: 'PromotionConfirmed',
        data: {
          ...PROMOTION,
          by: 'dave',
          at: '2026-03-02T09:00:00.000Z',
          endsBy: '2026-03-03T09:00:00.000Z',
        },
      },
    ]));

  it('the same person again is refused, and a dry run says so', () => {
    expect(refusalOf(() => decided(first, promoting('dave')))).toBe('SECOND_PERSON_NEEDED');
    expect(rehearsed(first, promoting('dave')).reasons).toMatchObject([{ code: 'SECOND_PERSON_NEEDED' }]);
  });

  it('the second promotes, and what is signed and bound names both', () => {
    const confirmation = { by: 'dave', at: '2026-03-02T09:00:00.000Z' };
    expect(factsOf(first, promoting('erin'))).toMatchObject([
      { type: 'PromotionRequested', data: { statement: { requestedBy: 'erin', confirmation } } },
    ]);
    expect(signedPromotion(told(first, promoting('erin'))).log.at(-1)?.facts).toMatchObject([
      { type: 'VersionPromoted', data: { promotedBy: 'erin', confirmation } },
    ]);
  });

  it('a confirmation is used up: another promotion takes two persons again', () => {
    const promoted = signedPromotion(told(first, promoting('erin')));
    const canary = { ...PROMOTION, canary: { percentage: '10' } };
    expect(types(promoted, promoting('erin'))).toStrictEqual([]);
    expect(types(first, promoting('erin', canary))).toStrictEqual(['PromotionConfirmed']);
  });

  it.each([
    ['after a day', first, CONFIRMATION_MS_MAX],
    ['under another version of the approval policy', under(first, 2, 'two_persons_promote'), 0],
  ])('a confirmation counts no more %s: whoever asks is the first', (_when, later, afterMs) => {
    for (const id of ['dave', 'erin'])
      expect(types(later, promoting(id, PROMOTION, NOW + afterMs))).toStrictEqual(['PromotionConfirmed']);
  });
});

describe('where promoting takes two persons, completing a canary', () => {
  const { environmentId, policyId } = PROMOTION;
  const canary = { ...PROMOTION, canary: { percentage: '5' } };
  const started = signedPromotion(told(published, promoting('dave', canary)));
  const world = under(started, 1, 'two_persons_promote');
  const continuing = (id: string, how: object = { complete: true }): Request => ({
    ...promoting(id, { ...REASONED, environmentId, policyId, ...how }),
    type: 'ContinueCanary',
  });

  it('does as well, also by a percentage of 100, and names both', () => {
    expect(types(world, continuing('dave', { percentage: '100' }))).toStrictEqual(['PromotionConfirmed']);
    const first = told(world, continuing('dave'));
    expect(refusalOf(() => decided(first, continuing('dave')))).toBe('SECOND_PERSON_NEEDED');
    expect(factsOf(first, continuing('erin'))).toMatchObject([
      { type: 'CanaryCompleted', data: { by: 'erin', confirmation: { by: 'dave' } } },
    ]);
    const completed = told(first, continuing('erin'));
    expect(stateOf(completed, { type: 'environment', id: environmentId })).toMatchObject({
      confirmations: new Map(),
    });
  });

  it('is for persons, with a ticket', () => {
    const program = { ...anybody('robot'), type: 'service' as const, isInteractive: false };
    expect(refusalOf(() => decided(world, { ...continuing('robot'), by: program }))).toBe(
      'INTERACTIVE_REQUIRED',
    );
    const { ticketDigest: _none, ...untold } = continuing('dave').data;
    expect(refusalOf(() => decided(world, { ...continuing('dave'), data: untold }))).toBe('TICKET_MISSING');
  });

  it('is another thing than promoting it, and than going on with it', () => {
    const promotion = told(world, continuing('dave'));
    expect(types(promotion, continuing('erin', { percentage: '50' }))).toStrictEqual(['CanaryContinued']);
    expect(types(started, continuing('erin'))).toStrictEqual(['CanaryCompleted']);
  });
});
