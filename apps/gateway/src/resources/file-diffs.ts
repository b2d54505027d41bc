import type { WorkspaceFile } from '@policy-registry/domain';
import type { Json } from '@policy-registry/kernel';
import { createTwoFilesPatch } from 'diff';

/** A file that is compared line by line is at most this long on either side, and all of them together this. */
export const DIFFED_FILE_BYTES_MAX = 256 * 1_024;
export const DIFFED_BYTES_MAX = 2 * 1_024 * 1_024;
/** Lines that come or go in one file, and in all of them together. */
export const CHANGED_LINES_OF_FILE_MAX = 500;
const CHANGED_LINES_MAX = 2_000;
/** Comparisons of lines for one answer: each line that comes or goes may cost one with every line of its file. */
const COMPARED_MAX = 20_000_000;
const CONTEXT_LINES = 3;

export type DiffedFiles = {
  readonly bytesOf: (digest: string) => Promise<Uint8Array>;
  /** Whether the caller may see what is in the file. */
  readonly mayShow: (file: WorkspaceFile) => Promise<boolean>;
};

type Pair = { readonly path: string; readonly before?: WorkspaceFile; readonly after?: WorkspaceFile };

/** The files that are otherwise, in bytewise order: each with its unified diff, or why there is none. */
export const diffFiles = async (
  before: readonly WorkspaceFile[],
  after: readonly WorkspaceFile[],
  options: DiffedFiles,
): Promise<Json[]> => {
  const left = { bytes: DIFFED_BYTES_MAX, lines: CHANGED_LINES_MAX, compared: COMPARED_MAX };
  const diffs: Json[] = [];
  for (const pair of changedPairs(before, after)) {
    const text = await textDiff(pair, left, options);
    diffs.push({
      path: pair.path,
      change: changeOf(pair),
      before: pair.before?.sha256 ?? null,
      after: pair.after?.sha256 ?? null,
      ...text,
    });
  }
  return diffs;
};

const changeOf = ({ before, after }: Pair): 'added' | 'removed' | 'changed' => {
  if (before === undefined) return 'added';
  return after === undefined ? 'removed' : 'changed';
};

/** What may still be read and compared for one answer. */
type Left = { bytes: number; lines: number; compared: number };

const textDiff = async (pair: Pair, left: Left, { bytesOf, mayShow }: DiffedFiles): Promise<Patched> => {
  const sides = [pair.before, pair.after].flatMap((file) => file ?? []);
  if (!(await Promise.all(sides.map(mayShow))).every(Boolean)) return omittedAs('findings');
  const size = sides.reduce((sum, file) => sum + file.size, 0);
  if (size > left.bytes || sides.some((file) => file.size > DIFFED_FILE_BYTES_MAX))
    return omittedAs('too_long');
  left.bytes -= size;
  const linesMax = Math.min(CHANGED_LINES_OF_FILE_MAX, left.lines);
  const text = await patched(pair, bytesOf, left);
  if (sides.length === 2) left.lines -= text.patch === null ? linesMax : changedLines(text.patch);
  return text;
};

// Both lists are in bytewise order of their paths; so is what is made of them.
const changedPairs = (before: readonly WorkspaceFile[], after: readonly WorkspaceFile[]): readonly Pair[] => {
  const pairs = new Map<string, Pair>();
  for (const file of before) pairs.set(file.path, { path: file.path, before: file });
  for (const file of after) pairs.set(file.path, { path: file.path, ...pairs.get(file.path), after: file });
  return [...pairs.values()]
    .filter((pair) => pair.before?.sha256 !== pair.after?.sha256)
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
};

type Patched = { readonly patch: string | null; readonly omitted: string | null };

const omittedAs = (omitted: string): Patched => ({ patch: null, omitted });

const changedLines = (patch: string): number => patch.match(/^[+-]/gm)?.length ?? 0;

const patched = async (
  { path, before, after }: Pair,
  bytesOf: DiffedFiles['bytesOf'],
  left: Left,
): Promise<Patched> => {
  const [was, is] = [await textOf(before, bytesOf), await textOf(after, bytesOf)];
  if (was === undefined || is === undefined) return omittedAs('binary');
  // Against nothing every line comes or goes, which takes no searching.
  const isCompared = before !== undefined && after !== undefined;
  const patch = createTwoFilesPatch(
    before === undefined ? NOTHING : `a/${path}`,
    after === undefined ? NOTHING : `b/${path}`,
    was,
    is,
    undefined,
    undefined,
    {
      context: CONTEXT_LINES,
      maxEditLength: isCompared ? takeEdits(left, was, is) : Number.MAX_SAFE_INTEGER,
    },
  );
  return patch === undefined ? omittedAs('too_long') : { patch, omitted: null };
};

/** How many lines may come or go between these texts, paid for. Each one more walks the lines that are equal once more. */
const takeEdits = (left: Left, was: string, is: string): number => {
  const lines = Math.max(linesIn(was), linesIn(is));
  const edits = Math.min(CHANGED_LINES_OF_FILE_MAX, left.lines, Math.floor(left.compared / lines));
  left.compared -= edits * lines;
  return edits;
};

const linesIn = (text: string): number => text.split('\n').length;

const NOTHING = '/dev/null';

/** The text of a file, empty where there is none; `undefined` for bytes that are no text. */
const textOf = async (
  file: WorkspaceFile | undefined,
  bytesOf: DiffedFiles['bytesOf'],
): Promise<string | undefined> => {
  return file === undefined ? '' : decoded(await bytesOf(file.sha256));
};

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
};
