import type { Reading } from './reading.ts';
import type { Value } from './values.ts';

/**
 * An expression ready to run. `blame` adds the names that made it unknown; asked only when it is, or when a function
 * could not use the value it has.
 */
export type Prepared = {
  /** The value, where it is the same for every finding. */
  readonly constant?: Value;
  readonly evaluate: (reading: Reading) => Value;
  readonly blame: (reading: Reading, names: Set<string>) => void;
};

/** A function of one operand. */
export const mapped = (operand: Prepared, map: (value: Value) => Value): Prepared => ({
  evaluate: (reading) => map(operand.evaluate(reading)),
  blame: operand.blame,
});

/** The bytes are no compiled policy of this build. */
export class IrInvalid extends Error {
  override readonly name = 'IrInvalid';
}
