import { EngineAnswerInvalid, EngineUnavailable, type EngineWork } from '@policy-registry/finding';

/** What is left of one piece of work, over all its answers. */
export type WorkBudget = {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** Throws `TOO_LARGE` when these bytes of an answer are more than are left. */
  readonly take: (bytes: number) => void;
  /** Throws {@link WorkOverdue} when the time is over. */
  readonly verifyInTime: () => void;
};

/** The time of the work is over: no fault of one answer, so that nothing is asked again and no failure counted. */
export class WorkOverdue extends EngineUnavailable {
  constructor(workMs: number) {
    super('LATE', `the work was not done within ${workMs} ms`);
  }
}

export const workBudget = ({ workMs, answerBytesMax }: EngineWork): WorkBudget => {
  const signal = AbortSignal.timeout(workMs);
  let left = answerBytesMax;
  return {
    signal,
    take: (bytes) => {
      left -= bytes;
      if (left < 0)
        throw new EngineAnswerInvalid(
          'TOO_LARGE',
          `the answers are longer than ${answerBytesMax} bytes together`,
        );
    },
    verifyInTime: () => {
      if (signal.aborted) throw new WorkOverdue(workMs);
    },
  };
};
