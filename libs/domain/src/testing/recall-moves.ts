import type { Ask } from '../lifecycle/life.ts';
import type { Request, World } from '../lifecycle/world.ts';
import { promotionFactsOf, promotionRequests } from './promotion-moves.ts';

// What people do in a random life to versions that must be bound nowhere.

/** `race`: a version is recalled while it is bound. */
export const RECALL_MOVES = ['recall', 'archive', 'race'] as const;
export type RecallMove = (typeof RECALL_MOVES)[number];

export const isRecallMove = (move: string): move is RecallMove =>
  RECALL_MOVES.some((recall) => recall === move);

type Asked = {
  readonly policyId: string;
  readonly environmentId: string;
  readonly version: number;
  readonly reasonDigest: string;
  readonly ticketDigest: string;
  readonly pick: number;
  readonly twist: number;
};

type Around = { readonly world: World; readonly ask: Ask; readonly record: Ask };

export const recallRequests = (
  move: RecallMove,
  { version: newest, pick, twist, ...named }: Asked,
  { world, ask, record }: Around,
): readonly Request[] => {
  const { policyId, reasonDigest } = named;
  const of = { policyId, version: Math.max(1, newest - (twist % 2)) };
  const reasoned = { ...of, reasonDigest };
  switch (move) {
    case 'recall':
      // Not at once, as for a deprecation; now and then a range, or without a reason.
      if (twist > 2) return [];
      return [
        ask('RecallVersion', { ...(twist === 0 ? of : reasoned), ...(pick > 3 && { fromVersion: 1 }) }),
      ];
    case 'archive':
      return [ask('DeprecateVersion', reasoned), ask('ArchiveVersion', twist === 0 ? of : reasoned)].slice(
        twist % 2,
      );
    case 'race': {
      const { version } = promotionFactsOf(world, 'PromotionRequested').at(-1) ?? of;
      const meanwhile = [
        ...promotionRequests('sign', { world, ask, record, pick: 0, twist }),
        ask('ContinueCanary', { ...named, complete: true }),
        ask('RollBack', { ...named, version, incident: 'INC-1' }),
      ];
      return [ask('RecallVersion', { ...reasoned, version }), ...meanwhile.slice(twist % 3, (twist % 3) + 1)];
    }
  }
};
