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
/** Least speed at which the bytes of a blob go to an S3 server and come from it; a slower one has timed out. */
export const S3_BYTES_PER_SECOND_MIN = 256 * 1024;
/** Longest answer of an S3 server that is no blob: a page of a list, or an error. */
export const S3_ANSWER_BYTES_MAX = 4 * 1024 * 1024;
/** How many pages of versions of one blob are looked through for the first; the server says how long a page is. */
export const S3_VERSION_PAGES_MAX = 20;
/** How often a blob is written again that another writer has begun and not ended. */
export const S3_WRITE_ATTEMPTS_MAX = 5;
