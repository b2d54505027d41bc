import { IrPolicy, type IrRule } from './ir.ts';
import { type PreparedBranch, prepareBranch } from './act.ts';
import { prepare } from './prepare.ts';
import { IrInvalid, type Prepared } from './prepared.ts';
import { type PreparedProfile, prepareProfile } from './profile.ts';

type PreparedRule = {
  readonly name: string;
  readonly because: string | undefined;
  readonly when: Prepared;
  readonly then: PreparedBranch;
  readonly else: PreparedBranch | undefined;
};

/** A compiled policy, ready to evaluate findings; rules stand in evaluation order. */
export type Policy = {
  readonly name: string;
  readonly defaultStatus: IrPolicy['settings']['default_status'];
  readonly profile: PreparedProfile | undefined;
  readonly rules: readonly PreparedRule[];
};

// Far above what a source within the compiler's limits compiles to.
const IR_BYTES_MAX = 64 * 1_048_576;

/** Reads compiled bytes and prepares them. Throws {@link IrInvalid} for bytes that `compile` did not give. */
export const readIr = (bytes: Uint8Array): Policy => {
  if (bytes.length > IR_BYTES_MAX) throw new IrInvalid(`a compiled policy has at most ${IR_BYTES_MAX} bytes`);
  const { name, settings, profiles, rules } = parsed(bytes);
  const prepareRule = (rule: IrRule): PreparedRule => ({
    name: rule.name,
    because: rule.because,
    when: prepare(rule.when, settings),
    then: prepareBranch(rule.then, settings),
    else: rule.else && prepareBranch(rule.else, settings),
  });
  return {
    name,
    defaultStatus: settings.default_status,
    profile: profiles && prepareProfile(profiles.severity, settings),
    rules: rules.map(prepareRule),
  };
};

const parsed = (bytes: Uint8Array): IrPolicy => {
  try {
    return IrPolicy.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new IrInvalid('the bytes are not a compiled policy of this build', { cause });
  }
};
