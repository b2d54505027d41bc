import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';

// The client library names only some of the server's error codes.
const STORE_FAILED = 10_077;
const SUBJECT_HOLDS_MAXIMUM = 'maximum messages per subject exceeded';

/** The subject holds a message after the expected one. */
export const isWrongLastSequence = (error: unknown): boolean =>
  error instanceof JetStreamApiError &&
  (error.code === JetStreamApiCodes.StreamWrongLastSequence ||
    error.code === JetStreamApiCodes.StreamWrongLastSequenceUnknown);

/**
 * The subject's one place is taken: a command with this id is pending. A full stream has the same code; only the
 * text tells that nothing was stored.
 */
export const isSubjectTaken = (error: unknown): boolean =>
  error instanceof JetStreamApiError &&
  error.code === STORE_FAILED &&
  error.message.includes(SUBJECT_HOLDS_MAXIMUM);

const UNAVAILABLE_STATUS = 503;

/** Nobody who could know answered: no leader, no connection, no time. Every other error is an answer. */
export const isUnavailable = (error: unknown): boolean =>
  !(error instanceof JetStreamApiError) || error.status === UNAVAILABLE_STATUS;

/** The stream holds no such message (a direct get's status 404). */
export const isNoMessage = (error: unknown): boolean =>
  error instanceof Error && error.name === 'JetStreamStatusError' && 'code' in error && error.code === 404;
