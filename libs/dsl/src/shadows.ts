import type { IrExpression } from './ir.ts';
import { allImply, type Atom, atomOf, type NumberOf, sizeOfAtom } from './implication.ts';

/**
 * How many comparisons of a part of a condition with a part of an earlier one a policy is worth. Beyond it
 * shadowed rules may go unremarked; a remark is never wrong.
 */
const COMPARISONS_MAX = 300_000;

/** What must be true together. */
type Atoms = readonly Atom[];
/** The alternatives of a condition. */
type Alternatives = readonly Atoms[];
/** One alternative of an earlier condition, filed under the part that is rarest, which stands first. */
type Filed = { readonly rule: string; readonly atoms: Atoms };

/** Finds the conditions that can be true only when an earlier one is. */
export const shadowsOf = (): {
  readonly split: (when: IrExpression) => Alternatives;
  readonly add: (rule: string, condition: Alternatives) => void;
  /** The earlier rules that apply first, as messages name them; `undefined` when that is not certain. */
  readonly of: (condition: Alternatives) => string | undefined;
} => {
  const subjectOf = numbering();
  const files = new Map<number, Filed[]>();
  const sizeOf = ({ subject }: Atom): number => files.get(subject)?.length ?? 0;
  let comparisons = 0;

  const holderOf = (atoms: Atoms): string | undefined => {
    const size = atoms.reduce((sum, atom) => sum + sizeOfAtom(atom), 0);
    for (const { subject } of atoms) {
      for (const { rule, atoms: wanted } of files.get(subject) ?? []) {
        comparisons += size * wanted.length;
        if (comparisons > COMPARISONS_MAX) return undefined;
        if (allImply(atoms, wanted)) return rule;
      }
    }
    return undefined;
  };

  return {
    split: (when) =>
      (when.op === 'or' ? when.operands : [when]).map((each) =>
        (each.op === 'and' ? each.operands : [each]).map((part) => atomOf(part, subjectOf)),
      ),
    add: (rule, condition) => {
      for (const atoms of condition) {
        const rarestFirst = atoms.toSorted((a, b) => sizeOf(a) - sizeOf(b));
        const [rarest] = rarestFirst;
        if (rarest === undefined) continue;
        const file = files.get(rarest.subject) ?? [];
        file.push({ rule, atoms: rarestFirst });
        files.set(rarest.subject, file);
      }
    },
    of: (condition) => {
      const holders = new Set<string>();
      for (const atoms of condition) {
        const rule = holderOf(atoms);
        if (rule === undefined) return undefined;
        holders.add(rule);
      }
      const names = [...holders].map((name) => `\`${name}\``);
      return names.length > 1 ? `one of ${names.join(', ')}` : names[0];
    },
  };
};

const numbering = (): NumberOf => {
  const numbers = new Map<string, number>();
  return (text) => {
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    return number;
  };
};
