/** Why an item of a document gave no tuple and no statement. A closed list; `docs/facts.md` explains each. */
export const REJECTION_REASONS = [
  'ADVISORY_ID_MISSING',
  'COMPONENT_UNIDENTIFIED',
  'FINDING_SUPPRESSED',
  'VULNERABILITY_UNIDENTIFIED',
  'STATUS_UNKNOWN',
  'PRODUCT_UNIDENTIFIED',
  'ADVISORY_WITHDRAWN',
  'PACKAGE_UNIDENTIFIED',
  'VERSION_RANGE_UNREADABLE',
  'VERSION_UNAFFECTED',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** `received` = `accepted` + the sum of `rejected` + `duplicate`. */
export type ItemCounts = {
  readonly received: number;
  readonly accepted: number;
  readonly rejected: Readonly<Partial<Record<RejectionReason, number>>>;
  readonly duplicate: number;
};

export const NO_ITEMS: ItemCounts = { received: 0, accepted: 0, rejected: {}, duplicate: 0 };

/** What became of one item. */
export type ItemFate = 'accepted' | 'duplicate' | RejectionReason;

/** Counts by fate as a document's counts: every item has exactly one fate. */
export const countFates = (fates: ReadonlyMap<ItemFate, number>): ItemCounts => {
  const rejected: Partial<Record<RejectionReason, number>> = {};
  let received = 0;
  for (const [fate, items] of fates) {
    received += items;
    if (fate !== 'accepted' && fate !== 'duplicate' && items > 0) rejected[fate] = items;
  }
  return { received, accepted: fates.get('accepted') ?? 0, rejected, duplicate: fates.get('duplicate') ?? 0 };
};

export const addCounts = (a: ItemCounts, b: ItemCounts): ItemCounts => {
  const rejected: Partial<Record<RejectionReason, number>> = {};
  for (const reason of REJECTION_REASONS) {
    const count = (a.rejected[reason] ?? 0) + (b.rejected[reason] ?? 0);
    if (count > 0) rejected[reason] = count;
  }
  return {
    received: a.received + b.received,
    accepted: a.accepted + b.accepted,
    rejected,
    duplicate: a.duplicate + b.duplicate,
  };
};

/** How many items were rejected, for whatever reason. */
export const rejectedIn = ({ rejected }: ItemCounts): number =>
  Object.values(rejected).reduce((sum, count) => sum + count, 0);
