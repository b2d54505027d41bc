/** What a result can be written as, for programs. */
export const FORMATS = ['json', 'ndjson', 'csv', 'junit', 'sarif'] as const;
export type Format = (typeof FORMATS)[number];
