import type { IrAction, IrExpression } from './ir.ts';
import type { Value } from './values.ts';

/** Is told of everything that the interpreter computes: what tests count is what was really evaluated. */
export type Observer = {
  readonly value: (op: IrExpression['op'], value: Value) => void;
  readonly action: (action: IrAction['action'], error: string | undefined) => void;
};
