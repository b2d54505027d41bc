/** A request in bytes; a policy of the largest source, twice over, and a batch of findings fit. */
export const REQUEST_BYTES_MAX = 8 * 1_048_576;
/** Findings of one evaluation. */
export const FINDINGS_MAX = 1_024;
