import { describe, expect, it } from '@jest/globals';
import type { EpochMs } from '@policy-registry/kernel';

import {
  anybody,
  asking,
  AUTHOR,
  ENVIRONMENT,
  NOW,
  POLICY,
  REASONED,
  registry,
  signedPromotion,
  threePublished,
} from '../../lifecycle/life.ts';
import { decided, stateOf, told, type Request, type World } from '../../lifecycle/world.ts';
import { person } from '../../testing/samples.ts';
import { refusalOf } from '../../testing/meeting.ts';
import { bindingOf, type Environment } from '../state.ts';
import { BREAK_GLASS_MS_MAX } from './events.ts';

const HOUR_MS = 3_600_000;
const OF = { environmentId: ENVIRONMENT, policyId: POLICY };
const frozen = {
  windows: { freezes: [{ name: 'f', from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }] },
};
const setGates = (gates: object): Request =>
  asking(anybody('admin'))('SetGates', { environmentId: ENVIRONMENT, gates, ...REASONED });
const promoting = (version: number): Request =>
  asking(anybody('dave'))('PromoteVersion', { ...OF, version, ...REASONED });

/** Version 1 is stable, and nothing more passes. */
const world = told(signedPromotion(told(threePublished(), promoting(1))), setGates(frozen));
const breaking = (by = 'erin', asked: object = {}): Request =>
  asking(anybody(by))('BreakGlass', {
    ...{ ...OF, version: 2, incident: 'INC-1', endsInMs: 2 * HOUR_MS },
    ...REASONED,
    ...asked,
  });
const broken = signedPromotion(told(world, breaking()));
const reviewing = (by: string, verdict: string, asked: object = REASONED): Request =>
  asking(anybody(by))('ReviewBreakGlass', { ...OF, verdict, ...asked });
const ending = (now: EpochMs, version = 2): Request => ({
  ...asking(registry)('EndBreakGlass', { ...OF, version }),
  now,
});

const refused = (before: World, request: Request) => refusalOf(() => decided(before, request));
const stableIn = (after: World): number | undefined => {
  // Folded by the environment's own evolve.
  const environment = stateOf(after, { type: 'environment', id: ENVIRONMENT }) as Environment;
  return environment.status === 'created' ? bindingOf(environment, POLICY).stable : undefined;
};

describe('a promotion past the gates', () => {
  it('is signed and bound as what it is, with what each gate found', () => {
    expect(refused(world, promoting(2))).toBe('WINDOW_CLOSED');
    const breakGlass = { incident: 'INC-1', endsBy: '2026-03-02T11:00:00.000Z' };
    const verdicts = [
      { gate: 'approvals', ok: true },
      { gate: 'windows', ok: false },
    ];
    expect(decided(world, breaking()).facts).toMatchObject([
      { type: 'PromotionRequested', data: { statement: { breakGlass, gates: { version: 1, verdicts } } } },
    ]);
    expect(broken.log.at(-1)?.facts).toMatchObject([
      { type: 'VersionPromoted', data: { version: 2, promotedBy: 'erin', breakGlass } },
    ]);
    expect(stableIn(broken)).toBe(2);
  });

  it('goes past no scope, no fresh sign-in and no lineage, and not without incident, reason and ticket', () => {
    for (const scope of ['policy:promote', 'policy:operate'] as const)
      expect(refused(world, { ...breaking(), by: person('erin', scope) })).toBe('SCOPE_MISSING');
    const robot = { ...anybody('erin'), type: 'service' as const, isInteractive: false };
    expect(refused(world, { ...breaking(), by: robot })).toBe('INTERACTIVE_REQUIRED');
    const stale = { ...anybody('erin'), authenticatedAt: NOW - HOUR_MS };
    expect(refused(world, { ...breaking(), by: stale })).toBe('AUTHENTICATION_STALE');
    expect(refused(world, breaking(AUTHOR))).toBe('PROMOTER_IN_LINEAGE');
    expect(refused(world, breaking('erin', { incident: '' }))).toBe('INCIDENT_MISSING');
    const { reasonDigest, ticketDigest, ...data } = breaking().data;
    expect(refused(world, { ...breaking(), data: { ...data, ticketDigest } })).toBe('REASON_MISSING');
    expect(refused(world, { ...breaking(), data: { ...data, reasonDigest } })).toBe('TICKET_MISSING');
  });

  it('is of a published version, and for a day at most', () => {
    expect(refused(world, breaking('erin', { version: 9 }))).toBe('VERSION_UNKNOWN');
    const deprecated = told(
      world,
      asking(anybody('ops'))('DeprecateVersion', { policyId: POLICY, version: 2, ...REASONED }),
    );
    expect(refused(deprecated, breaking())).toBe('VERSION_NOT_PUBLISHED');
    expect(refused(world, breaking('erin', { endsInMs: BREAK_GLASS_MS_MAX }))).toBeUndefined();
    expect(refused(world, breaking('erin', { endsInMs: BREAK_GLASS_MS_MAX + 1 }))).toBe('COMMAND_INVALID');
  });

  it('keeps everything else out until somebody else has reviewed it, also another one', () => {
    const open = told(broken, setGates({}));
    expect(refused(open, promoting(3))).toBe('AFTER_REVIEW_PENDING');
    expect(refused(open, breaking('fay', { version: 3 }))).toBe('AFTER_REVIEW_PENDING');
    expect(refused(told(open, reviewing('fay', 'accepted')), promoting(3))).toBeUndefined();
  });
});

