import { relative } from 'node:path';

import { z } from 'zod';

/** What is used of the report that jest writes. */
export const JestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numRuntimeErrorTestSuites: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
export type JestReport = z.infer<typeof JestReport>;

/** Why a run left no report that can be read: how jest ended, and what reading it came to. */
export const unreported = (
  { exitCode, killedBy }: { readonly exitCode: number | null; readonly killedBy: string | null },
  error: unknown,
): string => {
  const end = killedBy === null ? `with exit code ${exitCode}` : `by ${killedBy}`;
  return `jest ended ${end} and left no report: ${error instanceof Error ? error.message : String(error)}`;
};

/** Why a test may be skipped, and whether that is so on this machine. The title of the test names the reason. */
export type SkipReason = { readonly name: string; readonly inTitle: RegExp; readonly holds: boolean };

/** One test that did not run. Without a reason that holds here, it could have. */
export type Skipped = { readonly test: string; readonly file: string; readonly reason: string | undefined };

export type Tally = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly Skipped[];
};

const SKIPPED_STATUSES: readonly string[] = ['pending', 'skipped', 'disabled', 'todo'];

/** Counts one report. A suite that could not be run counts as one failure. */
export const tallyOf = (report: JestReport, reasons: readonly SkipReason[], projectDir: string): Tally => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  skipped: report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => SKIPPED_STATUSES.includes(status))
      .map(({ fullName }) => ({
        test: fullName,
        file: relative(projectDir, name),
        reason: reasons.find(({ inTitle, holds }) => holds && inTitle.test(fullName))?.name,
      })),
  ),
});

/** Adds the tallies of several runs. */
export const totalOf = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
  failed: tallies.reduce((sum, { failed }) => sum + failed, 0),
  skipped: tallies.flatMap(({ skipped }) => skipped),
});

/** In a strict run, a test that was skipped although it could run is a failure. */
export const judge = (tally: Tally, isStrict: boolean): Tally =>
  isStrict
    ? { ...tally, failed: tally.failed + tally.skipped.filter(({ reason }) => reason === undefined).length }
    : tally;

/** The skipped tests with their reasons, and the line that ends every run. */
export const summary = ({ passed, failed, skipped }: Tally): string => {
  const lines = skipped.map(
    ({ file, test, reason }) =>
      `skipped: ${file}: ${test} — ${reason ?? 'no reason that holds here: it could have run'}`,
  );
  const skips = skipped.length === 0 ? '' : `, ${skipped.length} skipped`;
  return [...lines, `${passed} passed, ${failed} failed${skips}`].join('\n');
};
