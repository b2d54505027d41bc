import { expect } from '@jest/globals';
import { parseTimestamp, type EpochMs } from '@policy-registry/kernel';

import type { Told, World } from '../lifecycle/world.ts';
import { activeAt } from '../waiver/active-at.ts';
import { DAY_MS, waiversIn } from './waiver-walk.ts';
import type { Met } from './meeting.ts';

// What holds of waivers, whatever anybody does. Who asked, who agreed and when is told here from the requests, not from what
// the facts say of them.

/** Throws where the life breaks it. */
export type WaiverLaw = (life: readonly Met[]) => void;

type Life = {
  readonly waiverId: string;
  readonly asked: Told;
  readonly approval: Told | undefined;
  /** What revoked it, or approved what renews it. */
  readonly end: Told | undefined;
};

const endOf = (life: readonly Met[]): World => life.at(-1)?.after ?? { states: new Map(), log: [] };

/** Every waiver that was asked for, by what was accepted about it. */
const livesIn = ({ log }: World): readonly Life[] => {
  const asking = log.filter(({ request }) => ['RequestWaiver', 'RenewWaiver'].includes(request.type));
  return asking.map((asked, at) => {
    const waiverId = `pay-gate.${at + 1}`;
    const about = (type: string, id: unknown): Told | undefined =>
      log.find(({ request }) => request.type === type && request.data['waiverId'] === id);
    const approval = about('ApproveWaiver', waiverId);
    const renewals = asking.flatMap(({ request }, other) =>
      request.data['waiverId'] === waiverId ? [about('ApproveWaiver', `pay-gate.${other + 1}`)] : [],
    );
    const ends = [about('RevokeWaiver', waiverId), ...renewals].filter((end) => end !== undefined);
    const end = ends.toSorted((a, b) => a.request.now - b.request.now)[0];
    return { waiverId, asked, approval, end };
  });
};

const expiryOf = ({ asked }: Life): EpochMs => parseTimestamp(String(asked.request.data['expiresAt'])) ?? 0;

const isActive = (life: Life, t: EpochMs): boolean =>
  life.approval !== undefined &&
  t >= life.approval.request.now &&
  t < expiryOf(life) &&
  (life.end === undefined || t < life.end.request.now);

/** Who asked for it, and who owns it: of a renewal, the owner of what it renews. */
const involvedIn = ({ asked }: Life, all: readonly Life[]): readonly unknown[] => {
  const before = all.find(({ waiverId }) => waiverId === asked.request.data['waiverId']);
  const owners = before === undefined ? [asked.request.data['owner']] : ownersOf(before, all);
  return [asked.request.by.id, ...owners];
};
const ownersOf = (life: Life, all: readonly Life[]): readonly unknown[] => involvedIn(life, all).slice(1);

const daysAllowedAt = ({ log }: World, until: Told): number => {
  const set = log
    .slice(0, log.indexOf(until))
    .findLast(({ request }) => request.type === 'ChangeTenantSettings');
  return Number(Object(set?.request.data['settings']).waiverDaysMax ?? 90);
};

export const WAIVER_LAWS = {
  'nobody approves a waiver that they asked for or own, and no program does': (life) => {
    const all = livesIn(endOf(life));
    for (const one of all.filter(({ approval }) => approval !== undefined)) {
      expect(involvedIn(one, all)).not.toContain(one.approval?.request.by.id);
      expect(one.approval?.request.by.type).toBe('user');
    }
  },
  'a waiver is active from its approval on, until it expires, is revoked or is superseded, and never else': (
    life,
  ) => {
    const world = endOf(life);
    const instants = life.flatMap(({ request }) => [request.now - 1, request.now]);
    for (const one of livesIn(world)) {
      const waiver = waiversIn(world).find(({ waiverId }) => waiverId === one.waiverId);
      for (const t of [...instants, expiryOf(one) - 1, expiryOf(one)])
        expect(waiver !== undefined && activeAt(waiver, t)).toBe(isActive(one, t));
    }
  },
  'a waiver lasts no longer than the tenant allows when it is approved': (life) => {
    const world = endOf(life);
    for (const one of livesIn(world)) {
      if (one.approval === undefined) continue;
      const ms = expiryOf(one) - one.approval.request.now;
      expect(ms).toBeGreaterThan(0);
      expect(ms).toBeLessThanOrEqual(daysAllowedAt(world, one.approval) * DAY_MS);
    }
  },
  'a waiver is decided once: approved, rejected or withdrawn': (life) => {
    const decisions = endOf(life).log.flatMap(({ request, facts }) =>
      facts.length > 0 && /^(Approve|Reject|Withdraw)Waiver$/.test(request.type)
        ? [request.data['waiverId']]
        : [],
    );
    expect(new Set(decisions).size).toBe(decisions.length);
  },
} as const satisfies Readonly<Record<string, WaiverLaw>>;
