import { compareBytewise } from '@policy-registry/kernel';
import { z } from 'zod';

import { reject } from '../rejection-codes.ts';

export const SELECTOR_TAGS_MAX = 32;
export const SUBJECT_TAG_CHARS_MAX = 64;
/** 100 %, in hundredths of a percent. */
export const BASIS_POINTS_MAX = 10_000;

/**
 * Whom a canary is for: subjects with any of the tags, and so many of all others. Which others is told by a hash, so that
 * everybody who asks answers the same (`version-for.ts`).
 */
export const Selector = z.strictObject({
  /** Sorted bytewise, each once. */
  tags: z.array(z.string().min(1).max(SUBJECT_TAG_CHARS_MAX)).max(SELECTOR_TAGS_MAX),
  /** Hundredths of a percent. */
  basisPoints: z.int().nonnegative().max(BASIS_POINTS_MAX),
  /** Keeps the canaries of different environments and versions from meeting the same subjects. */
  salt: z.string().min(1).max(256),
});
export type Selector = z.infer<typeof Selector>;

/** In decimal digits: a command holds no fractions. What it may be is judged by {@link basisPointsOf}. */
export const Percentage = z.string().max(32);

/** A canary as somebody asks for it. What it may be is judged by {@link selectorOf}. */
export const CanaryWish = z.strictObject({
  tags: z.array(z.string().max(256)).max(256).optional(),
  percentage: Percentage.optional(),
});
export type CanaryWish = z.infer<typeof CanaryWish>;

/** The selector in its one form. Throws `SELECTOR_INVALID` for one that selects nobody, or is none. */
export const selectorOf = (
  { tags = [], percentage }: CanaryWish,
  { environmentId, version }: { readonly environmentId: string; readonly version: number },
): Selector => {
  const basisPoints = percentage === undefined ? 0 : basisPointsOf(percentage);
  if (tags.length === 0 && percentage === undefined)
    throw reject('SELECTOR_INVALID', 'a canary is for subjects with a tag, or for a percentage of them');
  const wrong = tags.find((tag) => tag.length === 0 || tag.length > SUBJECT_TAG_CHARS_MAX);
  if (wrong !== undefined || tags.length > SELECTOR_TAGS_MAX) {
    throw reject(
      'SELECTOR_INVALID',
      `a canary has at most ${SELECTOR_TAGS_MAX} tags of 1 to ${SUBJECT_TAG_CHARS_MAX} characters`,
    );
  }
  return {
    tags: [...new Set(tags)].sort(compareBytewise),
    basisPoints,
    salt: `${environmentId}/${version}`,
  };
};

const PERCENTAGE = /^(0|[1-9]\d{0,2})(?:\.(\d{1,2}))?$/;

/** Hundredths of a percent. Throws `SELECTOR_INVALID` outside 0 to 100, and for parts of a hundredth. */
export const basisPointsOf = (percentage: string): number => {
  const [, whole, hundredths = ''] = PERCENTAGE.exec(percentage) ?? [];
  const basisPoints = Number(whole) * 100 + Number(hundredths.padEnd(2, '0'));
  if (whole === undefined || basisPoints > BASIS_POINTS_MAX) {
    throw reject(
      'SELECTOR_INVALID',
      `a percentage is from 0 to 100 with at most two decimals, not ${percentage}`,
    );
  }
  return basisPoints;
};

export const isSameSelector = (one: Selector, other: Selector): boolean =>
  one.basisPoints === other.basisPoints &&
  one.salt === other.salt &&
  one.tags.length === other.tags.length &&
  one.tags.every((tag, at) => tag === other.tags[at]);
