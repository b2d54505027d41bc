import type { VexStatement } from '@policy-registry/finding';

import { withoutUndefined } from './shape.ts';

type Stated = Pick<VexStatement, 'status' | 'actionStatement'>;

/**
 * Which of Trivy's statuses state something about the product. `fixed` says that a fix *exists*, not that the
 * product has it: it is told by `component.fixedVersion` and states nothing. `unknown` states nothing either.
 */
const STATED: ReadonlyMap<string, Stated> = new Map<string, Stated>([
  ['not_affected', { status: 'not_affected' }],
  ['affected', { status: 'affected' }],
  ['under_investigation', { status: 'under_investigation' }],
  ['will_not_fix', { status: 'affected', actionStatement: 'will_not_fix' }],
  ['fix_deferred', { status: 'affected', actionStatement: 'fix_deferred' }],
  ['end_of_life', { status: 'affected', actionStatement: 'end_of_life' }],
]);

/**
 * What the scanner states about a finding, with source `trivy` and without a time: the report does not say
 * when the vendor said so, and an absent time never prevails over a dated statement.
 */
export const toStatedByScanner = (
  status: string | null | undefined,
  place: Pick<VexStatement, 'documentDigest' | 'index'>,
): VexStatement | undefined => {
  const stated = STATED.get(status ?? '');
  if (stated === undefined) return undefined;
  const { actionStatement } = stated;
  return withoutUndefined({ actionStatement, ...place, source: 'trivy', status: stated.status });
};
