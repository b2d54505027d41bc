import { toTimestamp } from '@policy-registry/kernel';

import { requireMatch, requireScope, requireTenant } from '../guards.ts';
import { reject } from '../rejection-codes.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyContext } from './decide.ts';
import { MARKS_MAX, type PolicyFact } from './events.ts';
import type { Version } from './state.ts';

/** A reviewer says of one changed decision whether it is wanted; said again it is revised. */
export const markDecision = (
  { data }: PolicyCommandOf<'MarkDecision'>,
  version: Version,
  context: PolicyContext,
): readonly PolicyFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:review');
  requireMatch(context, version.changes);
  requireInReview(data, version);
  const { id: by } = context.principal;
  if (version.lineage.includes(by))
    throw reject('MARKER_IN_LINEAGE', 'whoever had a hand in a version or its simulation cannot mark it');
  const { reasonDigest, ...marked } = data;
  if (reasonDigest === undefined) throw reject('REASON_MISSING', 'a mark needs a reason');

  const { marks } = version;
  const known = marks.find(({ index }) => index === data.index);
  if (known?.mark === data.mark) return [];
  if (known === undefined && marks.length >= MARKS_MAX)
    throw reject('MARKS_TOO_MANY', `a version has at most ${MARKS_MAX} marks`);
  return [
    {
      type: 'DecisionMarked',
      schemaVersion: 1,
      data: { ...marked, by, at: toTimestamp(context.now), reasonDigest },
    },
  ];
};

const requireInReview = (
  { version: number, simulationId }: PolicyCommandOf<'MarkDecision'>['data'],
  { state, submission, publication }: Version,
): void => {
  if ((state !== 'submitted' && state !== 'approved') || submission === undefined)
    throw reject('VERSION_NOT_SUBMITTED', `version ${number} is ${state}`);
  if (publication?.isPending === true) throw reject('PUBLICATION_PENDING', 'its attestation is being signed');
  if (submission.simulationId !== simulationId) {
    throw reject(
      'SIMULATION_OF_OTHER_CONTENT',
      `version ${number} was submitted with the simulation ${submission.simulationId}`,
    );
  }
};

/** Nothing goes on while a reviewer says that a change is not wanted. */
export const requireNoUnintended = ({ marks }: Version): void => {
  const unintended = marks.filter(({ mark }) => mark === 'unintended');
  if (unintended.length === 0) return;
  const faults = unintended.map(({ index, class: found }) => ({
    code: 'decision_unintended',
    detail: `tuple ${index} of the snapshot: ${found}`,
  }));
  throw reject('DECISION_UNINTENDED', `${unintended.length} changes are marked unintended`, faults);
};
