/** How long a request waits for what, at most; what takes longer is answered 202, or 503 where nothing can be said. */
export type Waits = {
  /** For all of a JSON body; what is uploaded has only to go on. */
  readonly bodyMs: number;
  /** For the decision of a command. */
  readonly decisionMs: number;
  /** For the decision of a request that was sent before and is still waiting. */
  readonly pendingMs: number;
  /** For the read models to have what was decided. */
  readonly readModelMs: number;
  /** For work that follows from a command: a compilation, an import, a signature. */
  readonly followUpMs: number;
  /** For the read models to reach a position that a reader has seen. */
  readonly positionMs: number;
};

export const WAITS: Waits = {
  bodyMs: 30_000,
  decisionMs: 3_000,
  pendingMs: 100,
  readModelMs: 3_000,
  followUpMs: 5_000,
  positionMs: 5_000,
};
