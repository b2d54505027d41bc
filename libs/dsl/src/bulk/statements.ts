import type { VexStatement } from '@policy-registry/finding';

import { type Field, readField } from '../names.ts';
import type { Value } from '../values.ts';
import { bitOf, type Code, constant, kept, named, type Run, type Workshop } from './code.ts';
import { type Frame, latestOf } from './frame.ts';
import { ofLatest } from './read.ts';

/** A field of the statement that a quantifier looks at. */
export const field = (workshop: Workshop, name: Field): Code =>
  named(workshop, `vex.${name}`, ({ statement }) =>
    statement === undefined ? undefined : readField(statement, name),
  );

/** A field of the latest statement, or whether there is one. */
export const latest = (workshop: Workshop, name: Field | undefined): Code =>
  name === undefined
    ? named(workshop, 'vex.latest', (frame) => (latestOf(frame) === undefined ? undefined : true))
    : named(workshop, `vex.${name}`, kept(workshop, `vex.${name}`, ofLatest(name)));

/** `vex.any` and `vex.all`: Kleene's *or* and *and* over the statements, unknown for *all* over none. */
export const quantifier = (
  workshop: Workshop,
  op: 'any' | 'all',
  { predicate, isInner }: { readonly predicate: Code; readonly isInner: boolean },
): Code => {
  const run = op === 'any' ? anyOf(predicate.run) : allOf(predicate.run);
  const bit = bitOf(workshop, 'vex.all');
  const blame: Code['blame'] = (frame) =>
    frame.finding.vex.length === 0 ? bit : blameEach(predicate, frame);
  if (predicate.constant !== undefined && op === 'any' && predicate.constant.value === false)
    return constant(false);
  // One inside another does not depend on the outer statement: without this, nesting would multiply the work.
  return { run: isInner ? kept(workshop, `quantifier ${workshop.slots.size}`, run) : run, blame };
};

const anyOf =
  (predicate: Run): Run =>
  (frame) => {
    const { vex } = frame.finding;
    if (vex.length === 0) return false;
    const outer = frame.statement;
    let result: Value = false;
    for (const statement of vex) {
      const value = under(frame, statement, predicate);
      if (value === true) {
        result = true;
        break;
      }
      if (value !== false) result = undefined;
    }
    frame.statement = outer;
    return result;
  };

const allOf =
  (predicate: Run): Run =>
  (frame) => {
    const { vex } = frame.finding;
    if (vex.length === 0) return undefined;
    const outer = frame.statement;
    let result: Value = true;
    for (const statement of vex) {
      const value = under(frame, statement, predicate);
      if (value === false) {
        result = false;
        break;
      }
      if (value !== true) result = undefined;
    }
    frame.statement = outer;
    return result;
  };

const under = (frame: Frame, statement: VexStatement, predicate: Run): Value => {
  frame.statement = statement;
  return predicate(frame);
};

const blameEach = ({ run, blame }: Code, frame: Frame): number => {
  const outer = frame.statement;
  let bits = 0;
  for (const statement of frame.finding.vex) {
    if (under(frame, statement, run) === undefined) bits |= blame(frame);
  }
  frame.statement = outer;
  return bits;
};
