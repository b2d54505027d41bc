import type { Ask } from '../lifecycle/life.ts';
import type { Request, World } from '../lifecycle/world.ts';

// What people do in a random life with versions that are bound somewhere.

export const BINDING_MOVES = ['canary', 'pause', 'goOn', 'abort', 'rollBack'] as const;
export type BindingMove = (typeof BINDING_MOVES)[number];

export const isBindingMove = (move: string): move is BindingMove =>
  BINDING_MOVES.some((binding) => binding === move);

type Asked = {
  readonly policyId: string;
  readonly environmentId: string;
  readonly version: number;
  readonly reasonDigest: string;
  readonly ticketDigest: string;
  readonly pick: number;
  readonly twist: number;
};

export const bindingRequests = (
  move: BindingMove,
  ask: Ask,
  { version, pick, twist, ...named }: Asked,
): readonly Request[] => {
  const { reasonDigest: _reason, ...unreasoned } = named;
  const data = twist === 5 ? unreasoned : named;
  switch (move) {
    case 'canary': {
      const canary = pick === 0 ? { tags: ['tier:0'] } : { percentage: String(pick * 10) };
      return [ask('PromoteVersion', { ...named, version, canary })];
    }
    case 'pause':
      return [ask('PauseCanary', data)];
    case 'goOn': {
      const how = [{}, { complete: true }, { percentage: '100' }, { percentage: String(pick * 15) }][
        twist % 4
      ];
      return [ask('ContinueCanary', { ...data, ...how })];
    }
    case 'abort':
      return twist < 3 ? [ask('AbortCanary', data)] : [];
    case 'rollBack': {
      const incident = twist === 4 ? '' : 'INC-1';
      return [ask('RollBack', { ...data, incident, ...(twist < 3 && { version }) })];
    }
  }
};

/**
 * What a version waits for that is published: to be bound, or to go on as a canary. One that was bound is followed by another,
 * or gives way to the one before.
 */
export const nextOfBinding = (
  world: World,
  { version, pick }: { readonly version: number; readonly pick: number },
): BindingMove | 'promote' | 'sign' | 'draft' | 'recall' => {
  // What the first of two persons wants is wanted by the next one as well.
  const facts = world.log
    .flatMap((one) => (one.aggregate.type === 'environment' ? one.facts : []))
    .filter(({ type }) => type !== 'PromotionConfirmed');
  const last = facts.at(-1);
  if (last?.type === 'PromotionRequested') return 'sign';
  if (last?.type === 'PromotionFailed') return 'promote';
  if (last?.type === 'CanaryPaused' || last?.type === 'CanaryContinued' || 'canary' in (last?.data ?? {}))
    return 'goOn';
  if (!facts.some(({ data }) => data['version'] === version)) return pick % 3 === 0 ? 'canary' : 'promote';
  if (last?.type === 'BindingRolledBack' && pick < 3) return 'recall';
  const isSecond = facts.some(({ data }) => data['previousVersion'] !== undefined);
  return isSecond && last?.type !== 'BindingRolledBack' && pick < 4 ? 'rollBack' : 'draft';
};
