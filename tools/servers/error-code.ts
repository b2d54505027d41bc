/** The system's code of an error (`ENOENT`, …), also of one that comes from another realm. */
export const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
