import type { Wire } from '@policy-registry/event-store/simulated';

import type { Fault, FaultPlan } from './fault-plan.ts';
import type { Random } from './random.ts';
import type { Process, Scheduler } from './scheduler.ts';

/** No answer came in time: the request may have had its effect or not, and may still have it. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

export type WireOptions = {
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** What is to be expected at the moment. */
  readonly plan: () => FaultPlan;
  readonly crash: (process: Process) => void;
  readonly note: (line: string) => void;
};

/** What is on its way belongs to nobody: it arrives although its sender is gone. */
const NETWORK: Process = { name: 'network', isAlive: true };

/** The connections of one process. Every request and every answer is a step of its own. */
export const wireOf = (options: WireOptions, process: Process, canCrash = true): Wire => {
  const { scheduler, random, plan, crash, note } = options;
  const faultOf = (): Fault | undefined => {
    const { faults, faultChance } = plan();
    if (faults.length === 0 || !random.chance(faultChance)) return undefined;
    const fault = random.pick(faults);
    return !canCrash && fault.startsWith('crash') ? 'answer-lost' : fault;
  };

  return <T>(what: string, perform: () => T) =>
    new Promise<T>((resolve, reject) => {
      const answer = (): void => {
        const settle = attempt(perform, resolve, reject);
        if (random.chance(plan().answerDelayChance)) scheduler.add(process, settle);
        else settle();
      };
      const perhaps = (): void => void attempt(perform, ignore, ignore);
      const fail = (): void => reject(new TimedOut(what));

      scheduler.add(process, () => {
        const fault = faultOf();
        note(`${process.name} ${what}${fault === undefined ? '' : ` !${fault}`}`);
        switch (fault) {
          case undefined:
            return answer();
          case 'request-lost':
            return fail();
          case 'answer-lost':
            perhaps();
            return fail();
          case 'request-late':
            scheduler.add(NETWORK, perhaps);
            return fail();
          case 'request-twice':
            scheduler.add(NETWORK, perhaps);
            return answer();
          case 'crash-before':
            return crash(process);
          case 'crash-after':
            perhaps();
            return crash(process);
        }
      });
    });
};

const ignore = (): void => undefined;

/** Has the effect now, and tells of it when called. */
const attempt = <T>(perform: () => T, resolve: (value: T) => void, reject: (error: unknown) => void) => {
  try {
    const value = perform();
    return () => resolve(value);
  } catch (error) {
    return () => reject(error);
  }
};
