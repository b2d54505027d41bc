import type { FindingTuple, ResultClass } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';
import { z } from 'zod';

import {
  addClass,
  addCounts,
  changedOf,
  type ClassTally,
  classTallyOf,
  Count,
  emptyClassTally,
  SomeClassCounts,
  someCountsOf,
  tuplesOf,
} from './class-counts.ts';
import { imageNameOf, packageNameOf, teamsOf } from './finding-name.ts';
import { GroupLine } from './group-line.ts';

/** A result lists at most this many images, packages and teams; the rest of each is one line. */
export const GROUPS_MAX = 50;

/** Tuples by image, package or team. `listed`, `others` and `none` sum to `counted`. */
export const Grouping = z.strictObject({
  /** The tuples; of teams, each tuple once for every team that it has. */
  counted: Count,
  /** How many different names there are. */
  names: Count,
  /** By changed tuples, then by tuples, most first; then by name, bytewise. */
  listed: z.array(z.strictObject({ name: z.string(), classes: SomeClassCounts })),
  /** What is not listed, together. */
  others: SomeClassCounts,
  /** Tuples without a name of this kind. */
  none: SomeClassCounts,
});
export type Grouping = z.infer<typeof Grouping>;

export const GROUP_KINDS = ['image', 'package', 'team'] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];
type ByKind<T> = Record<GroupKind, T>;
type Names = Map<string | null, ClassTally>;

export type GroupingUnderWay = {
  add(tuple: FindingTuple, found: ResultClass): void;
  addLines(lines: Readonly<ByKind<readonly GroupLine[]>>): void;
  /** As a partial result stores them, in order of first appearance. */
  lines(): ByKind<GroupLine[]>;
  result(): ByKind<Grouping>;
};

export const startGrouping = (): GroupingUnderWay => {
  const byKind: ByKind<Names> = { image: new Map(), package: new Map(), team: new Map() };
  const add = (tuple: FindingTuple, found: ResultClass): void => {
    addClass(classTallyOf(byKind.image, imageNameOf(tuple.image) ?? null), found);
    addClass(classTallyOf(byKind.package, packageNameOf(tuple.component) ?? null), found);
    const teams = teamsOf(tuple);
    if (teams.length === 0) addClass(classTallyOf(byKind.team, null), found);
    for (const team of teams) addClass(classTallyOf(byKind.team, team), found);
  };
  const addLines = (lines: Readonly<ByKind<readonly GroupLine[]>>): void => {
    for (const kind of GROUP_KINDS)
      for (const { name, classes } of lines[kind]) addCounts(classTallyOf(byKind[kind], name), classes);
  };
  return {
    add,
    addLines,
    lines: () =>
      ofKinds((kind) => [...byKind[kind]].map(([name, tally]) => ({ classes: someCountsOf(tally), name }))),
    result: () => ofKinds((kind) => groupingOf(byKind[kind])),
  };
};

const ofKinds = <T>(make: (kind: GroupKind) => T): ByKind<T> => ({
  image: make('image'),
  package: make('package'),
  team: make('team'),
});

const groupingOf = (names: Names): Grouping => {
  const lines = [...names].flatMap(([name, tally]) =>
    name === null ? [] : [{ name, classes: someCountsOf(tally) }],
  );
  const ordered = lines
    .map((line) => ({ line, changed: changedOf(line.classes), tuples: tuplesOf(line.classes) }))
    .toSorted(
      (a, b) => b.changed - a.changed || b.tuples - a.tuples || compareBytewise(a.line.name, b.line.name),
    );
  const others = emptyClassTally();
  for (const { line } of ordered.slice(GROUPS_MAX)) addCounts(others, line.classes);
  const none = someCountsOf(names.get(null) ?? emptyClassTally());
  return {
    counted: ordered.reduce((sum, { tuples }) => sum + tuples, tuplesOf(none)),
    names: lines.length,
    listed: ordered.slice(0, GROUPS_MAX).map(({ line }) => line),
    others: someCountsOf(others),
    none,
  };
};
