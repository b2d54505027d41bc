import type { VersionChecks } from '../policy/events.ts';
import type { CompilationReport } from './events.ts';

/** What a submission asks of a revision; `undefined` for one that was compiled before this was looked at. */
export const checksOf = ({ warnings, tests }: CompilationReport): VersionChecks | undefined =>
  warnings === undefined || tests === undefined
    ? undefined
    : { warnings, tests: { total: tests.total, failed: tests.failed } };
