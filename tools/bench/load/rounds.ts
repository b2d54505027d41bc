/**
 * The order in which contenders take their turns: every round all of them, each second round the other way round,
 * so that what drifts during a run (a cache, a neighbour on the machine) favours nobody.
 */
export const alternatingRounds = <T>(contenders: readonly T[], rounds: number): readonly T[] =>
  Array.from({ length: rounds }, (_, round) =>
    round % 2 === 0 ? contenders : contenders.toReversed(),
  ).flat();
