import { type FindingTuple, type Status, type VexStatement } from '@policy-registry/finding';

import { latestStatement } from '../statements.ts';
import type { Value } from '../values.ts';
import { type Grade, NO_GRADE } from './grades.ts';

/**
 * What one policy keeps while it goes over findings: one object that every finding uses again, so that nothing is
 * allocated for a finding whose outcome is known already. Evaluation is synchronous, so there is never a second.
 */
export type Frame = {
  finding: FindingTuple;
  nowMs: number;
  /** The values of `env.*` by slot, which are the same for every finding of a run. */
  env: readonly Value[];
  /** Counts findings: what was kept in another round is of another finding. */
  round: number;
  readonly kept: Value[];
  readonly keptIn: number[];
  /** After profiles; absent until it is read. */
  grade: Grade | undefined;
  latest: VexStatement | undefined;
  latestIn: number;
  /** The statement whose fields bare names are. */
  statement: VexStatement | undefined;
  /** The outcome while actions work on it. */
  status: Status;
  working: Grade;
  isVexRequired: boolean;
};

const NOTHING: FindingTuple = {
  component: {},
  advisory: { id: '-', aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
};

export const newFrame = (): Frame => ({
  finding: NOTHING,
  nowMs: 0,
  env: [],
  round: 0,
  kept: [],
  keptIn: [],
  grade: undefined,
  latest: undefined,
  latestIn: -1,
  statement: undefined,
  status: 'affected',
  working: NO_GRADE,
  isVexRequired: false,
});

/** Turns to the next finding. */
export const turnTo = (frame: Frame, finding: FindingTuple): void => {
  frame.finding = finding;
  frame.grade = undefined;
  frame.round += 1;
};

/** Lets go of the last finding. */
export const leave = (frame: Frame): void => {
  turnTo(frame, NOTHING);
  frame.latest = undefined;
  frame.statement = undefined;
};

export const latestOf = (frame: Frame): VexStatement | undefined => {
  if (frame.latestIn !== frame.round) {
    frame.latest = latestStatement(frame.finding.vex);
    frame.latestIn = frame.round;
  }
  return frame.latest;
};
