import type { Position } from './diagnostics.ts';

export const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** An expression as written, without parentheses; chains of `and` and of `or` are one node each. */
export type Expression = { readonly at: Position } & (
  | { readonly kind: 'string' | 'decimal'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  /** `vex.latest()`, with or without a field taken of it. */
  | {
      readonly kind: 'latest';
      readonly field: { readonly name: string; readonly at: Position } | undefined;
    }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Expression[] }
  | { readonly kind: 'in'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly operatorAt: Position;
      readonly left: Expression;
      readonly right: Expression;
    }
  /** Stands where a fault was reported; fits everywhere. */
  | { readonly kind: 'faulty' }
);

export type Action = { readonly at: Position } & (
  | { readonly kind: 'status' | 'severity' | 'escalate' | 'warn'; readonly value: Expression }
  | { readonly kind: 'annotate'; readonly key: string; readonly value: Expression }
  | { readonly kind: 'ignore' | 'defer'; readonly until: string; readonly untilAt: Position }
  | { readonly kind: 'requireVex'; readonly entries: readonly Entry[] }
);

export type Rule = {
  readonly name: string;
  readonly at: Position;
  readonly priority: number;
  readonly when: Expression;
  readonly then: readonly Action[];
  readonly else: readonly Action[] | undefined;
  readonly because: string | undefined;
};

/** The right side of a key–value entry: a literal, a bare word (a type) or a block. */
export type EntryValue = { readonly at: Position } & (
  | { readonly kind: 'literal'; readonly value: Expression }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'block'; readonly entries: readonly Entry[] }
);
export type Entry = { readonly key: string; readonly at: Position; readonly value: EntryValue };

/** A literal weight and what brings it: a source, or a condition. */
export type MapEntry = { readonly source: string; readonly at: Position; readonly weight: string };
export type EnvLine = { readonly when: Expression; readonly at: Position; readonly weight: string };

/** A `map` or an `env` block of a profile. */
export type ProfileBlock = { readonly name: string; readonly at: Position } & (
  | { readonly kind: 'map'; readonly entries: readonly MapEntry[] }
  | { readonly kind: 'env'; readonly lines: readonly EnvLine[] }
);
export type Profile = { readonly at: Position; readonly blocks: readonly ProfileBlock[] };

export type PolicySource = {
  readonly name: string;
  readonly metadata: readonly Entry[];
  readonly settings: readonly Entry[];
  /** `profile severity`, the only profile there is. */
  readonly profile: Profile | undefined;
  readonly rules: readonly Rule[];
};
