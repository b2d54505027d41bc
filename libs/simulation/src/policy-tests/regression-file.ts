import type { FindingTuple, PolicyOutcome } from '@policy-registry/finding';
import { canonicalJson, type Json } from '@policy-registry/kernel';

import type { SimulationInputs } from '../inputs.ts';
import { POLICY_TESTS_SCHEMA } from './test-file.ts';

/** One changed decision that is to stay as it is. */
export type RegressionCase = {
  /** Index of the tuple in the snapshot. */
  readonly index: number;
  /** Result class of the change. */
  readonly change: string;
  readonly tuple: FindingTuple;
  /** What the candidate said. */
  readonly outcome: PolicyOutcome;
};

/** A file of policy tests in the setting of a simulation. The same cases give the same bytes. */
export const regressionFile = (
  { name, inputs }: { readonly name: string; readonly inputs: SimulationInputs },
  cases: readonly RegressionCase[],
): Uint8Array => {
  const file: Json = {
    schema: POLICY_TESTS_SCHEMA,
    name,
    confidential: true,
    env: inputs.env,
    evaluatedAt: inputs.evaluatedAt,
    cases: cases.map(({ index, change, tuple, outcome }) => ({
      name: `tuple ${index} of the snapshot: ${change}`,
      finding: tuple,
      expect: expectationOf(outcome),
    })),
  };
  // Members in canonical order, laid out for people.
  return new TextEncoder().encode(`${JSON.stringify(JSON.parse(canonicalJson(file)), null, 2)}\n`);
};

// Rules that were undecided on the way are no part of the decision.
const expectationOf = (outcome: PolicyOutcome): Json => {
  switch (outcome.kind) {
    case 'decided': {
      const { status, severity, rule, warnings, annotations, reason } = outcome;
      const written = severity.score ?? severity.band;
      return {
        status,
        ...(written !== undefined && { severity: written }),
        rule: rule ?? null,
        warnings,
        annotations,
        ...(reason !== undefined && { reason }),
      };
    }
    case 'not_evaluable':
      return { not_evaluable: true, missing: outcome.missing };
    case 'error':
      return { error: outcome.error };
  }
};
