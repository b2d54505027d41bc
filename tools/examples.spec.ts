import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { beforeAll, describe, expect, it } from '@jest/globals';
import { inputsOf } from '@policy-registry/domain';
import { compile, evaluate, readIr } from '@policy-registry/dsl';
import { type FactDocument, importSnapshot, type SnapshotImport } from '@policy-registry/facts';
import type { EvaluationSetting, FindingTuple } from '@policy-registry/finding';
import { embeddedPolicyEngine } from '@policy-registry/policy-engine';
import { classify, RESULT_CLASSES, runPolicyTests } from '@policy-registry/simulation';

import { estateFiles } from '../examples/make-estate.mjs';
import { randomEstate } from '../examples/random-estate.mjs';

const EXAMPLES = resolve(import.meta.dirname, '../examples');
const BYTES_MAX = 3_000_000;

type Snapshot = Extract<SnapshotImport, { ok: true }>;

const imported = (documents: readonly FactDocument[]): Snapshot => {
  const result = importSnapshot(documents);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result;
};

const kindOf = (name: string): FactDocument['kind'] =>
  name.endsWith('.trivy.json') ? 'trivy' : name.endsWith('.openvex.json') ? 'openvex' : 'options';

const estate: readonly FactDocument[] = readdirSync(resolve(EXAMPLES, 'estate')).map((name) => ({
  name,
  kind: kindOf(name),
  bytes: readFileSync(resolve(EXAMPLES, 'estate', name)),
}));

const setting: EvaluationSetting = { evaluatedAtMs: Date.UTC(2025, 4, 14), env: {} };

const policy = (folder: string) => {
  const { compiled, diagnostics } = compile(
    readFileSync(resolve(EXAMPLES, 'policies', folder, 'policy.stella'), 'utf8'),
  );
  expect(diagnostics).toStrictEqual([]);
  if (compiled === undefined) throw new Error(`the policy ${folder} does not compile`);
  return readIr(compiled.ir);
};

const classCounts = (
  base: string,
  candidate: string,
  tuples: readonly FindingTuple[],
): Record<string, number> => {
  const [before, after] = [policy(base), policy(candidate)];
  const classes = tuples.map((tuple) =>
    classify(evaluate(before, tuple, setting), evaluate(after, tuple, setting)),
  );
  return Object.fromEntries(
    RESULT_CLASSES.map((each) => [each, classes.filter((found) => found === each).length]),
  );
};

