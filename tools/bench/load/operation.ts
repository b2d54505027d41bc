/**
 * One unit of the work that is measured. `n` is another number for every call, so that each can have an id of its
 * own. Resolves whether it succeeded; a throw counts as a failure too.
 */
export type Operation = (n: number) => Promise<boolean>;

/** Runs an operation and answers its latency since `sinceMs`, or `undefined` when it failed. */
export const timed = async (
  operation: Operation,
  n: number,
  sinceMs: number,
): Promise<number | undefined> => {
  const isDone = await operation(n).catch(() => false);
  return isDone ? performance.now() - sinceMs : undefined;
};

/** Numbers for operations: never the same twice in one run. */
export const counter = (): (() => number) => {
  let last = 0;
  return () => (last += 1);
};
