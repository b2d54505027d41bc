import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';

// The client library names only some of the server's error codes.
const SUBJECT_HOLDS_MAXIMUM = 10_077;

/** The subject holds a message after the expected one. */
export const isWrongLastSequence = (error: unknown): boolean =>
  error instanceof JetStreamApiError &&
  (error.code === JetStreamApiCodes.StreamWrongLastSequence ||
    error.code === JetStreamApiCodes.StreamWrongLastSequenceUnknown);

/** The subject's one place is taken: a command with this id is pending. */
export const isSubjectTaken = (error: unknown): boolean =>
  error instanceof JetStreamApiError && error.code === SUBJECT_HOLDS_MAXIMUM;

/** The stream holds no such message (a direct get's status 404). */
export const isNoMessage = (error: unknown): boolean =>
  error instanceof Error && error.name === 'JetStreamStatusError' && 'code' in error && error.code === 404;