describe('its review', () => {
  it('is for another person who may approve, with a reason, and once', () => {
    expect(refused(broken, reviewing('erin', 'accepted'))).toBe('REVIEWER_PROMOTED');
    expect(refused(broken, reviewing(AUTHOR, 'accepted'))).toBe('APPROVER_IN_LINEAGE');
    expect(refused(broken, reviewing(AUTHOR, 'rejected'))).toBe('APPROVER_IN_LINEAGE');
    expect(refused(broken, { ...reviewing('fay', 'accepted'), by: person('fay', 'policy:promote') })).toBe(
      'SCOPE_MISSING',
    );
    expect(refused(broken, reviewing('fay', 'accepted', {}))).toBe('REASON_MISSING');
    expect(refused(world, reviewing('fay', 'accepted'))).toBe('BREAK_GLASS_MISSING');
    const reviewed = told(broken, reviewing('fay', 'accepted'));
    expect(refused(reviewed, reviewing('gus', 'rejected'))).toBe('BREAK_GLASS_MISSING');
  });

  it('that accepts it leaves it bound, also after its time', () => {
    const reviewed = told(broken, reviewing('fay', 'accepted'));
    expect(reviewed.log.at(-1)?.facts).toMatchObject([
      { type: 'BreakGlassReviewed', data: { version: 2, verdict: 'accepted', by: 'fay' } },
    ]);
    expect(decided(reviewed, ending(NOW + 2 * HOUR_MS)).facts).toStrictEqual([]);
  });

  it('that rejects it binds at once what was stable before, and nobody goes back to it', () => {
    const rejected = told(broken, reviewing('fay', 'rejected'));
    expect(rejected.log.at(-1)?.facts).toMatchObject([
      { type: 'BreakGlassReviewed', data: { verdict: 'rejected' } },
      { type: 'StableRolledOff', data: { version: 2, because: 'break_glass_rejected', to: { version: 1 } } },
    ]);
    expect(stableIn(rejected)).toBe(1);
    const back = asking(anybody('ops'))('RollBack', { ...OF, incident: 'INC-2', ...REASONED });
    expect(refused(rejected, back)).toBe('ROLLBACK_TARGET_MISSING');
  });
});

describe('its time', () => {
  it('ends it by the clock of the broker, and the review is still to come', () => {
    expect(decided(broken, ending(NOW + 2 * HOUR_MS - 1)).facts).toStrictEqual([]);
    expect(decided(broken, ending(NOW + 2 * HOUR_MS, 1)).facts).toStrictEqual([]);
    const over = told(broken, ending(NOW + 2 * HOUR_MS));
    expect(over.log.at(-1)?.facts).toMatchObject([
      { type: 'StableRolledOff', data: { version: 2, because: 'break_glass_over', to: { version: 1 } } },
    ]);
    expect(refused(told(over, setGates({})), promoting(3))).toBe('AFTER_REVIEW_PENDING');
    expect(decided(told(over, reviewing('fay', 'rejected')), ending(NOW + 3 * HOUR_MS)).facts).toStrictEqual(
      [],
    );
  });

  it('changes nothing where somebody rolled it back before', () => {
    const back = asking(anybody('ops'))('RollBack', { ...OF, incident: 'INC-2', ...REASONED });
    const rolledBack = told(broken, back);
    expect(decided(rolledBack, ending(NOW + 2 * HOUR_MS)).facts).toStrictEqual([]);
    expect(refused(broken, { ...ending(NOW), by: anybody('ops') })).toBe('SYSTEM_REQUIRED');
  });
});
