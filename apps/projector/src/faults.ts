import process from 'node:process';

import type { EventLog } from '@policy-registry/kernel';
import type { Outcomes } from '@policy-registry/event-store';

import type { ProjectorConfig } from './config.ts';

/** Kills this process as a power cut would: no handler runs, nothing is flushed. */
const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

const faultPoint = ({ INSECURE_DEVELOPMENT, INSECURE_FAULT_POINT }: ProjectorConfig) =>
  INSECURE_DEVELOPMENT ? INSECURE_FAULT_POINT : undefined;

/** The log as it is, unless this process is to die once an event is durable and nobody was told. */
export const withAppendFault = (log: EventLog, config: ProjectorConfig): EventLog =>
  faultPoint(config) !== 'after-append-before-outcome'
    ? log
    : {
        ...log,
        append: async (aggregate, expectedSeq, event) =>
          isByPerson(event.actor.type)
            ? log.append(aggregate, expectedSeq, event).then(die)
            : log.append(aggregate, expectedSeq, event),
      };

/** The outcomes as they are, unless this process is to die once one is durable and its command not acknowledged. */
export const withOutcomeFault = (outcomes: Outcomes, config: ProjectorConfig): Outcomes =>
  faultPoint(config) !== 'after-commit-before-ack'
    ? outcomes
    : {
        ...outcomes,
        record: async (outcome) =>
          outcome.status === 'accepted' && outcome.aggregate.type === 'policy'
            ? outcomes.record(outcome).then(die)
            : outcomes.record(outcome),
      };

// The seed of a fresh stack is the registry's own; the fault is to meet somebody's command.
const isByPerson = (actorType: string): boolean => actorType === 'user';
