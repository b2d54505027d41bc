import { HINT_LENGTH_MAX, manifestBytes, type JobOf } from '@policy-registry/domain';
import type { Diagnostic } from '@policy-registry/finding';
import { sha256Hex, type BlobStore } from '@policy-registry/kernel';
import { compilerFor } from '@policy-registry/policy-engine';
import {
  runPolicyTests,
  testReportJson,
  type PolicyTestFailure,
  type PolicyTestReport,
} from '@policy-registry/simulation';

import { fitting } from './fitting.ts';
import { CHARS_MAX, storable } from './storable.ts';
import { putBytes, putJson, type Answer, type Workshop } from './workshop.ts';

const DIAGNOSTICS_KEPT_MAX = 50;
const FAILURES_KEPT_MAX = 20;

/** Compiles a revision and runs its tests; IR, content manifest and test report are kept under their digests. */
export const compile = async (
  { tenant, data }: JobOf<'compile'>,
  { blobs, engines }: Pick<Workshop, 'blobs' | 'engines'>,
): Promise<Answer> => {
  const files = new Map<string, Uint8Array>();
  for (const { path, sha256 } of data.files) files.set(path, await blobs.get({ tenant, digest: sha256 }));
  const manifest = manifestBytes(data.files);
  if (sha256Hex(manifest) !== data.contentDigest)
    throw new Error('the files are not those of the content digest');
  await putBytes(blobs, tenant, manifest);

  const engine = compilerFor(engines, files);
  const { compiled, diagnostics } = await engine.compile(files);
  if (compiled !== undefined) await putBytes(blobs, tenant, compiled.ir);
  return {
    type: 'RecordCompilation',
    data: {
      policyId: data.policyId,
      revision: data.revision,
      report: {
        engine: engine.build,
        ...(compiled !== undefined && {
          compiled: {
            irDigest: compiled.irDigest,
            isShadow: compiled.isShadow,
            rules: compiled.rules.length,
            complexity: compiled.complexity,
          },
        }),
        diagnostics: fitting(diagnostics.map(toStored), DIAGNOSTICS_KEPT_MAX),
        diagnosticsTotal: diagnostics.length,
        warnings: diagnostics.filter(({ severity }) => severity === 'warning').length,
        ...(compiled !== undefined && {
          tests: await tested(blobs, tenant, await runPolicyTests(engine, compiled.ir, files)),
        }),
      },
    },
  };
};

const tested = async (blobs: BlobStore, tenant: string, report: PolicyTestReport) => ({
  total: report.total,
  failed: report.failed,
  failures: fitting(report.failures.map(toStoredFailure), FAILURES_KEPT_MAX),
  reportDigest: await putJson(blobs, tenant, testReportJson(report)),
});

const toStoredFailure = (failure: PolicyTestFailure) => {
  const { file, line, column, test } = failure;
  return {
    file: storable(file, CHARS_MAX.name),
    line,
    column,
    ...(test !== undefined && { test: storable(test, CHARS_MAX.name) }),
    detail: storable(shownTo(failure), CHARS_MAX.detail),
  };
};

// A revision is shown to everybody with `policy:read`, the whole report to those who may read findings. An outcome can
// carry a fact by way of an annotation, so of a real finding only what differs is named.
const shownTo = ({ confidential, test, detail, differences }: PolicyTestFailure): string =>
  confidential === true
    ? `${test}: not as expected: ${differences.map(({ member }) => member).join(', ')}`
    : detail;

const toStored = ({ severity, code, message, hint, file, line, column }: Diagnostic) => ({
  severity,
  code: storable(code, CHARS_MAX.code),
  message: storable(message, CHARS_MAX.detail),
  ...(hint !== undefined && { hint: storable(hint, HINT_LENGTH_MAX) }),
  file: storable(file, CHARS_MAX.name),
  line,
  column,
});
