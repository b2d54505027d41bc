import type { JobPublisher, Outcomes } from '@policy-registry/event-store';
import type { EventLog, ReadModelStore } from '@policy-registry/kernel';
import { faultPoints, type PassFaultPoint } from '@policy-registry/platform';

import type { ProjectorConfig } from './config.ts';

/** Where a test can have this process killed: a row each of docs/architecture.md, When something crashes. */
export const FAULT_POINTS = [
  'before-append',
  'after-append-before-outcome',
  'before-refusal',
  'after-commit-before-ack',
  'before-rows',
  'between-jobs',
] as const;
export type PassPoint = PassFaultPoint<(typeof FAULT_POINTS)[number]>;

/** Passes the points on the way where a file may name one of them, and nothing at all elsewhere. */
export const projectorFaults = ({ INSECURE_FAULT_FILE }: ProjectorConfig): PassPoint =>
  faultPoints({ file: INSECURE_FAULT_FILE, points: FAULT_POINTS });

/** Points at an event of somebody's command: the seed of a fresh stack is the registry's own. */
export const withAppendFaults = (log: EventLog, pass: PassPoint): EventLog => ({
  ...log,
  append: async (aggregate, expectedSeq, event) => {
    if (event.actor.type !== 'user') return log.append(aggregate, expectedSeq, event);
    await pass('before-append');
    const recorded = await log.append(aggregate, expectedSeq, event);
    await pass('after-append-before-outcome');
    return recorded;
  },
});

export const withOutcomeFaults = (outcomes: Outcomes, pass: PassPoint): Outcomes => ({
  ...outcomes,
  record: async (outcome) => {
    if (outcome.status === 'rejected') await pass('before-refusal');
    const recorded = await outcomes.record(outcome);
    if (outcome.status === 'accepted' && outcome.aggregate.type === 'policy')
      await pass('after-commit-before-ack');
    return recorded;
  },
});

/** The event is durable, and its rows are not there. */
export const withRowsFault = (store: ReadModelStore, pass: PassPoint): ReadModelStore => ({
  ...store,
  transaction: async (work) => {
    await pass('before-rows');
    return store.transaction(work);
  },
});

/** A job is queued; its event is not done with, and may ask for another. */
export const withJobsFault =
  (publishJob: JobPublisher, pass: PassPoint): JobPublisher =>
  async (job, traceparent) => {
    const isNew = await publishJob(job, traceparent);
    await pass('between-jobs');
    return isNew;
  };
