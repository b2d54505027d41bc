import type { ApprovalRules, CodeOwners } from '../tenant/approval-rules.ts';

/** The rules that a change of these paths falls under: for each path the last one that matches it. */
export const codeOwnersOf = (
  { owners = [] }: Pick<ApprovalRules, 'owners'>,
  changed: readonly string[],
): readonly CodeOwners[] => {
  const asked = new Set(changed.map((path) => owners.findLast(({ pattern }) => matchesPath(pattern, path))));
  return owners.filter((rule) => asked.has(rule));
};

/** Whether a pattern names a file, or a folder that the file is in. */
export const matchesPath = (pattern: string, path: string): boolean => {
  const names = pattern.normalize('NFC').split('/').filter(Boolean);
  const isAnchored = /\/./.test(pattern);
  const parts = isAnchored ? names : ['**', ...names];
  const segments = path.split('/');
  const deepest = pattern.endsWith('/') ? segments.length - 1 : segments.length;
  return Array.from({ length: deepest }, (_none, at) => segments.slice(0, at + 1)).some((folder) =>
    matches(parts, folder, { isAny: (part) => part === '**', isOne: matchesName }),
  );
};

const matchesName = (part: string, name: string): boolean =>
  matches([...part], [...name], {
    isAny: (sign) => sign === '*',
    isOne: (sign, letter) => sign === '?' || sign === letter,
  });

type Signs = {
  /** Stands for any number of them, also none. */
  readonly isAny: (sign: string) => boolean;
  readonly isOne: (sign: string, of: string) => boolean;
};

/** Without trying every way: when a sign does not match, what stands for any number before it takes one more. */
const matches = (signs: readonly string[], of: readonly string[], { isAny, isOne }: Signs): boolean => {
  let [sign, at] = [0, 0];
  let back: { readonly sign: number; readonly at: number } | undefined;
  while (at < of.length) {
    const [next, one] = [signs[sign], of[at] ?? ''];
    if (next !== undefined && isAny(next)) {
      sign += 1;
      back = { sign, at: at + 1 };
    } else if (next !== undefined && isOne(next, one)) {
      sign += 1;
      at += 1;
    } else if (back !== undefined) {
      ({ sign, at } = back);
      back = { sign, at: at + 1 };
    } else return false;
  }
  return signs.slice(sign).every(isAny);
};
