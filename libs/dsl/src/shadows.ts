import type { IrExpression } from './ir.ts';
import { type Atom, atomOf, implies, sizeOfAtom } from './implication.ts';

/**
 * How many comparisons of a part of a condition with a part of an earlier one a policy is worth. Beyond it
 * shadowed rules may go unremarked; a remark is never wrong.
 */
const COMPARISONS_MAX = 300_000;

/** The conjuncts of one alternative of an earlier condition, filed under the one that is rarest. */
type Filed = { readonly rule: string; readonly atoms: readonly Atom[] };

/** Finds the conditions that can be true only when an earlier one is. */
export const shadowsOf = (): {
  readonly add: (rule: string, when: IrExpression) => void;
  /** The earlier rules that apply first, as messages name them; `undefined` when that is not certain. */
  readonly of: (when: IrExpression) => string | undefined;
} => {
  const files = new Map<string, Filed[]>();
  let comparisons = 0;

  const holderOf = (atoms: readonly Atom[]): string | undefined => {
    const size = atoms.reduce((sum, atom) => sum + sizeOfAtom(atom), 0);
    for (const { subject } of atoms) {
      for (const { rule, atoms: wanted } of files.get(subject) ?? []) {
        comparisons += size * wanted.length;
        if (comparisons > COMPARISONS_MAX) return undefined;
        if (wanted.every((each) => atoms.some((given) => implies(given, each)))) return rule;
      }
    }
    return undefined;
  };

  return {
    add: (rule, when) => {
      for (const atoms of alternativesOf(when)) {
        const [rarest] = atoms
          .map(({ subject }) => subject)
          .toSorted((a, b) => sizeOf(files, a) - sizeOf(files, b));
        if (rarest === undefined) continue;
        const file = files.get(rarest) ?? [];
        file.push({ rule, atoms });
        files.set(rarest, file);
      }
    },
    of: (when) => {
      const holders = new Set<string>();
      for (const atoms of alternativesOf(when)) {
        const rule = holderOf(atoms);
        if (rule === undefined) return undefined;
        holders.add(rule);
      }
      const names = [...holders].map((name) => `\`${name}\``);
      return names.length > 1 ? `one of ${names.join(', ')}` : names[0];
    },
  };
};

const sizeOf = (files: ReadonlyMap<string, readonly Filed[]>, key: string): number =>
  files.get(key)?.length ?? 0;

/** The alternatives of a condition, each a list of what must be true together. */
const alternativesOf = (when: IrExpression): readonly (readonly Atom[])[] =>
  (when.op === 'or' ? when.operands : [when]).map((each) =>
    (each.op === 'and' ? each.operands : [each]).map(atomOf),
  );
