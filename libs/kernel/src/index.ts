/**
 * Terminology. A *command* is one request to one *aggregate*; `decide` answers it with *facts*, stored as one
 * *event* (one message). An aggregate's *history* is its events as the *fence* lets them count; its *head* is the
 * last of them. An *outcome* tells the sender what became of a command. A *read model* is a fold of events to rows.
 */
export { ageMsAt, CLOCK_SKEW_MAX_MS } from './age.ts';
export { base32 } from './base32.ts';
export { BlobCorrupt, BlobNotFound, BlobTooLarge } from './blob-store.ts';
export type { BlobRef, BlobStore, StoredBlob } from './blob-store.ts';
export { compareBytewise } from './bytes.ts';
export {
  AggregateId,
  COMMAND_BYTES_MAX,
  COMMAND_LIFETIME_MS,
  CommandEnvelope,
  commandIdOf,
  ID_TOKEN,
  idFromCommand,
  messageIdOf,
  OUTCOME_AGE_MAX_MS,
  reactionIdOf,
  requestDigestOf,
  runCommandIdOf,
  Sha256,
  Tenant,
  TENANT_TOKEN,
  Timestamp,
} from './command.ts';
export type { Decider, DecisionContext, NeededAggregate } from './decider.ts';
export {
  addDecimals,
  clampDecimal,
  DECIMAL_TEXT,
  decimalOf,
  divideDecimals,
  formatDecimal,
  multiplyDecimals,
  parseDecimal,
  percentOfDecimals,
} from './decimal.ts';
export type { Decimal } from './decimal.ts';
export { digestOf, sha256Bytes, sha256Hex, sha256OfFields, sha256Stream } from './digest.ts';
export type { Sha256Stream } from './digest.ts';
export {
  AGGREGATE_TYPES,
  aggregateKey,
  AggregateType,
  Basis,
  EVENT_BYTES_MAX,
  EventEnvelope,
  FactShape,
  NO_PREVIOUS_HASH,
} from './envelope.ts';
export type { AggregateKind, AggregateRef, RecordedEvent, StoredMessage } from './envelope.ts';
export { EventTooLarge, VersionConflict } from './event-log.ts';
export type { EventLog, History, LoadedUpTo } from './event-log.ts';
export { judge, judgeOpened, NO_HEAD, openMessage, parseEventSubject } from './fence.ts';
export type { Head, OpenedMessage, Verdict } from './fence.ts';
export { canonicalBytes, canonicalJson, NESTING_MAX, NotCanonical } from './json.ts';
export type { Json } from './json.ts';
export { DryRun, Nudge, Outcome } from './outcome.ts';
export { Principal } from './principal.ts';
export { isStreamRecord, rowKey, rowsHash, stateHash, tableHash } from './read-model.ts';
export type { ColumnType, ReadModel, Row, RowChange, Rows, RowsHash } from './read-model.ts';
export { CheckpointMoved } from './read-model-store.ts';
export type {
  ReadModelStore,
  ReadModelTransaction,
  RowChanges,
  RowKey,
  TableShape,
} from './read-model-store.ts';
export { Rejection } from './rejection.ts';
export type { InputFault } from './rejection.ts';
export { SigningFailed } from './signer.ts';
export type { SignedBundle, Signer, SigningFailureCode } from './signer.ts';
export {
  COMMAND_PRODUCERS,
  commandSubject,
  eventSubject,
  inboxPrefixOf,
  nudgeSubject,
  heartbeatSubject,
  outcomeSubject,
  parseCommandSubject,
  parseHeartbeatSubject,
} from './subjects.ts';
export type { CommandProducer, ConsumerRef } from './subjects.ts';
export { parseTimestamp, toTimestamp } from './time.ts';
export type { EpochMs } from './time.ts';
