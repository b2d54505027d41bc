import type { IrExpression, IrRule } from '../ir.ts';
import { NAMES, openName } from '../names.ts';
import type { Run, Workshop } from './code.ts';
import { compileExpression } from './compile.ts';
import type { Frame } from './frame.ts';

/** Consecutive rules. Those that each ask for certain texts of one name are found by the text that is there. */
export type Segment<R> = { readonly rules: readonly R[]; readonly index: Index<R> | undefined };
type Index<R> = { readonly read: Run; readonly byText: ReadonlyMap<string, readonly R[]> };

/** By name, the texts of which it must have one for the rule to be anything but false. */
type Needs = ReadonlyMap<string, readonly string[]>;

/** Fewer rules are tried as fast as they are looked up. */
const INDEXED_RULES_MIN = 8;

/** Of a rule with more tests that would do, the first ones are looked at. */
const NEEDS_MAX = 8;

/** The rules in order, in as few segments as can be looked up. `rules` and `compiled` are the same rules. */
export const segmentsOf = <R>(
  workshop: Workshop,
  rules: readonly IrRule[],
  compiled: readonly R[],
): readonly Segment<R>[] => {
  const needs = rules.map(needsOf);
  const segments: Segment<R>[] = [];
  let plain: R[] = [];
  const flush = (): void => {
    if (plain.length > 0) segments.push({ rules: plain, index: undefined });
    plain = [];
  };
  for (let at = 0; at < compiled.length;) {
    const { name, length } = longestRun(needs, at);
    const members = compiled.slice(at, at + length);
    if (name === undefined || length < INDEXED_RULES_MIN) {
      plain.push(...members);
    } else {
      flush();
      const texts = needs.slice(at, at + length).map((each) => each.get(name) ?? []);
      const { run: read } = compileExpression(workshop, { op: 'name', name });
      segments.push({ rules: members, index: { read, byText: byText(members, texts) } });
    }
    at += length;
  }
  flush();
  return segments;
};

/** The rules of a segment that can be true or unknown for a finding. */
export const candidates = <R>({ rules, index }: Segment<R>, frame: Frame): readonly R[] => {
  if (index === undefined) return rules;
  const text = index.read(frame);
  return typeof text === 'string' ? (index.byText.get(text) ?? NONE) : rules;
};
const NONE: readonly never[] = [];

/** How many rules from `at` on, one at least, need a text of the same name, and which name that is. */
const longestRun = (
  needs: readonly Needs[],
  at: number,
): { readonly name: string | undefined; readonly length: number } => {
  let best: { name: string | undefined; length: number } = { name: undefined, length: 1 };
  for (const name of needs[at]?.keys() ?? []) {
    let end = at;
    while (needs[end]?.has(name) === true) end += 1;
    if (end - at > best.length) best = { name, length: end - at };
  }
  return best;
};

const byText = <R>(
  members: readonly R[],
  texts: readonly (readonly string[])[],
): ReadonlyMap<string, readonly R[]> => {
  const found = new Map<string, R[]>();
  for (const [at, member] of members.entries()) {
    for (const text of new Set(texts[at])) {
      const others = found.get(text);
      if (others === undefined) found.set(text, [member]);
      else others.push(member);
    }
  }
  return found;
};

/** A rule with an `else` does something when it is false, and needs nothing. */
const needsOf = ({ when, else: otherwise }: IrRule): Needs => {
  const tests = otherwise !== undefined ? [] : when.op === 'and' ? when.operands : [when];
  return new Map(tests.flatMap((test) => needOf(test) ?? []).slice(0, NEEDS_MAX));
};

const needOf = (test: IrExpression): [name: string, texts: string[]][] | undefined => {
  if (test.op === 'in') {
    const { left, right } = test;
    if (left.op !== 'name' || right.op !== 'list' || !isText(left.name)) return undefined;
    const texts = right.items.flatMap((item) => (item.op === 'string' ? [item.value] : []));
    return texts.length === right.items.length ? [[left.name, texts]] : undefined;
  }
  if (test.op !== '==') return undefined;
  const [first, second] = test.left.op === 'name' ? [test.left, test.right] : [test.right, test.left];
  if (first.op !== 'name' || second.op !== 'string' || !isText(first.name)) return undefined;
  return [[first.name, [second.value]]];
};

const isText = (name: string): boolean =>
  NAMES.get(name)?.term.kind === 'string' || openName(name) !== undefined;
