import { Rejection } from '@policy-registry/kernel';

import { toldBy, type Decide, type Request, type World } from '../lifecycle/world.ts';
import type { React } from './reacting.ts';

/** A request with the world it met; `refused` where the answer was a rejection. */
export type Met = {
  readonly before: World;
  readonly after: World;
  readonly request: Request;
  readonly refused: string | undefined;
};

/** One of a life in which things follow from others, and happen at the same time. */
export type Lived = Met & {
  /** Decided on the policy as it was before somebody else changed it at the same time. */
  readonly isRaced: boolean;
  /** Everything that follows from what was told is through. */
  readonly isAtRest: boolean;
};

export const meet = (before: World, request: Request, decide: Decide): Met => {
  let after = before;
  const refused = refusalOf(() => (after = toldBy(decide)(before, request)));
  return { before, after, request, refused };
};

/** The code of the rejection; anything else that is thrown is a bug and goes through. */
export const refusalOf = (decide: () => unknown): string | undefined => {
  try {
    decide();
    return undefined;
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
};

/** So much follows from one request at most; a reaction that always finds something to do is left to itself. */
const FOLLOWED_MAX = 20;

/** What follows from a request, and from that, until there is nothing more. */
export const followedBy = (met: Met, decide: Decide, react: React): readonly Met[] => {
  const followed: Met[] = [];
  const waiting = [met];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const told = next.after === next.before ? undefined : next.after.log.at(-1);
    if (told === undefined || followed.length >= FOLLOWED_MAX) continue;
    for (const request of react((followed.at(-1) ?? met).after, told)) {
      const one = meet((followed.at(-1) ?? met).after, request, decide);
      followed.push(one);
      waiting.push(one);
    }
  }
  return followed;
};
