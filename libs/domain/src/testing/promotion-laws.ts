import { expect } from '@jest/globals';
import { digestOf } from '@policy-registry/kernel';

import { changesBinding } from '../environment/binding-events.ts';
import type { PromotionFactOf } from '../environment/promotion-events.ts';
import type { Told } from '../lifecycle/world.ts';
import { promotionFactsOf } from './promotion-moves.ts';
import type { Met } from './meeting.ts';
import { factsOf } from './walk.ts';

// What holds for promotions, which are signed before anything is bound. Each law tells it from the log and the requests.

const newest = ({ before, after }: Met): Told | undefined =>
  after === before ? undefined : after.log.at(-1);

/** Each promotion that bound something, with the request that it came of and what was told in between. */
const bound = (life: readonly Met[]) =>
  life.flatMap((met) => {
    const fact = newest(met)?.facts.find(({ type }) => type === 'VersionPromoted');
    if (fact === undefined) return [];
    // The environment's decider made it.
    const promoted = fact.data as PromotionFactOf<'VersionPromoted'>['data'];
    const { log } = met.before;
    const at = log.findLastIndex(({ facts }) => facts.some(({ type }) => type === 'PromotionRequested'));
    return [{ ...met, promoted, asked: log[at], since: log.slice(at + 1) }];
  });

export const PROMOTION_LAWS = {
  'a promotion binds only what was signed: the very statement of the last request, as the registry reports it':
    (life: readonly Met[]) => {
      for (const { request, promoted, asked } of bound(life)) {
        expect(request).toMatchObject({ type: 'RecordPromotionAttestation', by: { type: 'system' } });
        const [wanted] = promotionFactsOf({ log: asked === undefined ? [] : [asked] }, 'PromotionRequested');
        const {
          tenant: _tenant,
          approvals: _approvals,
          requestedBy,
          requestedAt: _at,
          ...stated
        } = wanted?.statement ?? {};
        expect(promoted).toMatchObject({ ...stated, promotedBy: requestedBy, attempt: wanted?.attempt });
        expect(promoted.statementDigest).toBe(wanted && digestOf(wanted.statement));
        expect(request.data).toMatchObject({
          attempt: promoted.attempt,
          statementDigest: promoted.statementDigest,
          attestationId: promoted.attestationId,
        });
      }
    },
  'between a request to promote and its signature nothing was bound otherwise, and the request was not ended':
    (life: readonly Met[]) => {
      for (const { since } of bound(life)) {
        const facts = since.flatMap(({ aggregate, facts: told }) =>
          aggregate.type === 'environment' ? told : [],
        );
        expect(facts.filter((fact) => changesBinding(fact) || fact.type === 'PromotionFailed')).toStrictEqual(
          [],
        );
      }
    },
  'what is bound by a promotion is published by then': (life: readonly Met[]) => {
    for (const { before, promoted } of bound(life)) {
      const isOf = ({ version }: { readonly version: number }) => version === promoted.version;
      expect(factsOf(before, 'VersionPublished').some(isOf)).toBe(true);
      expect(factsOf(before, 'VersionDeprecated').some(isOf)).toBe(false);
    }
  },
  'at most one promotion of a policy is being signed, and it states who wants it and why': (
    life: readonly Met[],
  ) => {
    for (const met of life) {
      const [asked] = promotionFactsOf({ log: [newest(met) ?? []].flat() }, 'PromotionRequested');
      if (asked === undefined) continue;
      const { before, request } = met;
      const open = promotionFactsOf(before, 'PromotionRequested').length;
      const over = (['PromotionFailed', 'VersionPromoted'] as const).flatMap((type) =>
        promotionFactsOf(before, type),
      );
      expect(over.length).toBe(open);
      expect(asked.attempt).toBe(open + 1);
      const { reasonDigest, ticketDigest } = request.data;
      expect(asked.statement).toMatchObject({ requestedBy: request.by.id, reasonDigest, ticketDigest });
    }
  },
} as const;
