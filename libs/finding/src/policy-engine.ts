import type { PolicyOutcome, RuleTrace } from './outcome.ts';
import type { FindingTuple } from './tuple.ts';

/** One remark of the compiler. Lines and columns count from 1, columns in Unicode scalar values. */
export type Diagnostic = {
  readonly severity: 'error' | 'warning';
  /** From the documented table of codes, e.g. `DSL_UNKNOWN_NAME`. */
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
};

/** What a policy compiles to. `ir` is RFC 8785 bytes and `irDigest` their SHA-256. */
export type CompiledPolicy = {
  readonly ir: Uint8Array;
  readonly irDigest: string;
  readonly name: string;
  /** `settings { shadow = true }`: may never be bound as stable. */
  readonly isShadow: boolean;
  /** Names of the rules in evaluation order. */
  readonly rules: readonly string[];
  readonly complexity: number;
};

export type Compilation = {
  readonly compiled: CompiledPolicy | undefined;
  /** In reading order; `compiled` is absent exactly when one of them is an error. */
  readonly diagnostics: readonly Diagnostic[];
};

/** What an evaluation reads besides the findings. The time is given, never taken from a clock. */
export type EvaluationSetting = {
  readonly evaluatedAtMs: number;
  readonly env: Readonly<Record<string, string>>;
};

export type Explained = { readonly outcome: PolicyOutcome; readonly trace: readonly RuleTrace[] };

/**
 * The Policy Engine: compiles sources and evaluates compiled policies. Embedded or remote, it MUST be
 * deterministic: the same bytes, findings and setting give the same outcomes, in the order of the findings.
 */
export interface PolicyEngine {
  /** Name and version, pinned in every result, e.g. `embedded-stella@1.0.0`. */
  readonly build: string;
  /** Compiles a workspace: texts by path, of which `policy.stella` is the entry. */
  compile(files: ReadonlyMap<string, Uint8Array>): Promise<Compilation>;
  /** Rejects with {@link EngineUnavailable} when no answer can be had. `ir` is what `compile` gave. */
  evaluate(
    ir: Uint8Array,
    findings: readonly FindingTuple[],
    setting: EvaluationSetting,
  ): Promise<readonly PolicyOutcome[]>;
  /** The same outcome as `evaluate`, with the way to it. */
  explain(ir: Uint8Array, finding: FindingTuple, setting: EvaluationSetting): Promise<Explained>;
}

export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
}
