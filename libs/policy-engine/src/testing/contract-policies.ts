import type { PolicyOutcome } from '@policy-registry/finding';

/** One policy in the language of an engine, and what the contract cannot know of it by itself. */
export type ContractPolicy = {
  readonly entryFile: string;
  readonly source: string;
  /** Where `faulty(source)` is at fault. */
  readonly faulty: { readonly source: string; readonly line: number; readonly column: number };
  /** Of the finding whose tags were not collected. */
  readonly notEvaluable: PolicyOutcome;
  /** The rules that an explanation of the blocked finding names, with their values. */
  readonly trace: readonly (readonly [string, string])[];
};

const STELLA_SOURCE = `policy "Contract" syntax "stella-dsl@1" {
  settings { default_status = "affected" }
  rule accept_vendor priority 10 {
    when vex.any(status in ["not_affected", "fixed"])
    then status := "not_affected"
    because "the vendor says so";
  }
  rule block_known_exploited priority 20 {
    when severity.normalized >= "High" and advisory.has_tag("kev")
    then status := "blocked"; annotate ticket := "SEC"
    because "exploited and severe";
  }
  rule watch_internet priority 30 {
    when env.exposure == "internet"
    then warn message "reachable from outside"
    because "exposed";
  }
}
`;

export const STELLA_POLICY: ContractPolicy = {
  entryFile: 'policy.stella',
  source: STELLA_SOURCE,
  faulty: { source: STELLA_SOURCE.replace('env.exposure', 'environment.exposure'), line: 14, column: 10 },
  notEvaluable: {
    kind: 'not_evaluable',
    missing: ['advisory.has_tag'],
    undecided: ['block_known_exploited'],
  },
  trace: [
    ['accept_vendor', 'false'],
    ['block_known_exploited', 'true'],
  ],
};

const REGO_SOURCE = `package policy

name := "Contract"

rules := ["accept_vendor", "block_known_exploited", "watch_internet"]

default_status := "affected"

# The vendor says so.
accepted if {
  some statement in input.finding.vex
  statement.status in {"not_affected", "fixed"}
}

severe if input.severity.band in {"High", "Critical"}

exploited if "kev" in input.finding.advisory.tags

outcome := {"status": "not_affected", "rule": "accept_vendor", "because": "the vendor says so"} if {
  accepted
} else := {
  "status": "blocked",
  "annotations": {"ticket": "SEC"},
  "rule": "block_known_exploited",
  "because": "exploited and severe",
} if {
  severe
  exploited
} else := {
  "status": default_status,
  "warnings": ["reachable from outside"],
  "rule": "watch_internet",
  "because": "exposed",
} if {
  input.finding.advisory.tags
  input.env.exposure == "internet"
}

missing contains "advisory.has_tag" if not input.finding.advisory.tags
`;

export const REGO_POLICY: ContractPolicy = {
  entryFile: 'policy.rego',
  source: REGO_SOURCE,
  faulty: { source: REGO_SOURCE.replace('input.env.exposure', 'environment.exposure'), line: 36, column: 3 },
  notEvaluable: { kind: 'not_evaluable', missing: ['advisory.has_tag'], undecided: [] },
  trace: [['block_known_exploited', 'true']],
};
