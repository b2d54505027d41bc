/**
 * Length of every chunk but the last. Part of the stored form: writers of the same content continue each
 * other's work, so all of them must cut it alike.
 */
export const CHUNK_BYTES = 128 * 1024;
/**
 * The same of chunks that are stored deflated. Longer, as a request for each chunk is what reading costs, and short
 * enough that one which does not shrink is within the broker's `max_payload`.
 */
export const DEFLATED_CHUNK_BYTES = 512 * 1024;
export const REQUEST_TIMEOUT_MS = 5_000;
/** Content up to this length is hashed in memory, longer content in a temporary file. */
export const SPOOL_MEMORY_BYTES_MAX = 1024 * 1024;
/** `get` answers with the whole content, and must not exhaust the memory of its process. */
export const GET_BYTES_MAX = 512 * 1024 * 1024;
/** How often a writer looks again after another one wrote the same content first. */
export const APPEND_ATTEMPTS_MAX = 20;
