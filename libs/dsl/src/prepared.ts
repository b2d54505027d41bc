import type { Reading } from './reading.ts';
import type { Value } from './values.ts';

/** An expression ready to run. `blame` adds the names that made it unknown; asked only when it is. */
export type Prepared = {
  /** The value, where it is the same for every finding. */
  readonly constant?: Value;
  readonly evaluate: (reading: Reading) => Value;
  readonly blame: (reading: Reading, names: Set<string>) => void;
};

/** The bytes are no compiled policy of this build. */
export class IrInvalid extends Error {
  override readonly name = 'IrInvalid';
}
