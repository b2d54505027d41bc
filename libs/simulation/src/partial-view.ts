import type { PolicyOutcome, ResultClass } from '@policy-registry/finding';

import type { GroupLine } from './group-line.ts';
import type { FindingName } from './finding-name.ts';
import type { SomeClassCounts } from './class-counts.ts';
import type { ShardSample } from './shard-sample.ts';
import type { WaivedView } from './waived-part.ts';

/** Both outcomes that tuples have in common, and their class. */
export type OutcomePair = {
  readonly class: ResultClass;
  readonly base: PolicyOutcome;
  readonly candidate: PolicyOutcome;
};

/** A tuple that changed: its name and what became of it. */
export type ChangedTuple = OutcomePair &
  FindingName & {
    readonly index: number;
    /** The first waiver that covers it. */
    readonly waivedBy?: string;
  };

/** What a partial result says, whatever form it is stored in. */
export type PartialView = {
  readonly inputsDigest: string;
  readonly from: number;
  readonly tuples: number;
  /** Every pair that occurs, with how many tuples have it. */
  readonly pairs: Iterable<OutcomePair & { readonly tuples: number }>;
  /** In order of the tuples. */
  readonly changed: Iterable<ChangedTuple>;
  readonly samples: Iterable<ShardSample & OutcomePair>;
  /** `undefined` where the form has none. */
  readonly groups: Readonly<Record<'image' | 'package' | 'team', readonly GroupLine[]>> | undefined;
  /** In the order of the budgets' scopes. */
  readonly scopes: readonly SomeClassCounts[];
  /** `undefined` where the simulation has no waivers. */
  readonly waived?: WaivedView | undefined;
};
