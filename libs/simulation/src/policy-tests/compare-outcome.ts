import type { PolicyOutcome } from '@policy-registry/finding';
import { canonicalJson, type Json } from '@policy-registry/kernel';

import { kindsOf, type Expectation } from './test-file.ts';

/** One thing that is not as expected. */
export type Difference = { readonly member: string; readonly expected: Json; readonly actual: Json };

type Decided = Extract<PolicyOutcome, { kind: 'decided' }>;

/** What an outcome has otherwise than it was expected, in the order of the members; nothing when it is as expected. */
export const differencesOf = (expected: Expectation, outcome: PolicyOutcome): readonly Difference[] => {
  const [kind] = kindsOf(expected);
  if (kind !== undefined && kind !== outcome.kind)
    return [{ member: 'outcome', expected: kind, actual: outcome.kind }];
  const compared = [
    ...(outcome.kind === 'decided' ? decidedOf(expected, outcome) : []),
    ...(outcome.kind === 'not_evaluable' ? [pair('missing', expected.missing, outcome.missing)] : []),
    ...(outcome.kind === 'error' && expected.error !== true
      ? [pair('error', expected.error, outcome.error)]
      : []),
    pair('undecided', expected.undecided, outcome.undecided),
  ];
  return compared.flatMap((difference) => difference ?? []);
};

const decidedOf = (expected: Expectation, outcome: Decided): readonly (Difference | undefined)[] => [
  pair('status', expected.status, outcome.status),
  pair('severity', expected.severity, severityOf(expected.severity, outcome)),
  pair('rule', expected.rule, outcome.rule ?? null),
  pair('warnings', expected.warnings, outcome.warnings),
  ...Object.entries(expected.annotations ?? {}).map(([name, value]) =>
    pair(`annotations.${name}`, value, outcome.annotations[name] ?? null),
  ),
  pair('reason', expected.reason, outcome.reason ?? null),
];

// A score is compared with the score and a band with the band, whichever was written.
const severityOf = (expected: string | undefined, { severity }: Decided): Json =>
  (/^-?\d/.test(expected ?? '') ? severity.score : severity.band) ?? null;

const pair = (member: string, expected: Json | undefined, actual: Json): Difference | undefined =>
  expected === undefined || canonicalJson(expected) === canonicalJson(actual)
    ? undefined
    : { member, expected, actual };