describe('the example estate', () => {
  let snapshot: Snapshot;
  beforeAll(() => {
    snapshot = imported(estate);
  });

  it('is what the committed script writes', () => {
    const written = estateFiles();
    const differing = estate.filter(({ name, bytes }) => written[name] !== new TextDecoder().decode(bytes));
    expect(differing.map(({ name }) => name)).toStrictEqual([]);
    expect(estate.map(({ name }) => name).toSorted()).toStrictEqual(Object.keys(written).toSorted());
  });

  it('is small', () => {
    expect(estate.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThan(BYTES_MAX);
  });

  it('has the size and the variety that the guided run needs', () => {
    const { tuples, counts } = snapshot;
    const pairs = new Set(tuples.map(({ component, advisory }) => `${component.purl} ${advisory.id}`));
    const images = new Set(tuples.map(({ image }) => image.name));
    expect(tuples.length).toBeGreaterThanOrEqual(2_300);
    expect(tuples.length).toBeLessThanOrEqual(2_600);
    expect(pairs.size).toBeGreaterThanOrEqual(300);
    expect(images.size).toBeGreaterThanOrEqual(6);
    expect(counts.total.rejected).toStrictEqual({});
  });

  it('is called by the same inputs in its manifest as by the registry that asks for the import', () => {
    const { documents, inputs } = snapshot.manifest;
    const refs = documents.map(({ digest, kind, sizeBytes }) => ({
      name: 'any',
      digest,
      kind,
      size: sizeBytes,
    }));
    expect(inputs).toStrictEqual(inputsOf(refs));
  });

  it('is called so whatever the kinds of the documents', () => {
    const texts: readonly (readonly [FactDocument['kind'], string])[] = [
      ['csaf', '{"document":{"csaf_version":"2.0","category":"csaf_vex"},"vulnerabilities":[]}'],
      ['cyclonedx', '{"bomFormat":"CycloneDX","specVersion":"1.6"}'],
      ['grype', '{"matches":[],"descriptor":{"name":"grype","version":"0.90.0"}}'],
      ['osv', '{"id":"GO-1","modified":"2024-01-01T00:00:00Z","affected":[]}'],
    ];
    const imported = importSnapshot(
      texts.map(([kind, text]) => ({ name: kind, kind, bytes: new TextEncoder().encode(text) })),
    );
    if (!imported.ok) throw new Error(JSON.stringify(imported.faults));
    const refs = imported.manifest.documents.map(({ digest, kind, sizeBytes }) => ({
      name: 'any',
      digest,
      kind,
      size: sizeBytes,
    }));
    expect(imported.manifest.inputs).toStrictEqual(inputsOf(refs));
  });

  it('is covered by statements of three authors for at least 15 %, by conflicting ones in part', () => {
    const stated = snapshot.tuples.map(({ vex }) => vex.filter(({ source }) => source !== 'trivy'));
    const covered = stated.filter((statements) => statements.length > 0);
    const conflicting = covered.filter(
      (statements) => new Set(statements.map(({ status }) => status)).size > 1,
    );
    expect(covered.length / snapshot.tuples.length).toBeGreaterThanOrEqual(0.15);
    expect(new Set(stated.flat().map(({ source }) => source)).size).toBe(3);
    expect(conflicting.length).toBeGreaterThan(0);
  });

  it('has findings that are rated, banded by a vendor, and not rated at all', () => {
    const { tuples } = snapshot;
    const banded = tuples.filter(({ advisory }) => advisory.vendorBand !== undefined);
    const unrated = tuples.filter(
      ({ advisory }) => advisory.ratings.length === 0 && advisory.vendorBand === undefined,
    );
    expect([banded.length > 0, unrated.length > 0]).toStrictEqual([true, true]);
  });

  it('knows every statement to match something', () => {
    const matched = new Set(
      snapshot.tuples.flatMap(({ vex }) =>
        vex.map(({ documentDigest, index }) => `${documentDigest} ${index}`),
      ),
    );
    const unmatched = snapshot.manifest.documents
      .filter(({ kind }) => kind === 'openvex')
      .flatMap(({ digest, counts }) =>
        Array.from({ length: counts.received }, (_, index) => `${digest} ${index}`),
      )
      .filter((statement) => !matched.has(statement));
    expect(unmatched).toStrictEqual([]);
  });

  it('falls into every result class between the two example policies', () => {
    expect(classCounts('v1', 'v2', snapshot.tuples)).toStrictEqual({
      error_new: 15,
      error_fixed: 24,
      not_evaluable: 72,
      newly_blocked: 116,
      newly_allowed: 13,
      severity_raised: 143,
      severity_lowered: 147,
      outcome_changed: 24,
      unchanged: 1_956,
    });
  });

  it('is judged otherwise by the other tenant’s policy', () => {
    const counts = classCounts('v1', 'other', snapshot.tuples);
    expect(counts['unchanged']).toBeLessThan(snapshot.tuples.length);
  });
});

describe('the tests of the example policies', () => {
  it.each([
    ['v1', 7],
    ['v2', 9],
    ['other', 4],
  ])('all pass: %s', async (folder, total) => {
    const root = resolve(EXAMPLES, 'policies', folder);
    const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.\w+$/.test(path),
    );
    const files = new Map(paths.map((path) => [path, new Uint8Array(readFileSync(resolve(root, path)))]));
    const engine = embeddedPolicyEngine();
    const { compiled } = await engine.compile(files);
    const report = await runPolicyTests(engine, compiled?.ir ?? new Uint8Array(), files);
    expect(report).toMatchObject({ total, failed: 0, failures: [] });
  });
});

describe('a random estate', () => {
  it('is determined by its seed', () => {
    const textsOf = (seed: number) =>
      randomEstate(seed).map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)]);
    expect(textsOf(7)).toStrictEqual(textsOf(7));
    expect(imported(randomEstate(8)).digest).not.toBe(imported(randomEstate(7)).digest);
  });

  it('has the images and at most the findings that were asked for', () => {
    const { tuples, counts } = imported(randomEstate(42, { images: 3, findings: 100 }));
    expect(new Set(tuples.map(({ image }) => image.name)).size).toBe(3);
    expect(counts.trivy.received).toBe(300);
    expect(counts.total.rejected).toStrictEqual({});
    expect(tuples.some(({ vex }) => vex.some(({ source }) => source !== 'trivy'))).toBe(true);
  });

  it('is evaluated by each example policy', () => {
    const { tuples } = imported(randomEstate(11));
    for (const candidate of [policy('v1'), policy('v2'), policy('other')]) {
      const kinds = tuples.map((tuple) => evaluate(candidate, tuple, setting).kind);
      expect(kinds).toContain('decided');
    }
  });
});
