import type { InputFault } from '@policy-registry/kernel';

import { refuse } from '../rejection-codes.ts';
import type { Revision } from '../workspace/state.ts';
import type { PolicyContext } from './decide.ts';
import type { Version } from './state.ts';

/**
 * Refuses a version whose text the compiler warned about or whose own tests failed. Decided by what the version
 * froze; the revision, which never changes once it is compiled, gives the places.
 */
export const requireChecked = (version: Version, number: number, context: PolicyContext): void => {
  const { checks } = version;
  const revision = context.needs.workspace?.revisions[version.revision - 1];
  if (checks === undefined) {
    return refuse(
      context,
      'VERSION_UNCHECKED',
      `version ${number} was made before policies were linted and tested: save the workspace again, and make the version of that revision`,
    );
  }
  if (checks.warnings > 0) {
    const what = checks.warnings === 1 ? '1 warning' : `${checks.warnings} warnings`;
    refuse(context, 'VERSION_NOT_LINT_CLEAN', `the compiler gave ${what}`, warningsOf(revision));
  }
  const { total, failed } = checks.tests;
  if (failed > 0) {
    refuse(
      context,
      'VERSION_TESTS_FAILED',
      `${failed} of ${total} policy tests failed`,
      failuresOf(revision),
    );
  }
};

const warningsOf = (revision: Revision | undefined): readonly InputFault[] =>
  (revision?.report?.diagnostics ?? [])
    .filter(({ severity }) => severity === 'warning')
    .map(({ code, message, line, column }) => ({ code, detail: message, line, column }));

const failuresOf = (revision: Revision | undefined): readonly InputFault[] =>
  (revision?.report?.tests?.failures ?? []).map(({ file, detail, line, column }) => ({
    code: 'POLICY_TEST_FAILED',
    detail: `${file}: ${detail}`,
    line,
    column,
  }));
