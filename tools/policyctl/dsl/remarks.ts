import type { Diagnostic } from '@policy-registry/finding';

import type { PolicyFolder } from './policy-folder.ts';

type Place = { readonly file: string; readonly line: number; readonly column: number };

/** A remark for people: where, what, the line itself with a caret below the place, and what to do. */
export const remarkText = (diagnostic: Diagnostic, folder: PolicyFolder): string => {
  const { file, line, column, severity, code, message } = diagnostic;
  const head = `${folder.nameOf(file)}:${line}:${column}: ${severity} ${code}: ${message}`;
  const hint = diagnostic.hint === undefined ? [] : [`  hint: ${diagnostic.hint}`];
  return [head, ...excerptOf(diagnostic, folder), ...hint].join('\n');
};

const WIDTH_MAX = 120;
const BEFORE = 60;

/** The line of a place with a caret below it; of a long line the part around the place. */
export const excerptOf = (
  { file, line, column }: Place,
  { files }: Pick<PolicyFolder, 'files'>,
): readonly string[] => {
  const bytes = files.get(file);
  const text = bytes === undefined ? undefined : new TextDecoder().decode(bytes).split(/\r?\n/)[line - 1];
  if (text === undefined || text.trim() === '') return [];
  // Columns count Unicode scalar values.
  const characters = [...text.replaceAll('\t', ' ')];
  const from = characters.length > WIDTH_MAX ? Math.max(0, column - 1 - BEFORE) : 0;
  const shown = characters.slice(from, from + WIDTH_MAX).join('');
  return [`  | ${shown}`, `  | ${' '.repeat(column - 1 - from)}^`];
};
