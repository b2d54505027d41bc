import { beforeEach, describe, expect, it } from '@jest/globals';
import { contentDigestOf, type JobOf } from '@policy-registry/domain';
import type { Diagnostic } from '@policy-registry/finding';
import type { BlobStore } from '@policy-registry/kernel';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';
import { embeddedPolicyEngine, policyEngines } from '@policy-registry/policy-engine';

import { compile } from './compile.ts';
import { putBytes } from './workshop.ts';

const TENANT = 'acme';
const POLICY = 'policy "p" syntax "stella-dsl@1" {}\n';
const TESTS = String.raw`{
  "schema": "policy-registry.policy-tests@1",
  "cases": [{ "name": "low\u0000passes", "finding": {}, "expect": { "status": "blocked" } }]
}
`;

let blobs: BlobStore;
beforeEach(() => {
  blobs = inMemoryBlobStore();
});

const jobOf = async (sources: Readonly<Record<string, string>>): Promise<JobOf<'compile'>> => {
  const files = [];
  for (const [path, source] of Object.entries(sources)) {
    const bytes = new TextEncoder().encode(source);
    files.push({ path, size: bytes.length, sha256: await putBytes(blobs, TENANT, bytes) });
  }
  return {
    jobId: 'job-1',
    tenant: TENANT,
    kind: 'compile',
    correlationId: 'c',
    causationId: 'e',
    causedAt: '2026-01-01T00:00:00.000Z',
    data: { policyId: 'p', revision: 1, contentDigest: contentDigestOf(files), files },
  };
};

const work = (job: JobOf<'compile'>, engine = embeddedPolicyEngine()) =>
  compile(job, { blobs, engines: policyEngines([engine]) });

describe('what an engine says of a policy', () => {
  it('is recorded in a form that can be stored: code, message and file', async () => {
    const said: Diagnostic = {
      severity: 'error',
      code: 'x'.repeat(65),
      message: 'a\0b',
      file: `\0${'f'.repeat(200)}`,
      line: 1,
      column: 1,
    };
    const compiling = () => Promise.resolve({ compiled: undefined, diagnostics: [said] });
    const engine = { ...embeddedPolicyEngine(), compile: compiling };
    const { data } = await work(await jobOf({ 'policy.stella': POLICY }), engine);
    expect(data).toMatchObject({
      report: {
        diagnostics: [{ code: 'x'.repeat(64), message: 'a\uFFFDb', file: `\uFFFD${'f'.repeat(199)}` }],
      },
    });
  });

  it('is recorded of its tests as well, with their names', async () => {
    const { data } = await work(await jobOf({ 'policy.stella': POLICY, 'tests/a.json': TESTS }));
    expect(data).toMatchObject({ report: { tests: { failures: [{ test: 'low\uFFFDpasses' }] } } });
  });
});
