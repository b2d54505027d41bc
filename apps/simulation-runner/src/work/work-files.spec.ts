import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { compile } from '@policy-registry/dsl';
import { embeddedPolicyEngine } from '@policy-registry/policy-engine';

import { THREE_FINDINGS } from '../testing/jobs.ts';
import { compileJob, importJob, runningRunner, type RunningRunner } from '../testing/running-runner.ts';

// What becomes of the files that people upload: policies and their tests, and documents with findings.

const SOURCE = `policy "p" syntax "stella-dsl@1" {
  rule block_high priority 10 { when severity.normalized >= "High" then status := "blocked" because "severe"; }
}
`;
const TESTS = `{
  "schema": "policy-registry.policy-tests@1",
  "cases": [
    {
      "name": "high blocks", "finding": { "advisory": { "score": "7.5" } },
      "expect": { "status": "blocked", "rule": "block_high" }
    },
    { "name": "low passes", "finding": { "advisory": { "score": "3.9" } }, "expect": { "status": "blocked" } }
  ]
}
`;

let runner: RunningRunner;
beforeEach(async () => {
  runner = await runningRunner();
});
afterEach(() => runner.close());

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

describe('compiling', () => {
  it('keeps the IR and the manifest under their digests', async () => {
    const job = await compileJob(runner, SOURCE);
    const { type, data } = await runner.answerTo(job);
    const irDigest = compile(SOURCE).compiled?.irDigest ?? '';
    expect([type, data]).toStrictEqual([
      'RecordCompilation',
      {
        policyId: 'p',
        revision: 1,
        report: {
          engine: embeddedPolicyEngine().build,
          compiled: { irDigest, isShadow: false, rules: 1, complexity: compile(SOURCE).compiled?.complexity },
          diagnostics: [],
          diagnosticsTotal: 0,
          warnings: 0,
          tests: { total: 0, failed: 0, failures: [], reportDigest: expect.any(String) },
        },
      },
    ]);
    expect(await runner.blobs.find({ tenant: 'acme', digest: irDigest })).toBeDefined();
    if (job.kind !== 'compile') throw new Error('another job');
    expect(await runner.blobs.find({ tenant: 'acme', digest: job.data.contentDigest })).toBeDefined();
  });

  it('runs the tests beside the policy, and keeps their report with the way the policy went', async () => {
    const { data } = await runner.answerTo(await compileJob(runner, SOURCE, TESTS));
    const tests = Object(Reflect.get(Object(data['report']), 'tests'));
    expect(tests).toMatchObject({
      total: 2,
      failed: 1,
      failures: [
        {
          file: 'tests/high.json',
          line: 8,
          column: 5,
          test: 'low passes',
          detail: 'low passes: status is "affected", expected "blocked"',
        },
      ],
    });
    const stored = await runner.blobs.get({ tenant: 'acme', digest: String(tests.reportDigest) });
    expect(JSON.parse(new TextDecoder().decode(stored))).toMatchObject({
      schema: 'policy-registry.policy-test-report@1',
      failures: [{ trace: [{ rule: 'block_high', value: 'false' }] }],
    });
  });

  it('counts warnings, and runs no test of what does not compile', async () => {
    const unexplained = 'policy "p" syntax "stella-dsl@1" { rule r { when true then status := "fixed" } }\n';
    const { data } = await runner.answerTo(await compileJob(runner, unexplained, TESTS));
    expect(data).toMatchObject({ report: { warnings: 1, tests: { total: 2 } } });
    const broken = await runner.answerTo(await compileJob(runner, 'policy', TESTS));
    expect(broken.data).toMatchObject({ report: { warnings: 0 } });
    expect(broken.data).not.toHaveProperty('report.tests');
  });

  it('reports what does not compile, with its place and what to do about it', async () => {
    const { data } = await runner.answerTo(
      await compileJob(runner, 'policy "p" syntax "stella-dsl@1" { rule }\n'),
    );
    const diagnostics = listOf(Reflect.get(Object(data['report']), 'diagnostics'));
    const place = { severity: 'error', file: 'policy.stella', line: 1, column: 41 };
    const hint = expect.stringMatching(/^.{1,200}$/);
    expect(diagnostics).toContainEqual(expect.objectContaining({ ...place, hint }));
    expect(data).not.toHaveProperty('report.compiled');
  });
});

describe('importing', () => {
  it('freezes what it could read whole', async () => {
    const { type, data } = await runner.answerTo(await importJob(runner, THREE_FINDINGS));
    expect([type, data]).toMatchObject([
      'RecordImport',
      {
        outcome: {
          ok: true,
          tuples: 3,
          shards: 1,
          counts: { received: 3, accepted: 3, rejected: 0, duplicate: 0 },
        },
      },
    ]);
  });

  it('names the document and the place of what it could not', async () => {
    const { data } = await runner.answerTo(await importJob(runner, THREE_FINDINGS.slice(0, -40)));
    expect(data).toMatchObject({
      outcome: { ok: false, faults: [{ document: 'report.json', code: 'DOCUMENT_TRUNCATED' }] },
    });
  });
});
