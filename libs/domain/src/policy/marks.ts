import { toTimestamp } from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import type { Simulation } from '../simulation/state.ts';
import type { PolicyCommandOf } from './commands.ts';
import type { PolicyContext } from './decide.ts';
import { MARKS_MAX, type Mark, type PolicyFact } from './events.ts';
import type { Version } from './state.ts';

/**
 * A reviewer who may see findings says of one changed decision whether it is wanted. Who said so before revises or
 * withdraws it; what others say of it stays.
 */
export const markDecision = (
  { data }: PolicyCommandOf<'MarkDecision'>,
  version: Version,
  context: PolicyContext,
): readonly PolicyFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:review');
  requireScope(context, 'findings:read');
  requireMatch(context, version.changes);
  requireInReview(data, version);
  const { id: by } = context.principal;
  if (version.lineage.includes(by))
    refuse(context, 'MARKER_IN_LINEAGE', 'whoever had a hand in a version or its simulation cannot mark it');
  const { reasonDigest: given, ...marked } = data;
  const reasonDigest = requireReason(context, given, 'a mark');

  const { marks } = version;
  const known = marks.find((given) => given.index === data.index && given.by === by);
  if (data.mark === (known?.mark ?? 'withdrawn')) return [];
  requireChanged(data, version, context.needs.simulation);
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

/** Only what the simulation counted: an index within its tuples, and of each class no more than changed. */
const requireChanged = (
  { index, class: found }: PolicyCommandOf<'MarkDecision'>['data'],
  { marks }: Version,
  simulation: Simulation | undefined,
): void => {
  // One whose twin contradicted it after the submission has no result any more to compare with.
  if (simulation?.status !== 'succeeded') return;
  const { tuples, counts } = simulation.result;
  const others = marks.filter((given) => given.class === found && given.index !== index);
  const changed = found === 'unchanged' ? 0 : (counts[found] ?? 0);
  if (index < tuples && new Set(others.map((given) => given.index)).size < changed) return;
  throw reject('DECISION_UNKNOWN', `the simulation has no ${found} tuple ${index}`);
};

/** Nothing goes on while a reviewer says that a change is not wanted. */
export const requireNoUnintended = ({ marks }: Version, context: Pick<PolicyContext, 'reasons'>): void => {
  const unintended = decisionsMarked(marks, 'unintended');
  if (unintended.length === 0) return;
  const faults = unintended.map(({ index, class: found }) => ({
    code: 'decision_unintended',
    detail: `tuple ${index} of the snapshot: ${found}`,
  }));
  refuse(context, 'DECISION_UNINTENDED', `${unintended.length} changes are marked unintended`, faults);
};

/** The decisions of which some reviewer says this, each once, in the order of the snapshot. */
export const decisionsMarked = (
  marks: Version['marks'],
  wanted: Mark['mark'],
): readonly Omit<Mark, 'mark'>[] => {
  const found = marks.filter(({ mark }) => mark === wanted);
  const byIndex = new Map(found.map(({ index, class: changed }) => [index, { index, class: changed }]));
  return [...byIndex.values()].toSorted((a, b) => a.index - b.index);
};
