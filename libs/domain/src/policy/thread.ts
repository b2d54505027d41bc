import type { ThreadFact } from './thread-events.ts';

/** A conversation about a version. */
export type Thread = {
  readonly startedBy: string;
  /** The version is neither approved nor published until it is resolved. */
  readonly isBlocking: boolean;
  readonly isResolved: boolean;
  /** Its comments, and each time that it was reopened. */
  readonly turns: number;
  /** Facts this thread has had: what `If-Match` names. */
  readonly changes: number;
};

/** `threads[n - 1]` is thread n of its version. */
export const evolveThreads = (threads: readonly Thread[], fact: ThreadFact): readonly Thread[] => {
  if (fact.type === 'ThreadStarted') {
    const { by: startedBy, isBlocking } = fact.data;
    return [...threads, { startedBy, isBlocking, isResolved: false, turns: 1, changes: 1 }];
  }
  return threads.map((thread, index) =>
    index === fact.data.thread - 1
      ? { ...evolveThread(thread, fact.type), changes: thread.changes + 1 }
      : thread,
  );
};

const evolveThread = (thread: Thread, type: Exclude<ThreadFact['type'], 'ThreadStarted'>): Thread => {
  switch (type) {
    case 'ThreadReplied':
      return { ...thread, turns: thread.turns + 1 };
    case 'ThreadResolved':
      return { ...thread, isResolved: true };
    case 'ThreadReopened':
      return { ...thread, isResolved: false, turns: thread.turns + 1 };
  }
};
