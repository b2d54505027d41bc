import {
  isTestFile,
  runPolicyTests,
  testReportJson,
  type PolicyTestFailure,
} from '@policy-registry/simulation';

import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { outcomeText, traceLines } from '../dsl/outcome-text.ts';
import { compiledOf, localEngine, readPolicyFolder, type PolicyFolder } from '../dsl/policy-folder.ts';
import { excerptOf } from '../dsl/remarks.ts';
import { counted } from '../table.ts';

/** Runs the tests beside a policy as the registry does when a revision is saved. */
export const testAt = async (path: string): Promise<Answer> => {
  const folder = await readPolicyFolder(path);
  if (![...folder.files.keys()].some(isTestFile))
    throw new UsageFault(`there are no tests/*.json in ${path}`);
  const engine = localEngine();
  const { ir } = await compiledOf(engine, folder);
  const report = await runPolicyTests(engine, ir, folder.files);
  const { total, failed, failures } = report;
  const unlisted = failed - failures.length;
  const summary = `${counted(total, 'test')}, ${failed} failed${unlisted > 0 ? ` (${unlisted} not shown)` : ''}`;
  return {
    json: { ok: failed === 0, ...Object(testReportJson(report)) },
    text: [...failures.map((failure) => failureText(failure, folder)), summary].join('\n'),
    exitCode: failed === 0 ? EXIT.ok : EXIT.refused,
  };
};

const failureText = (failure: PolicyTestFailure, folder: PolicyFolder): string => {
  const { file, line, column, detail, outcome, trace } = failure;
  const way = [
    ...(outcome === undefined ? [] : [`outcome: ${outcomeText(outcome)}`]),
    ...traceLines(trace ?? []),
  ].map((text) => `  ${text}`);
  // The place of a case is its beginning, which shows nothing; that of a fault is the fault.
  const excerpt = failure.test === undefined ? excerptOf(failure, folder) : [];
  return [`${folder.nameOf(file)}:${line}:${column}: ${detail}`, ...excerpt, ...way].join('\n');
};
