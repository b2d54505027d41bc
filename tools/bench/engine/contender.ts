import type { Case } from './decisions.ts';
import type { Rule } from './rules.ts';

/** An engine with one set of rules loaded, and the findings in its own form. */
export type Contender = {
  readonly name: string;
  /** Whether each of `count` findings from `from` on is blocked. */
  readonly decide: (from: number, count: number) => readonly boolean[] | Promise<readonly boolean[]>;
};

/** Loads the rules and turns the findings into what the engine takes: neither is measured. */
export type OpenContender = (rules: readonly Rule[], cases: readonly Case[]) => Promise<Contender>;
