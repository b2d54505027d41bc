import type { WaiverScope } from '@policy-registry/finding';

import type { Lasting } from './active-at.ts';
import type { WaiverFact, WaiverFactOf } from './events.ts';

export const WAIVER_STATES = [
  'requested',
  'approved',
  'rejected',
  'withdrawn',
  'revoked',
  'superseded',
] as const;
export type WaiverState = (typeof WAIVER_STATES)[number];

/** An exception that somebody asked for. That it expires is no state: see `active-at.ts`. */
export type Waiver = Lasting & {
  readonly waiverId: string;
  readonly state: WaiverState;
  readonly scope: WaiverScope;
  readonly owner: string;
  readonly requestedBy: string;
  readonly approvedBy: string | undefined;
  readonly renews: string | undefined;
  /** Facts it has had; its revision. */
  readonly changes: number;
};

/** All waivers of one policy that were ever asked for, by their numbers. */
export type Waivers = readonly Waiver[];

export const initialState: Waivers = [];

export const evolve = (waivers: Waivers, fact: WaiverFact): Waivers =>
  fact.type === 'WaiverRequested'
    ? [...waivers, requested(fact.data)]
    : waivers.map((waiver) => (waiver.waiverId === fact.data.waiverId ? changed(waiver, fact) : waiver));

const requested = (data: WaiverFactOf<'WaiverRequested'>['data']): Waiver => ({
  waiverId: data.waiverId,
  state: 'requested',
  scope: data.scope,
  owner: data.owner,
  requestedBy: data.by,
  expiresAt: data.expiresAt,
  renews: data.renews,
  approvedBy: undefined,
  approvedAt: undefined,
  endedAt: undefined,
  changes: 1,
});

const changed = (waiver: Waiver, fact: Exclude<WaiverFact, { type: 'WaiverRequested' }>): Waiver => {
  const { by, at } = fact.data;
  const next = { ...waiver, changes: waiver.changes + 1 };
  switch (fact.type) {
    case 'WaiverApproved':
      return { ...next, state: 'approved', approvedBy: by, approvedAt: at };
    case 'WaiverRejected':
      return { ...next, state: 'rejected' };
    case 'WaiverWithdrawn':
      return { ...next, state: 'withdrawn' };
    case 'WaiverRevoked':
      return { ...next, state: 'revoked', endedAt: at };
    case 'WaiverSuperseded':
      return { ...next, state: 'superseded', endedAt: at };
  }
};
