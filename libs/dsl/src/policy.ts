import { type BulkPolicy, compileBulk } from './bulk/bulk-policy.ts';
import { IrPolicy } from './ir.ts';
import { type PreparedBranch, prepareBranch } from './act.ts';
import type { Observer } from './observer.ts';
import { prepare } from './prepare.ts';
import { IrInvalid, type Prepared } from './prepared.ts';
import { type PreparedProfile, prepareProfile } from './profile.ts';

type InterpretedRule = {
  readonly name: string;
  readonly because: string | undefined;
  readonly when: Prepared;
  readonly then: PreparedBranch;
  readonly else: PreparedBranch | undefined;
};

/** A policy as the interpreter runs it: step by step, with everything it reads to be noted. */
export type Interpreted = {
  readonly defaultStatus: IrPolicy['settings']['default_status'];
  readonly profile: PreparedProfile | undefined;
  readonly rules: readonly InterpretedRule[];
};

/** A compiled policy, ready to evaluate findings; rules stand in evaluation order. */
export type Policy = {
  readonly name: string;
  readonly rules: readonly { readonly name: string }[];
  readonly bulk: BulkPolicy;
  /** Prepared when it is first asked for. */
  readonly interpreted: () => Interpreted;
};

// Far above what a source within the compiler's limits compiles to.
const IR_BYTES_MAX = 64 * 1_048_576;

/** Reads compiled bytes and prepares them. Throws {@link IrInvalid} for bytes that `compile` did not give. */
export const readIr = (bytes: Uint8Array): Policy => {
  if (bytes.length > IR_BYTES_MAX) throw new IrInvalid(`a compiled policy has at most ${IR_BYTES_MAX} bytes`);
  const policy = parseIr(bytes);
  let interpreted: Interpreted | undefined;
  return {
    name: policy.name,
    rules: policy.rules.map(({ name }) => ({ name })),
    bulk: compileBulk(policy),
    interpreted: () => (interpreted ??= interpretedOf(policy)),
  };
};

/** Prepares a policy for the interpreter. */
export const interpretedOf = ({ settings, profiles, rules }: IrPolicy, observer?: Observer): Interpreted => ({
  defaultStatus: settings.default_status,
  profile: profiles && prepareProfile(profiles.severity, settings, observer),
  rules: rules.map((rule) => ({
    name: rule.name,
    because: rule.because,
    when: prepare(rule.when, settings, observer),
    then: prepareBranch(rule.then, settings, observer),
    else: rule.else && prepareBranch(rule.else, settings, observer),
  })),
});

/** Compiled bytes as data. Throws {@link IrInvalid}. */
export const parseIr = (bytes: Uint8Array): IrPolicy => {
  try {
    return IrPolicy.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new IrInvalid('the bytes are not a compiled policy of this build', { cause });
  }
};
