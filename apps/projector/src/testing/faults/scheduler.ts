import type { Random } from './random.ts';

/** Something that can be cut off in the middle: none of its tasks runs afterwards. */
export type Process = { readonly name: string; isAlive: boolean };

type Task = { readonly process: Process; readonly run: () => void };
type Timer = Task & { readonly atMs: number };

/** Work that waits for something to be there: a worker for the next message, say. */
export type Poller = { readonly process: Process; readonly isReady: () => boolean; readonly run: () => void };

const START_MS = Date.UTC(2026, 2, 2, 9);

/** Virtual time, and what is to happen in it, one step after the other in an order that chance picks. */
export const scheduler = (random: Random) => {
  let nowMs = START_MS;
  let tasks: Task[] = [];
  let timers: Timer[] = [];
  let pollers: Poller[] = [];

  const takeDue = (): void => {
    if (!timers.some(({ atMs }) => atMs <= nowMs)) return;
    tasks.push(...timers.filter(({ atMs }) => atMs <= nowMs));
    timers = timers.filter(({ atMs }) => atMs > nowMs);
  };
  const takeTask = (at: number): Task | undefined => {
    const task = tasks[at];
    const last = tasks.pop();
    if (last !== undefined && at < tasks.length) tasks[at] = last;
    return task;
  };

  return {
    nowMs: () => nowMs,
    add: (process: Process, run: () => void): void => {
      if (process.isAlive) tasks.push({ process, run });
    },
    /** Answers how to call it off. */
    later: (process: Process, ms: number, run: () => void): (() => void) => {
      let isOff = false;
      const perhaps = (): void => {
        if (!isOff) run();
      };
      if (process.isAlive) timers.push({ process, run: perhaps, atMs: nowMs + Math.ceil(ms) });
      return () => {
        isOff = true;
        timers = timers.filter((one) => one.run !== perhaps);
      };
    },
    /** Runs once when it is ready. */
    poll: (poller: Poller): void => {
      if (poller.process.isAlive) pollers.push(poller);
    },
    /** Cuts a process off: whatever of its code still runs reaches nothing any more. */
    end: (process: Process): void => {
      process.isAlive = false;
      tasks = tasks.filter((one) => one.process !== process);
      timers = timers.filter((one) => one.process !== process);
      pollers = pollers.filter((one) => one.process !== process);
    },
    leap: (ms: number): void => {
      nowMs += ms;
    },
    nextTimerMs: (): number => timers.reduce((first, { atMs }) => Math.min(first, atMs), Infinity),
    /** Runs one thing that can run now. False when there is none. */
    step: (): boolean => {
      takeDue();
      const ready = pollers.filter(({ isReady }) => isReady());
      const at = random.below(tasks.length + ready.length);
      const poller = ready[at - tasks.length];
      if (poller !== undefined) pollers = pollers.filter((one) => one !== poller);
      const next = poller ?? takeTask(at);
      next?.run();
      return next !== undefined;
    },
  };
};
export type Scheduler = ReturnType<typeof scheduler>;
