import type { IrPolicy } from '../ir.ts';
import type { Value } from '../values.ts';
import type { Frame } from './frame.ts';
import type { GradeOf } from './input-grade.ts';

export type Run = (frame: Frame) => Value;

/** An expression as closures over a frame. */
export type Code = {
  readonly run: Run;
  /** The names that made it unknown, as bits of a set; asked when it is, or when a function could not use its value. */
  readonly blame: (frame: Frame) => number;
  /** Its value, where that is the same for every finding. */
  readonly constant?: { readonly value: Value };
};

/** What the compilation of one policy hands out: slots of the frame, and bits for names. */
export type Workshop = {
  readonly types: IrPolicy['settings'];
  readonly gradeOf: GradeOf;
  /** Slots for what is kept while one finding is looked at, by what it is. */
  readonly slots: Map<string, number>;
  /** The names of `env.*` that are read, in the order of their slots. */
  readonly env: string[];
  readonly names: string[];
};

/** More names than one number has bits are blamed by the interpreter. */
export const BLAMED_MAX = 31;

/** The bit of a name that can be missing. */
export const bitOf = ({ names }: Workshop, name: string): number => {
  const known = names.indexOf(name);
  const at = known >= 0 ? known : names.push(name) - 1;
  return at < BLAMED_MAX ? 1 << at : 0;
};

/** Reads once per finding, whoever asks: many rules look at the same names. */
export const kept = ({ slots }: Workshop, what: string, read: Run): Run => {
  const slot = slots.get(what) ?? slots.size;
  slots.set(what, slot);
  return (frame) => {
    if (frame.keptIn[slot] === frame.round) return frame.kept[slot];
    const value = read(frame);
    frame.kept[slot] = value;
    frame.keptIn[slot] = frame.round;
    return value;
  };
};

const nobody = (): number => 0;

export const constant = (value: Value, blame: Code['blame'] = nobody): Code => ({
  run: () => value,
  blame,
  constant: { value },
});

/** A value that is read, blamed by its own name. */
export const named = (workshop: Workshop, name: string, run: Run): Code => {
  const bit = bitOf(workshop, name);
  return { run, blame: () => bit };
};

/** The names of those operands that are unknown themselves. */
export const blameUnknown =
  (operands: readonly Code[]): Code['blame'] =>
  (frame) => {
    let bits = 0;
    for (const { run, blame } of operands) if (run(frame) === undefined) bits |= blame(frame);
    return bits;
  };
