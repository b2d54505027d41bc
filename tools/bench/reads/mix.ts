import { policyOf } from '../commands/registry.ts';
import type { Caller } from '../load/caller.ts';
import type { Operation } from '../load/operation.ts';

/** How often each kind of request comes in ten. */
export const MIX = { one: 7, page: 2, command: 1 } as const;
export type Kind = keyof typeof MIX;
export const KINDS: readonly Kind[] = ['one', 'page', 'command'];

const PAGE_SIZE = 50;
const TEN: readonly Kind[] = KINDS.flatMap((kind) => Array.from({ length: MIX[kind] }, () => kind));

export type Mix = Readonly<Record<Kind, Operation>>;

/** Reads of these policies one at a time and of the pages that they fill, and commands that make more of them. */
export const mixOf = async (caller: Caller, run: string, policyIds: readonly string[]): Promise<Mix> => {
  const pages = await pagesOf(caller, Math.floor(policyIds.length / PAGE_SIZE));
  // A stride without a common factor visits all of them, and neighbours never after each other.
  const at = <T>(list: readonly T[], n: number): T | undefined => list[(n * STRIDE) % list.length];
  return {
    one: (n) => caller.get(`/policies/${at(policyIds, n)}`),
    page: (n) => caller.get(at(pages, n) ?? ''),
    command: (n) => caller.post('/policies', policyOf(run, n), `${run}-${n}`),
  };
};

/** All of it in turn, as often as {@link MIX} says. */
export const mixed =
  (mix: Mix): Operation =>
  (n) =>
    mix[TEN[(n * STRIDE) % TEN.length] ?? 'one'](n);

const STRIDE = 7_919;

/** The addresses of the first pages of the list of policies, of which each names the next. */
const pagesOf = async (caller: Caller, count: number): Promise<readonly string[]> => {
  const first = `/policies?page_size=${PAGE_SIZE}`;
  const pages = [first];
  while (pages.length < count) {
    const page = await caller.read(pages.at(-1) ?? first);
    const token =
      typeof page === 'object' && page !== null && 'next_page_token' in page ? page.next_page_token : null;
    if (typeof token !== 'string') break;
    pages.push(`${first}&page_token=${encodeURIComponent(token)}`);
  }
  return pages;
};
