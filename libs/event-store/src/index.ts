/** The broker: streams, the append-only log of events, commands and their outcomes, jobs, dead letters. */
export { brokerState } from './broker-state.ts';
export { deadLetters } from './dead-letters.ts';
export type { DeadLetter } from './dead-letters.ts';
export { ensureStreams, SERVER_VERSION_MIN } from './ensure-streams.ts';
export { eventFeed, FeedClosed, lastEventSeq } from './event-feed.ts';
export type { EventFeed, FedMessage } from './event-feed.ts';
export { jetStreamEventLog } from './jetstream-event-log.ts';
export type { EventLogOptions } from './jetstream-event-log.ts';
export { jetStreamOutcomes } from './outcomes.ts';
export type { Outcomes } from './outcomes.ts';
export { commandPublisher, CommandTooLarge } from './publish-command.ts';
export type { CommandPublisher, Publication } from './publish-command.ts';
export { jobPublisher } from './publish-job.ts';
export { DECIDER, durableConfigs, REACTOR, runnerOf, STREAM, streamConfigs } from './streams.ts';
export type { StreamOptions } from './streams.ts';
export { workQueue } from './work-queue.ts';
export type { Handled, WorkQueue, WorkQueueOptions } from './work-queue.ts';
