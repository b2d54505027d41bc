/** The broker: streams, the append-only log of events, commands and their outcomes, jobs, dead letters. */
export { isUnavailable } from './broker-errors.ts';
export type { BrokerHealth } from './broker-health.ts';
export { brokerLogin } from './broker-login.ts';
export type { BrokerLogin } from './broker-login.ts';
export { brokerServers } from './broker-servers.ts';
export { SIGNING_PRODUCERS, commandSigner, commandVerifier, signatureIn } from './command-signature.ts';
export type {
  CommandSignature,
  CommandSigner,
  CommandVerifier,
  SigningProducer,
} from './command-signature.ts';
export { BROKER_ANSWER_MS_MAX, openJetStream } from './open-jetstream.ts';
export type { JetStream } from './open-jetstream.ts';
export { connectService } from './connect-service.ts';
export type { ServiceConnection, ServiceOptions } from './connect-service.ts';
export { deadLetters } from './dead-letters.ts';
export type { DeadLetter } from './dead-letters.ts';
export {
  ensureAudit,
  ensureStreams,
  SERVER_VERSION_MIN,
  serverVersionFault,
  streamFaults,
} from './ensure-streams.ts';
export { eventFeed, eventSource, FeedClosed, lastEventSeq } from './event-feed.ts';
export type { Arrived, EventFeed, EventSource, FedMessage } from './event-feed.ts';
export { heartbeatFeed, heartbeatPublisher } from './heartbeats.ts';
export type { HeartbeatFeed, HeartbeatPublisher, KeptHeartbeat } from './heartbeats.ts';
export { keptLetters, LetterChanged } from './kept-letters.ts';
export type { KeptLetter, KeptLetters, LetterFilter, LetterPage, OpenedLetter } from './kept-letters.ts';
export { jetStreamEventLog } from './jetstream-event-log.ts';
export type { EventLogOptions } from './jetstream-event-log.ts';
export type { JetStreamReader, JetStreamWriter, StreamReader } from './jetstream-ports.ts';
export { jetStreamReader } from './jetstream-reader.ts';
export { logContent, logDamage } from './log-content.ts';
export type { LogContent } from './log-content.ts';
export { jetStreamOutcomes } from './outcomes.ts';
export type { Outcomes } from './outcomes.ts';
export { commandPublisher, CommandTooLarge } from './publish-command.ts';
export type { CommandPublisher, Publication } from './publish-command.ts';
export { jobPublisher } from './publish-job.ts';
export type { JobPublisher } from './publish-job.ts';
export { queuedJobs, tenantsWith } from './queued-jobs.ts';
export type { QueuedJobs } from './queued-jobs.ts';
export {
  CHUNK_BYTES,
  restoreStream,
  SnapshotState,
  StreamTransferFailed,
  takeSnapshot,
} from './stream-transfer.ts';
export type { StreamToRestore } from './stream-transfer.ts';
export {
  AUDIT,
  DECIDER,
  durableConfigs,
  REACTOR,
  runnerOf,
  RUNS_DECIDER,
  STREAM,
  streamConfigs,
} from './streams.ts';
export type { AuditOptions, DurableConfig, StreamOptions } from './streams.ts';
export { carefully, suspects, UNSUSPICIOUS_DELIVERIES_MAX } from './suspects.ts';
export type { SuspectMessage, Suspects } from './suspects.ts';
export { TooManyWaiting, waitingRoom } from './waiting-room.ts';
export type { WaitingRoom } from './waiting-room.ts';
export { workOn } from './work-on.ts';
export type { Delivery, Every, Handled } from './work-on.ts';
export { workQueue } from './work-queue.ts';
export type { WorkQueue, WorkQueueOptions } from './work-queue.ts';
