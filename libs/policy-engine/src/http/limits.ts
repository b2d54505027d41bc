/** What a client of a remote engine sends and reads at most. The server's own limits may be lower. */
export const REQUEST_BYTES_MAX = 4 * 1_048_576;
export const RESPONSE_BYTES_MAX = 32 * 1_048_576;
export const FINDINGS_PER_REQUEST_MAX = 512;
/** A compiled policy, in bytes before its base64. */
export const IR_BYTES_MAX = 8 * 1_048_576;

/** What a caller waits for one answer, and how often a question is sent in all. */
export const ANSWER_MS = 30_000;
export const ATTEMPTS_MAX = 3;
/** The first pause between two attempts; each further one is about twice as long, up to the second number. */
export const PAUSE_MS = 100;
export const PAUSE_MS_MAX = 2_000;
/** So many attempts in a row without an answer, and the engine is left alone for the time beside. */
export const FAILURES_IN_A_ROW_MAX = 5;
export const OPEN_MS = 10_000;
/** Tenants whose failures are remembered for one engine. */
export const GUARDS_MAX = 1_000;
