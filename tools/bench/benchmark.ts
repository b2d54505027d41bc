import type { Row } from './row.ts';

export type BenchmarkOptions = {
  /** Time spent under load, in all. */
  readonly seconds: number;
  /** Callers that each wait for an answer before they ask again. */
  readonly concurrency: number;
  /** Findings of each estate that is simulated, where others than the usual ones were asked for. */
  readonly sizes?: readonly number[] | undefined;
  /** Events of the log that is measured on, where another number than the usual one was asked for. */
  readonly events?: number | undefined;
  /** Folder for CPU profiles of the registry's programs. */
  readonly profile?: string | undefined;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
};

/** Rows, and the conditions they were measured under. */
export type Report = { readonly rows: readonly Row[]; readonly notes: readonly string[] };

export type Benchmark = (options: BenchmarkOptions) => Promise<Report>;
