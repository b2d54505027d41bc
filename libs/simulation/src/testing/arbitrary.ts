import { BANDS, type FindingTuple, type PolicyOutcome, STATUSES } from '@policy-registry/finding';
import fc from 'fast-check';

import type { EvaluatedRange } from '../evaluate-range.ts';
import { type PresentInputs, SEED_DEFAULT } from '../inputs.ts';

const ENGINE = 'embedded-stella@1.0.0';

export const INPUTS: PresentInputs = {
  schema: 'policy-registry.simulation-inputs@2',
  snapshotDigest: 'a'.repeat(64),
  snapshotFrozenAt: '2025-12-30T00:00:00.000Z',
  base: { kind: 'empty', irDigest: 'b'.repeat(64), engine: ENGINE },
  candidate: { irDigest: 'c'.repeat(64), engine: ENGINE },
  evaluatedAt: '2026-01-01T00:00:00.000Z',
  seed: SEED_DEFAULT,
  env: { exposure: 'internet' },
};

export const RULES = ['r1', 'r2', 'r3', 'never'] as const;

// Few different values, so that equal outcomes and equal names occur often.
const undecided = fc.subarray(['r1', 'r2']);
const severity = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...BANDS).map((band) => ({ band })),
  fc.constantFrom(
    { score: '9.8', band: 'Critical' as const },
    { score: '7', band: 'High' as const },
    { score: '7.000000001', band: 'High' as const },
    { score: '0', band: 'None' as const },
  ),
);

const decided = fc.record(
  {
    kind: fc.constant('decided' as const),
    status: fc.constantFrom(...STATUSES),
    severity,
    rule: fc.constantFrom('r1', 'r2', 'r3'),
    warnings: fc.subarray(['w']),
    annotations: fc.constantFrom({}, { ticket: 'SEC' }),
    undecided,
  },
  {
    requiredKeys: ['kind', 'status', 'severity', 'warnings', 'annotations', 'undecided'],
    noNullPrototype: true,
  },
);

export const outcome: fc.Arbitrary<PolicyOutcome> = fc.oneof(
  { weight: 4, arbitrary: decided },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.subarray(['advisory.has_tag', 'vex.status']), undecided)
      .map(([missing, rules]) => ({ kind: 'not_evaluable' as const, missing, undecided: rules })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('UNKNOWN_IN_ACTION' as const, 'BAD_VALUE_IN_ACTION' as const), undecided)
      .map(([error, rules]) => ({ kind: 'error' as const, error, undecided: rules })),
  },
);

const tuple: fc.Arbitrary<FindingTuple> = fc.record({
  component: fc.oneof(
    fc.record({ purl: fc.constantFrom('pkg:npm/a@1', 'pkg:npm/b@2', 'pkg:deb/debian/c@3') }),
    fc.record({ name: fc.constantFrom('a', 'Ωmega'), version: fc.constant('1') }),
    fc.constant({}),
  ),
  advisory: fc.record({
    id: fc.constantFrom('CVE-2024-1', 'CVE-2024-2', 'CVE-2024-3', 'GHSA-x'),
    aliases: fc.constant([]),
    ratings: fc.constant([]),
  }),
  image: fc.constantFrom({}, { name: 'shop:1' }, { digest: 'sha256:1' }),
  vex: fc.constant([]),
  signals: fc.constant({}),
});

/** A whole snapshot with the outcomes of two policies. */
export const evaluated: fc.Arbitrary<EvaluatedRange> = fc
  .array(fc.tuple(tuple, outcome, outcome), { maxLength: 60 })
  .map((rows) => ({
    inputs: INPUTS,
    from: 0,
    tuples: rows.map(([item]) => item),
    base: rows.map(([, item]) => item),
    candidate: rows.map(([, , item]) => item),
  }));

/** The same tuples cut at `cuts`. */
export const cutAt = (whole: EvaluatedRange, cuts: readonly number[]): readonly EvaluatedRange[] => {
  const bounds = [0, ...[...new Set(cuts)].toSorted((a, b) => a - b), whole.tuples.length];
  return bounds.slice(0, -1).map((from, position) => {
    const to = bounds[position + 1] ?? from;
    return {
      inputs: whole.inputs,
      from,
      tuples: whole.tuples.slice(from, to),
      base: whole.base.slice(from, to),
      candidate: whole.candidate.slice(from, to),
    };
  });
};
