import {
  compileFiles,
  DSL_BUILD,
  evaluateAll,
  explain,
  IrInvalid,
  type Policy,
  readIr,
} from '@policy-registry/dsl';
import { EngineRefused, type PolicyEngine } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

/** Policies of at most this many digests are kept ready; then the one unused for longest is prepared again. */
const PREPARED_MAX = 64;

export type EmbeddedEngineOptions = {
  /** Goes behind the build as `+label`, for a process that serves this engine to others under a name of its own. */
  readonly label?: string | undefined;
};

/** The Policy Engine inside the process: the language's own compiler and evaluator. */
export const embeddedPolicyEngine = ({ label }: EmbeddedEngineOptions = {}): PolicyEngine => {
  // In order of last use.
  const prepared = new Map<string, Policy>();

  const policyOf = (ir: Uint8Array): Policy => {
    const digest = sha256Hex(ir);
    const policy = prepared.get(digest) ?? prepare(ir);
    prepared.delete(digest);
    prepared.set(digest, policy);
    const [unusedLongest] = prepared.keys();
    if (prepared.size > PREPARED_MAX && unusedLongest !== undefined) prepared.delete(unusedLongest);
    return policy;
  };

  return {
    build: `embedded-${DSL_BUILD}${label === undefined ? '' : `+${label}`}`,
    compile: async (files) => compileFiles(files),
    evaluate: async (ir, findings, setting) => evaluateAll(policyOf(ir), findings, setting),
    explain: async (ir, finding, setting) => explain(policyOf(ir), finding, setting),
  };
};

const prepare = (ir: Uint8Array): Policy => {
  try {
    return readIr(ir);
  } catch (error) {
    if (!(error instanceof IrInvalid)) throw error;
    throw new EngineRefused('IR_INVALID', error.message, { cause: error });
  }
};
