import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FindingTuple, PolicyEngine } from '@policy-registry/finding';
import {
  compilerFor,
  embeddedPolicyEngine,
  evaluatorFor,
  opaPolicyEngine,
  policyEngines,
} from '@policy-registry/policy-engine';
import { runningOpa, type RunningOpa } from '@policy-registry/policy-engine/testing';
import {
  evaluateShard,
  partialBytes,
  readPartial,
  reduce,
  SEED_DEFAULT,
  type PresentInputs,
} from '@policy-registry/simulation';

const START_MS = 60_000;
const TUPLES = 600;
const BASE = `policy "base" syntax "stella-dsl@1" {
  rule high priority 1 { when severity.normalized >= "High" then status := "blocked" because "high" }
}`;
const STELLA = `policy "candidate" syntax "stella-dsl@1" {
  rule exploited priority 1 {
    when severity.normalized >= "Medium" and advisory.has_tag("kev")
    then status := "blocked"; severity := "Critical" because "exploited"
  }
  rule accepted priority 2 { when vex.any(status == "not_affected") then status := "not_affected" because "said" }
}`;
const REGO = `package policy

rules := ["exploited", "accepted"]

outcome := {"status": "blocked", "severity": "Critical", "rule": "exploited"} if {
  input.severity.band in {"Medium", "High", "Critical"}
  "kev" in input.finding.advisory.tags
} else := {"status": "not_affected", "rule": "accepted"} if {
  some statement in input.finding.vex
  statement.status == "not_affected"
}
`;

let opa: RunningOpa;
let embedded: PolicyEngine;
let rego: PolicyEngine;
beforeAll(async () => {
  opa = await runningOpa();
  embedded = embeddedPolicyEngine();
  rego = await opaPolicyEngine({ url: opa.url });
}, START_MS);
afterAll(() => opa.stop());

const findings = Array.from({ length: TUPLES }, (_, index): FindingTuple => ({
  component: { name: `lib-${index % 7}` },
  advisory: {
    id: `CVE-2024-${index}`,
    aliases: [],
    tags: index % 3 === 0 ? ['kev'] : [],
    ratings: [{ version: '3.1', source: 'NVD', score: String(index % 11) }],
  },
  image: { name: `shop:${index % 5}` },
  vex: index % 4 === 0 ? [{ status: 'not_affected', documentDigest: 'a'.repeat(64), index: 0 }] : [],
  signals: {},
}));

/** What one policy would change against the base; the engines are chosen by the files and by the compiled bytes. */
const simulated = async (path: string, source: string) => {
  const engines = policyEngines([embedded, rego]);
  const side = async (file: string, text: string) => {
    const files = new Map([[file, new TextEncoder().encode(text)]]);
    const { compiled, diagnostics } = await compilerFor(engines, files).compile(files);
    if (compiled === undefined) throw new Error(JSON.stringify(diagnostics));
    const engine = evaluatorFor(engines, compiled.ir);
    if (engine === undefined) throw new Error('no engine knows the language');
    return { ...compiled, engine: engine.build };
  };
  const [base, candidate] = [await side('policy.stella', BASE), await side(path, source)];
  const inputs: PresentInputs = {
    schema: 'policy-registry.simulation-inputs@2',
    snapshotDigest: 'b'.repeat(64),
    base: { kind: 'version', irDigest: base.irDigest, engine: base.engine },
    candidate: { irDigest: candidate.irDigest, engine: candidate.engine },
    evaluatedAt: '2026-03-01T12:00:00.000Z',
    seed: SEED_DEFAULT,
    env: {},
  };
  const work = { inputs, from: 0, tuples: findings, baseIr: base.ir, candidateIr: candidate.ir };
  const bytes = partialBytes(await evaluateShard(engines, work));
  const twin = partialBytes(await evaluateShard(engines, work));
  const of = { inputs, tuples: TUPLES, candidateRules: candidate.rules };
  return { engine: candidate.engine, bytes, twin, result: reduce(of, [readPartial(bytes)]) };
};

describe('a simulation of a Rego pack', () => {
  it(
    'has the classes, severities and rules of the same policy in stella-dsl, and a twin that is equal',
    async () => {
      const [stella, pack] = [await simulated('policy.stella', STELLA), await simulated('policy.rego', REGO)];
      expect([stella.engine, pack.engine]).toStrictEqual([embedded.build, rego.build]);
      expect(pack.twin).toStrictEqual(pack.bytes);
      expect(pack.result.counts).toStrictEqual(stella.result.counts);
      expect(pack.result.heatMap).toStrictEqual(stella.result.heatMap);
      expect(pack.result.coverage).toStrictEqual(stella.result.coverage);
      expect(Object.values(pack.result.counts).filter((count) => count > 0).length).toBeGreaterThan(3);
    },
    START_MS,
  );
});
