import type { PromotionFact, PromotionFactOf } from '../environment/promotion-events.ts';
import type { Ask } from '../lifecycle/life.ts';
import type { Request, World } from '../lifecycle/world.ts';
import { sha } from './samples.ts';

// What the signer reports in a random life, of promotions that were asked for: right, late, or wrong.

export const PROMOTION_MOVES = ['sign', 'failSigning'] as const;
export type PromotionMove = (typeof PROMOTION_MOVES)[number];

export const isPromotionMove = (move: string): move is PromotionMove =>
  PROMOTION_MOVES.some((promotion) => promotion === move);

/** The facts of promotions of one type that the log holds, oldest first. */
export const promotionFactsOf = <Type extends PromotionFact['type']>(
  { log }: Pick<World, 'log'>,
  type: Type,
): readonly PromotionFactOf<Type>['data'][] =>
  // The log holds what the environment's decider answered; a type of its own facts names its data.
  log.flatMap(({ facts }) =>
    facts.filter((fact) => fact.type === type).map(({ data }) => data as PromotionFactOf<Type>['data']),
  );

type Reporting = {
  readonly world: World;
  readonly ask: Ask;
  readonly record: Ask;
  readonly pick: number;
  readonly twist: number;
};

export const promotionRequests = (
  move: PromotionMove,
  { world, ask, record, pick, twist }: Reporting,
): readonly Request[] => {
  const asked = promotionFactsOf(world, 'PromotionRequested').at(pick === 5 ? -2 : -1);
  if (asked === undefined) return [];
  const { environmentId, policyId, statementDigest } = asked;
  // Mostly right, so that lives get on.
  const isWrong = (how: number): boolean => pick === 4 && twist === how;
  const attempt = asked.attempt + Number(isWrong(2));
  const report = { environmentId, policyId, attempt };
  if (move === 'failSigning')
    return twist > 2 ? [record('RecordPromotionFailure', { ...report, reason: 'SIGNER_UNREACHABLE' })] : [];
  return [
    (isWrong(0) ? ask : record)('RecordPromotionAttestation', {
      ...report,
      statementDigest: isWrong(1) ? sha('other') : statementDigest,
      ...{ attestationId: sha(`promotion ${attempt}`), keyId: sha('key') },
    }),
  ];
};
