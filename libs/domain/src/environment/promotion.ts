import type { PromotionFact, PromotionStatement } from './promotion-events.ts';

/** The last promotion that was asked for of one policy in one environment. */
export type Promotion = { readonly attempt: number } & (
  | {
      readonly status: 'pending';
      readonly statement: PromotionStatement;
      readonly statementDigest: string;
      readonly endsBy: string;
    }
  | { readonly status: 'bound' | 'failed' }
);
export type PendingPromotion = Extract<Promotion, { status: 'pending' }>;

/** By policy; one that nobody asked for since promotions are signed is missing. */
export type Promotions = ReadonlyMap<string, Promotion>;

export const pendingOf = (
  promotions: Promotions | undefined,
  policyId: string,
): PendingPromotion | undefined => {
  const promotion = promotions?.get(policyId);
  return promotion?.status === 'pending' ? promotion : undefined;
};

export const promotionsAfter = (
  promotions: Promotions | undefined,
  fact: PromotionFact,
): Promotions | undefined => {
  const { policyId, attempt } = fact.data;
  // A promotion from before they were signed was asked for and bound by one fact.
  return attempt === undefined
    ? promotions
    : new Map(promotions).set(policyId, { attempt, ...statusAfter(fact) });
};

const statusAfter = (fact: PromotionFact) => {
  switch (fact.type) {
    case 'PromotionRequested': {
      const { statement, statementDigest, endsBy } = fact.data;
      return { status: 'pending', statement, statementDigest, endsBy } as const;
    }
    case 'PromotionFailed':
      return { status: 'failed' } as const;
    case 'VersionPromoted':
      return { status: 'bound' } as const;
  }
};
