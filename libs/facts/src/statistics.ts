import { type Band, BANDS, type FindingTuple, type VexStatement } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';
import { z } from 'zod';

import { bandOf } from './severity-band.ts';
import { partsOf } from './tuple-key.ts';

const Count = z.int().nonnegative();

/** Ecosystems listed by name, at most; the rarer ones are counted together. */
export const ECOSYSTEMS_LISTED_MAX = 64;

const VEX_STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;

/** What a snapshot holds, in numbers. */
export const SnapshotStatistics = z.strictObject({
  /** Images by name and digest. */
  images: Count,
  /** Components by package URL, else by name and version. */
  components: Count,
  advisories: Count,
  /** Tuples by the band they come with, see `bandOf`. */
  bands: z.strictObject({
    Critical: Count,
    High: Count,
    Medium: Count,
    Low: Count,
    None: Count,
    unknown: Count,
  }),
  /** Tuples by ecosystem, most first; `unknown` and `others` stand for what has none and what is not listed. */
  ecosystems: z.array(z.strictObject({ ecosystem: z.string(), tuples: Count })).max(ECOSYSTEMS_LISTED_MAX),
  ecosystemUnknown: Count,
  ecosystemOthers: Count,
  vex: z.strictObject({
    /** Tuples with at least one statement. */
    stated: Count,
    /** Tuples with statements of different statuses. */
    conflicting: Count,
    /** Tuples with at least one statement of this status. */
    statuses: z.strictObject({
      not_affected: Count,
      affected: Count,
      fixed: Count,
      under_investigation: Count,
    }),
  }),
});
export type SnapshotStatistics = z.infer<typeof SnapshotStatistics>;

/** What is counted of one tuple beside its key, as text that waits with it: `band status… ecosystem`. */
export const facetsOf = ({ component, advisory, vex }: FindingTuple): string =>
  `${bandOf(advisory) ?? 'unknown'} ${statusBits(vex)} ${component.ecosystem ?? ''}`;

const statusBits = (vex: readonly VexStatement[]): number =>
  vex.reduce((bits, { status }) => bits | (1 << VEX_STATUSES.indexOf(status)), 0);

/** Counts tuples in their order. */
export type StatisticsCounter = {
  readonly add: (sortKey: string, facets: string) => void;
  readonly statistics: () => SnapshotStatistics;
};

export const statisticsCounter = (): StatisticsCounter => {
  const distinct = { components: new Set<number>(), advisories: new Set<number>() };
  const bands = new Map<string, number>();
  const ecosystems = new Map<string, number>();
  const byStatusBits = Array.from({ length: 1 << VEX_STATUSES.length }, () => 0);
  let images = 0;
  let lastImage: string | undefined;

  return {
    add: (key, facets) => {
      const { image, component, advisory } = partsOf(key);
      if (image !== lastImage) images += 1;
      lastImage = image;
      distinct.components.add(hash53(component));
      distinct.advisories.add(hash53(advisory));
      const [band = '', bits = '', ...ecosystem] = facets.split(' ');
      increment(bands, band);
      increment(ecosystems, ecosystem.join(' '));
      byStatusBits[Number(bits)] = (byStatusBits[Number(bits)] ?? 0) + 1;
    },
    statistics: () => ({
      images,
      components: distinct.components.size,
      advisories: distinct.advisories.size,
      bands: bandCounts(bands),
      ...ecosystemCounts(ecosystems),
      vex: vexCounts(byStatusBits),
    }),
  };
};

const increment = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

const bandCounts = (counts: ReadonlyMap<string, number>): SnapshotStatistics['bands'] => {
  const of = (band: Band | 'unknown'): number => counts.get(band) ?? 0;
  const [None, Low, Medium, High, Critical] = BANDS.map(of);
  return {
    Critical: Critical ?? 0,
    High: High ?? 0,
    Medium: Medium ?? 0,
    Low: Low ?? 0,
    None: None ?? 0,
    unknown: of('unknown'),
  };
};

const ecosystemCounts = (counts: ReadonlyMap<string, number>) => {
  const named = [...counts]
    .filter(([ecosystem]) => ecosystem !== '')
    .toSorted(([a, some], [b, others]) => others - some || compareBytewise(a, b))
    .map(([ecosystem, tuples]) => ({ ecosystem, tuples }));
  return {
    ecosystems: named.slice(0, ECOSYSTEMS_LISTED_MAX),
    ecosystemUnknown: counts.get('') ?? 0,
    ecosystemOthers: named.slice(ECOSYSTEMS_LISTED_MAX).reduce((sum, { tuples }) => sum + tuples, 0),
  };
};

const vexCounts = (byBits: readonly number[]): SnapshotStatistics['vex'] => {
  const sumWhere = (holds: (bits: number) => boolean): number =>
    byBits.reduce((sum, tuples, bits) => (holds(bits) ? sum + tuples : sum), 0);
  const having = (status: VexStatement['status']): number =>
    sumWhere((bits) => (bits & (1 << VEX_STATUSES.indexOf(status))) !== 0);
  return {
    stated: sumWhere((bits) => bits !== 0),
    // More than one bit is set.
    conflicting: sumWhere((bits) => (bits & (bits - 1)) !== 0),
    statuses: {
      not_affected: having('not_affected'),
      affected: having('affected'),
      fixed: having('fixed'),
      under_investigation: having('under_investigation'),
    },
  };
};

/**
 * 53 bits that stand for a text while distinct ones are counted: a number takes a tenth of a text's memory. Among a
 * million texts two of them coincide once in ten thousand snapshots, and the count is then less by one, always.
 */
const hash53 = (text: string): number => {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    high = Math.imul(high ^ unit, 2_654_435_761);
    low = Math.imul(low ^ unit, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
};
