import {
  BANDS,
  type Compilation,
  CVSS_VERSIONS,
  type EvaluationSetting,
  type FindingTuple,
  type VexStatement,
} from '@policy-registry/finding';
import fc from 'fast-check';

import { compile, evaluate, type Policy, readIr } from '../index.ts';

/** A finding of which nothing is known but the advisory's id. */
export const UNKNOWN_FINDING: FindingTuple = {
  component: {},
  advisory: { id: 'CVE-2024-0001', aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
};

export const SETTING: EvaluationSetting = { evaluatedAtMs: 1_700_000_000_000, env: {} };

/** A finding with one rating of this score. */
export const scored = (score: string): FindingTuple => ({
  ...UNKNOWN_FINDING,
  advisory: { ...UNKNOWN_FINDING.advisory, ratings: [{ version: '3.1', source: 'NVD', score }] },
});

export const STATEMENT: VexStatement = { status: 'affected', documentDigest: 'a'.repeat(64), index: 0 };

/** The source of a policy with this body. */
export const sourceOf = (body: string): string => `policy "P" syntax "stella-dsl@1" {\n${body}\n}`;

/** Compiles a body that is known to be right. */
export const policyOf = (body: string): Policy => {
  const compilation = compile(sourceOf(body));
  if (compilation.compiled === undefined) throw new Error(faults(compilation).join('\n'));
  return readIr(compilation.compiled.ir);
};

/** Diagnostics as `line:column CODE`. */
export const faults = ({ diagnostics }: Compilation): string[] =>
  diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`);

/** The truth value of a condition over a finding. */
export const truthOfCondition = (
  condition: string,
  finding: FindingTuple,
  {
    settings = '',
    setting = SETTING,
  }: { readonly settings?: string; readonly setting?: EvaluationSetting } = {},
): boolean | undefined => {
  const rule = `rule r { when ${condition} then status := "blocked" else status := "fixed" because "b" }`;
  const outcome = evaluate(policyOf(`${settings}\n${rule}`), finding, setting);
  return outcome.kind === 'decided' ? outcome.status === 'blocked' : undefined;
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('kev', 'internet', '__proto__', '\uD800'),
);
const decimal = fc.constantFrom('0', '0.1', '3.9', '4', '7', '8.9', '9', '10', '9.8', '11', '-1', 'x', '');
const instant = fc.oneof(
  text,
  fc.constantFrom('2024-01-01T00:00:00Z', '2024-01-01T01:00:00+02:00', '2023-12-31T00:00:00.5Z'),
);
const tags = fc.array(text, { maxLength: 3 });

const statement = fc.record(
  {
    status: fc.constantFrom('not_affected', 'affected', 'fixed', 'under_investigation'),
    justification: text,
    source: text,
    timestamp: instant,
    lastUpdated: instant,
    impactStatement: text,
    actionStatement: text,
    documentDigest: text,
    index: fc.nat(3),
  },
  { requiredKeys: ['status', 'documentDigest', 'index'] },
);

const rating = fc.record(
  {
    version: fc.constantFrom(...CVSS_VERSIONS),
    source: fc.constantFrom('NVD', 'GHSA', 'REDHAT', 'A'),
    score: decimal,
    vector: text,
  },
  { requiredKeys: ['version', 'source'] },
);

/** Any finding, with texts and decimals that no importer would let through. */
export const anyFinding: fc.Arbitrary<FindingTuple> = fc.record({
  component: fc.record(
    { purl: text, name: text, version: text, ecosystem: text, licenses: tags, tags, fixedVersion: text },
    { requiredKeys: [] },
  ),
  advisory: fc.record(
    {
      id: text,
      source: text,
      aliases: tags,
      tags,
      ratings: fc.array(rating, { maxLength: 4 }),
      vendorBand: fc.constantFrom(...BANDS),
    },
    { requiredKeys: ['id', 'aliases', 'ratings'] },
  ),
  image: fc.record({ name: text, digest: text, tags }, { requiredKeys: [] }),
  vex: fc.array(statement, { maxLength: 4 }),
  signals: fc.dictionary(
    fc.constantFrom('epss', 'seen', 'floor', 'note', '__proto__'),
    fc.oneof(decimal, text, fc.constant('true')),
  ),
});

/** Any setting of an evaluation. */
export const anySetting: fc.Arbitrary<EvaluationSetting> = fc.record({
  evaluatedAtMs: fc.nat(),
  env: fc.dictionary(fc.constantFrom('exposure', 'ceiling'), fc.oneof(decimal, text)),
});

/** A policy that uses every construct of the language that compiles. */
export const EVERYTHING = `policy "Everything" syntax "stella-dsl@1" {
  metadata { description = "all of it"; tags = ["a", "b"]; weight = 1.50; live = true }
  settings {
    shadow = false
    default_status: "under_investigation"
    signals { epss: decimal; seen: boolean }
    env { ceiling: decimal }
  }
  profile severity {
    map vendor_weight { source "GHSA" => +0.5  source "A" => -0.25 }
    env zone { if env.exposure == "internet" then +0.5; if signals.seen then 1 }
  }
  rule waiting priority 5 {
    when vex.latest().status == "under_investigation" and exists(vex.latest())
    then defer until "2023-11-15T00:00:00Z"; requireVex { vendors = ["v"], justifications = ["j"] }
    because "waiting"
  }
  rule rated priority 8 {
    when percent_of(risk_score(), 100) > 95 or cvss("3.1") > 9.9 or cvss() > 9.9
      or severity_band(normalize_cvss(severity.vector)) == "Critical" and reach_state() == "reachable"
    then ignore until "2030-01-01T00:00:00+02:00"
    because "rated"
  }
  rule fixed_by_vendor priority 10 {
    when vex.any(status == "fixed" and (source == "v" or vex.all(timestamp != null))) and not (vex.justification == null)
    then status := vex.status; annotate by := coalesce(vex.source, "nobody")
    because "fixed"
  }
  rule exploited priority 20 {
    when severity.normalized >= "High" and advisory.has_tag("kev") or signals.epss > 0.5
    then status := "blocked"
         escalate to "Critical"
         annotate rule := signals.epss
         annotate band := severity.normalized
         annotate list := [component.name, "x"]
    because "exploited"
  }
  rule quiet priority 30 {
    when signals.seen and severity.score <= env.ceiling and lowercase(env.exposure) in ["internal", "none"]
    then severity := 2.5
    else warn message coalesce(component.purl, component.name); severity := signals.floor
    because "quiet"
  }
  rule tagged priority 40 {
    when image.has_tag(image.name) or component.has_tag("t") or "GPL-3.0" in component.license or secret.found == "x"
    then annotate note := exists(signals.note)
    because "tagged"
  }
}`;
