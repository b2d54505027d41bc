import { describe, expect, it } from '@jest/globals';

import {
  anybody,
  asking,
  AUTHOR,
  ENVIRONMENT,
  NOW,
  POLICY,
  REASONED,
  signedPromotion,
  threePublished,
  versionIn,
} from '../../lifecycle/life.ts';
import { decided, stateOf, told, withState, type Request, type World } from '../../lifecycle/world.ts';
import { person, system } from '../../testing/samples.ts';
import { refusalOf } from '../../testing/meeting.ts';
import type { OpenTenant } from '../../tenant/state.ts';
import { PROMOTION_APPROVALS_MAX } from './given-approvals.ts';
import type { WantedGates } from './settings.ts';

const published = threePublished();
const OF = { environmentId: ENVIRONMENT, policyId: POLICY };
const contentDigest = versionIn(published)?.contentDigest ?? '';

const setting = (gates: WantedGates, by = 'admin', now = NOW): Request => ({
  ...asking(anybody(by))('SetGates', { environmentId: ENVIRONMENT, gates, ...REASONED }),
  now,
});
const two: WantedGates = { promotionApprovals: { approvals: 2 } };
const world = told(published, setting(two, AUTHOR));
const approving = (by: string, asked: object = {}): Request =>
  asking(anybody(by))('ApprovePromotion', {
    ...{ ...OF, version: 1, contentDigest, gatesVersion: 1 },
    ...REASONED,
    ...asked,
  });
const promoting = (asked: object = {}, by = 'promoter'): Request =>
  asking(anybody(by))('PromoteVersion', { ...OF, version: 1, ...REASONED, ...asked });
const refused = (before: World, request: Request) => refusalOf(() => decided(before, request));

const agreed = ['ann', 'ben'].map((by) => approving(by)).reduce(told, world);

describe('approving a promotion', () => {
  it('is bound to what would be promoted, and lets it pass with as many as the gate asks for', () => {
    const once = told(world, approving('ann'));
    expect(once.log.at(-1)?.facts).toStrictEqual([
      {
        type: 'PromotionApproved',
        schemaVersion: 1,
        data: {
          ...{ ...OF, version: 1, contentDigest, gatesVersion: 1 },
          ...{ by: 'ann', at: '2026-03-02T09:00:00.000Z', ...REASONED },
        },
      },
    ]);
    expect(refused(once, promoting())).toBe('PROMOTION_APPROVALS_LACKING');
    expect(decided(agreed, promoting()).facts).toMatchObject([{ type: 'PromotionRequested' }]);
  });

  it('is for persons with the scope, outside the lineage, once', () => {
    expect(refused(world, { ...approving('ann'), by: person('ann', 'policy:promote') })).toBe(
      'SCOPE_MISSING',
    );
    expect(refused(world, { ...approving('ann'), by: { ...anybody('ann'), type: 'service' } })).toBe(
      'INTERACTIVE_REQUIRED',
    );
    expect(refused(world, { ...approving('ann'), by: system })).toBe('SCOPE_MISSING');
    expect(refused(world, approving(AUTHOR))).toBe('APPROVER_IN_LINEAGE');
    expect(refused(agreed, approving('ann'))).toBe('APPROVAL_GIVEN');
    const { reasonDigest: _reason, ticketDigest: _ticket, ...data } = approving('ann').data;
    expect(refused(world, { ...approving('ann'), data })).toBe('REASON_MISSING');
  });

  it('is refused by whoever set gates or budgets since the version was submitted, and counts no longer then', () => {
    const set = setting(two, 'gatekeeper');
    expect(refused(told(published, set), approving('gatekeeper'))).toBe('APPROVER_IN_LINEAGE');
    expect(refused(told(published, setting(two, 'gatekeeper', NOW - 1)), approving('gatekeeper'))).toBe(
      undefined,
    );
    const budgets = asking(anybody('ann'))('SetBudgets', { environmentId: ENVIRONMENT, lines: [] });
    expect(refused(told(agreed, budgets), promoting())).toBe('PROMOTION_APPROVALS_LACKING');
  });

  it('is of what was seen, and of nothing else', () => {
    for (const other of [{ contentDigest: '0'.repeat(64) }, { gatesVersion: 2 }, { stable: 1 }])
      expect(refused(world, approving('ann', other))).toBe('APPROVAL_BINDING_STALE');
    expect(refused(published, approving('ann'))).toBe('APPROVAL_BINDING_STALE');
    expect(refused(world, approving('ann', { version: 9 }))).toBe('VERSION_UNKNOWN');
  });

  it('counts for nothing once other gates are in force, or something else is stable', () => {
    const third = setting({ ...two, coverage: { percentMin: 1 } }, AUTHOR);
    const again = [third, setting(two, AUTHOR)].reduce(told, agreed);
    expect(refused(again, promoting())).toBe('PROMOTION_APPROVALS_LACKING');

    const none = told(published, setting({}, AUTHOR));
    const elsewhere = told(signedPromotion(told(none, promoting({ version: 3 }))), setting(two, AUTHOR));
    const seen = { gatesVersion: 2, stable: 3 };
    const approvedThere = ['ann', 'ben'].map((by) => approving(by, seen)).reduce(told, elsewhere);
    expect(refused(approvedThere, promoting())).toBeUndefined();
    const promoted = signedPromotion(told(approvedThere, promoting()));
    const back = asking(anybody('operator'))('RollBack', { ...OF, incident: 'INC-1', ...REASONED });
    expect(refused(told(promoted, back), promoting())).toBe('PROMOTION_APPROVALS_LACKING');
  });

  it('is bound to the simulation where a gate judges by one', () => {
    const covered = told(published, setting({ ...two, coverage: { percentMin: 100 } }, AUTHOR));
    expect(refused(covered, approving('ann'))).toBe('SIMULATION_MISSING');
    expect(refused(covered, approving('ann', { simulationId: 'simulation-2' }))).toBe(
      'SIMULATION_OF_OTHER_BASE',
    );
    const seen = { simulationId: 'simulation-1' };
    const both = ['ann', 'ben'].map((by) => approving(by, seen)).reduce(told, covered);
    expect(refused(both, promoting(seen))).toBeUndefined();
    expect(both.log.at(-1)?.facts).toMatchObject([{ data: seen }]);
  });

  it('does not count of the promoter, where the approval policy separates the two', () => {
    const tenant = { type: 'tenant', id: 'acme' } as const;
    const { approvalPolicy, ...open } = stateOf(agreed, tenant) as OpenTenant;
    const apart = { ...open, approvalPolicy: { ...approvalPolicy, duties: ['promoters_never_approve'] } };
    expect(refused(agreed, promoting({}, 'ann'))).toBeUndefined();
    expect(refused(withState(agreed, tenant, apart), promoting({}, 'ann'))).toBe(
      'PROMOTION_APPROVALS_LACKING',
    );
  });

  it('is kept for so many of a policy, and no more', () => {
    const many = Array.from({ length: PROMOTION_APPROVALS_MAX }, (_, at) => approving(`u-${at}`));
    const full = many.reduce(told, world);
    expect(refused(full, approving('ann'))).toBe('APPROVALS_TOO_MANY');
  });
});
