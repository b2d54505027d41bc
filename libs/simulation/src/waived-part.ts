import {
  covers,
  FROZEN_WAIVERS_MAX,
  type FindingTuple,
  type FrozenWaiver,
  type PolicyOutcome,
  type ResultClass,
} from '@policy-registry/finding';
import { z } from 'zod';

import { addClass, emptyClassTally, someCountsOf, SomeClassCounts } from './class-counts.ts';
import type { PresentInputs } from './inputs.ts';
import { PLANNED_SHARD_TUPLES_MAX } from './plan.ts';
import { positions } from './positions.ts';
import { StoredMalformed } from './stored.ts';

/** Numbers of one waived tuple: its offset in the range, and the first waiver that covers it, by its position. */
const WAIVED_WIDTH = 2;

/** What the waivers of the inputs cover of a range. A tuple keeps the class that it has without them. */
export const WaivedPart = z.strictObject({
  /** Ids, in the order of the inputs. */
  waivers: z.array(z.string()).min(1).max(FROZEN_WAIVERS_MAX),
  /** Of each waiver, the tuples that it covers: also those that another one covers as well. */
  covered: positions(FROZEN_WAIVERS_MAX),
  /** {@link WAIVED_WIDTH} numbers per waived tuple, by offset. */
  tuples: positions(WAIVED_WIDTH * PLANNED_SHARD_TUPLES_MAX),
  /** The waived tuples in each scope that the budgets name, by class. */
  scopes: z.array(SomeClassCounts),
});
export type WaivedPart = z.infer<typeof WaivedPart>;

/** What is waived of a range, whatever form it is stored in. */
export type WaivedView = Pick<WaivedPart, 'waivers' | 'covered' | 'scopes'> & {
  readonly classes: SomeClassCounts;
};

export type WaivedDraw = {
  /** Whether some waiver covers the tuple. Tuples come in their order. */
  readonly offer: (tuple: FindingTuple, candidate: PolicyOutcome, offset: number) => boolean;
  readonly part: (scopes: SomeClassCounts[]) => { readonly waived?: WaivedPart };
};

/** Finds what the waivers cover, one tuple after the other; nothing, and no part, where there are none. */
export const waivedDraw = ({ waivers }: PresentInputs): WaivedDraw =>
  waivers === undefined ? NONE : drawOf(waivers);

const NONE: WaivedDraw = { offer: () => false, part: () => ({}) };

const drawOf = (waivers: readonly FrozenWaiver[]): WaivedDraw => {
  const covered = waivers.map(() => 0);
  const tuples: number[] = [];
  return {
    offer: (tuple, candidate, offset) => {
      let first: number | undefined;
      waivers.forEach((waiver, at) => {
        if (!covers(waiver, tuple, candidate)) return;
        covered[at] = (covered[at] ?? 0) + 1;
        first ??= at;
      });
      if (first !== undefined) tuples.push(offset, first);
      return first !== undefined;
    },
    part: (scopes) => ({
      waived: { waivers: waivers.map(({ waiverId }) => waiverId), covered, tuples, scopes },
    }),
  };
};

export const waivedView = (
  { waivers, covered, tuples, scopes }: WaivedPart,
  classOf: (offset: number) => ResultClass,
): WaivedView => {
  const tally = emptyClassTally();
  for (let at = 0; at < tuples.length; at += WAIVED_WIDTH) addClass(tally, classOf(tuples[at] ?? -1));
  return { waivers, covered, scopes, classes: someCountsOf(tally) };
};

/** The first waiver that covers each waived tuple of the range, by offset. */
export const waiversByOffset = (part: WaivedPart | undefined): ReadonlyMap<number, string> => {
  const found = new Map<number, string>();
  if (part === undefined) return found;
  for (let at = 0; at < part.tuples.length; at += WAIVED_WIDTH)
    found.set(part.tuples[at] ?? -1, part.waivers[part.tuples[at + 1] ?? -1] ?? '');
  return found;
};

/** Refuses a part that contradicts itself, or the range that it is of. */
export const verifyWaived = (
  { waivers, covered, tuples, scopes }: WaivedPart,
  range: { readonly tuples: number; readonly scopes: number },
): void => {
  if (tuples.length % WAIVED_WIDTH !== 0) throw new StoredMalformed('a waived tuple is cut short');
  if (covered.length !== waivers.length || scopes.length !== range.scopes)
    throw new StoredMalformed('what is waived is counted otherwise than the range');
  const named = waivers.map(() => 0);
  let previous = -1;
  for (let at = 0; at < tuples.length; at += WAIVED_WIDTH) {
    const [offset = -1, waiver = -1] = [tuples[at], tuples[at + 1]];
    if (offset <= previous || offset >= range.tuples || waiver >= waivers.length)
      throw new StoredMalformed(`waived tuple ${offset} is out of place`);
    previous = offset;
    named[waiver] = (named[waiver] ?? 0) + 1;
  }
  if (named.some((count, at) => count > (covered[at] ?? 0)))
    throw new StoredMalformed('a waiver covers fewer tuples than it is named for');
};
