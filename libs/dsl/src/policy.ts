import { IrPolicy, type IrRule } from './ir.ts';
import { type PreparedAction, prepareAction } from './act.ts';
import { prepare } from './prepare.ts';
import { IrInvalid, type Prepared } from './prepared.ts';

type PreparedRule = {
  readonly name: string;
  readonly because: string | undefined;
  readonly when: Prepared;
  readonly then: readonly PreparedAction[];
  readonly else: readonly PreparedAction[] | undefined;
};

/** A compiled policy, ready to evaluate findings; rules stand in evaluation order. */
export type Policy = {
  readonly name: string;
  readonly defaultStatus: IrPolicy['settings']['default_status'];
  readonly rules: readonly PreparedRule[];
};

// Far above what a source within the compiler's limits compiles to.
const IR_BYTES_MAX = 64 * 1_048_576;

/** Reads compiled bytes and prepares them. Throws {@link IrInvalid} for bytes that `compile` did not give. */
export const readIr = (bytes: Uint8Array): Policy => {
  if (bytes.length > IR_BYTES_MAX) throw new IrInvalid(`a compiled policy has at most ${IR_BYTES_MAX} bytes`);
  const { name, settings, profiles, rules } = parsed(bytes);
  if (profiles !== undefined) throw new IrInvalid('this build cannot apply a profile yet');
  const prepareRule = (rule: IrRule): PreparedRule => ({
    name: rule.name,
    because: rule.because,
    when: prepare(rule.when, settings),
    then: rule.then.map((action) => prepareAction(action, settings)),
    else: rule.else?.map((action) => prepareAction(action, settings)),
  });
  return { name, defaultStatus: settings.default_status, rules: rules.map(prepareRule) };
};

const parsed = (bytes: Uint8Array): IrPolicy => {
  try {
    return IrPolicy.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new IrInvalid('the bytes are not a compiled policy of this build', { cause });
  }
};
