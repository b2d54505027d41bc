import type { PolicyOutcome, RuleTrace } from './outcome.ts';
import type { FindingTuple } from './tuple.ts';

/** One remark of the compiler. Lines and columns count from 1, columns in Unicode scalar values. */
export type Diagnostic = {
  readonly severity: 'error' | 'warning';
  /** From the documented table of codes, e.g. `DSL_UNKNOWN_NAME`. */
  readonly code: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
};

/** One rule of a compiled policy: where it stands, and the names it reads, sorted bytewise. */
export type RuleIndexEntry = {
  readonly name: string;
  readonly priority: number;
  readonly line: number;
  readonly column: number;
  readonly reads: readonly string[];
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
  /** The same rules with their places; an engine may leave it out. */
  readonly index?: readonly RuleIndexEntry[];
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

/** A language that an engine compiles, and the file of a workspace that says so by being there. */
export type EngineLanguage = { readonly name: string; readonly entryFile: string };

export type Explained = { readonly outcome: PolicyOutcome; readonly trace: readonly RuleTrace[] };

/** One piece of work that an engine is asked for, such as a shard: whose it is, and what all its answers may take together. */
export type EngineWork = {
  readonly tenant: string;
  readonly workMs: number;
  readonly answerBytesMax: number;
};

/**
 * The Policy Engine: compiles sources and evaluates compiled policies. Embedded or remote, it MUST be
 * deterministic: the same bytes, findings and setting give the same outcomes, in the order of the findings.
 * Every method rejects with `EngineUnavailable`, `EngineAnswerInvalid` or `EngineRefused` (engine-faults.ts), and with
 * nothing else that the engine is to blame for; it never gives a part of an answer.
 */
export interface PolicyEngine {
  /** Name and version, pinned in every result, e.g. `embedded-stella@1.0.0`. One object MUST NOT change it. */
  readonly build: string;
  /** What it compiles and evaluates; absent: `stella-dsl@1`, from `policy.stella`. */
  readonly languages?: readonly EngineLanguage[];
  /** Compiles a workspace: texts by path, of which the entry (`policy.stella`) stands at the root. */
  compile(files: ReadonlyMap<string, Uint8Array>): Promise<Compilation>;
  /** `ir` is what `compile` gave; anything else is refused with `IR_INVALID`. */
  evaluate(
    ir: Uint8Array,
    findings: readonly FindingTuple[],
    setting: EvaluationSetting,
  ): Promise<readonly PolicyOutcome[]>;
  /** The same outcome as `evaluate`, with the way to it. */
  explain(ir: Uint8Array, finding: FindingTuple, setting: EvaluationSetting): Promise<Explained>;
  /**
   * The same engine for one piece of work, whose time begins now. What one tenant's work does to the engine leaves the work of
   * others alone. Absent where the engine works in this process.
   */
  within?(work: EngineWork): PolicyEngine;
}

/**
 * The engines that one process has. A result is computed by the build that its inputs pin and by no other: who needs
 * a build asks {@link PolicyEngines.of}, and treats `undefined` as that build being unavailable here.
 */
export interface PolicyEngines {
  /** What compiles, and what evaluates when the inputs name no build. It is one of the others. */
  readonly default: PolicyEngine;
  /** The engine of exactly this build, if it is here now. */
  of(build: string): PolicyEngine | undefined;
  /** Which builds are here now, without repetition, the default's first. */
  readonly builds: readonly string[];
}
