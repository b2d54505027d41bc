import type { Compilation } from '@policy-registry/finding';

import { compile, compileFiles, ENTRY_FILE } from '../compile.ts';
import { type Formatted, formatSource } from '../format.ts';
import { readIr } from '../policy.ts';
import { bytesOf, mutatedProgram, soupOf } from './noise.ts';
import { programPieces, tidied, untidied } from './programs.ts';
import { type Random, randomOf } from './random.ts';

/** What is fuzzed: the front end, or one with a planted defect. */
export type Subject = {
  readonly compileFiles: (files: ReadonlyMap<string, Uint8Array>) => Compilation;
  readonly formatSource: (source: string) => Formatted;
};
export const FRONT_END: Subject = { compileFiles, formatSource };

export const KINDS = ['bytes', 'mutated', 'generated'] as const;
export type Kind = (typeof KINDS)[number];

/** What was wrong, with the seed that brings it back in one iteration. */
export type Fault = {
  readonly seed: number;
  readonly kind: Kind;
  readonly what: string;
  readonly source: string;
};

export type Fuzzed = {
  readonly iterations: Readonly<Record<Kind, number>>;
  /** How many of the sources compiled: mutations and noise that do not are refused with diagnostics. */
  readonly compiled: number;
  readonly faults: readonly Fault[];
};

export type FuzzOrder = {
  readonly seed: number;
  readonly iterations: number;
  /** Called before each source with its seed. */
  readonly begin?: (seed: number) => void;
  /** After how many faults it stops. */
  readonly faultsMax?: number;
};
const FAULTS_MAX = 100;

/**
 * Tries sources of every kind in turn, each from a seed of its own: `seed`, `seed + 1` …. A fault is a crash, another
 * answer the second time, a refusal without an error or at no place of the text, bytes that cannot be read back, a
 * generated program that is refused, or a formatting that fails, is not stable or changes what compiles.
 */
export const fuzz = (
  { seed, iterations, begin, faultsMax = FAULTS_MAX }: FuzzOrder,
  subject: Subject = FRONT_END,
): Fuzzed => {
  const counts = { bytes: 0, mutated: 0, generated: 0 };
  const faults: Fault[] = [];
  let compiled = 0;
  for (let index = 0; index < iterations && faults.length < faultsMax; index += 1) {
    const own = (seed + index) >>> 0;
    begin?.(own);
    const kind = KINDS[own % KINDS.length] ?? 'bytes';
    counts[kind] += 1;
    const bytes = sourceOf(kind, randomOf(own));
    const { what, isCompiled } = tried(subject, bytes, kind);
    if (isCompiled) compiled += 1;
    if (what !== undefined) faults.push({ seed: own, kind, what, source: new TextDecoder().decode(bytes) });
  }
  return { iterations: counts, compiled, faults };
};

const encoder = new TextEncoder();

const sourceOf = (kind: Kind, random: Random): Uint8Array => {
  if (kind === 'bytes') return random.chance(50) ? bytesOf(random) : encoder.encode(soupOf(random));
  const pieces = programPieces(random);
  const source = random.chance(50) ? tidied(pieces) : untidied(pieces, random);
  return encoder.encode(kind === 'generated' ? source : mutatedProgram(source, random));
};

type Tried = { readonly what: string | undefined; readonly isCompiled: boolean };

const tried = (subject: Subject, bytes: Uint8Array, kind: Kind): Tried => {
  try {
    const compilation = subject.compileFiles(new Map([[ENTRY_FILE, bytes]]));
    const isCompiled = compilation.compiled !== undefined;
    return { what: faultOf(subject, { bytes, kind, compilation }), isCompiled };
  } catch (error) {
    return { what: `crash: ${String(error)}`, isCompiled: false };
  }
};

type Case = { readonly bytes: Uint8Array; readonly kind: Kind; readonly compilation: Compilation };

const faultOf = (subject: Subject, { bytes, kind, compilation }: Case): string | undefined => {
  const again = subject.compileFiles(new Map([[ENTRY_FILE, bytes]]));
  if (answerOf(again) !== answerOf(compilation)) return 'another answer the second time';
  const { compiled, diagnostics } = compilation;
  const isRefused = diagnostics.some(({ severity }) => severity === 'error');
  if (isRefused !== (compiled === undefined)) return 'refused without an error, or compiled with one';
  if (kind === 'generated' && compiled === undefined) return `refused: ${diagnostics[0]?.code}`;
  const source = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!areInOrder(compilation, source)) return 'a diagnostic out of order or at no place of the text';
  if (compiled !== undefined) readIr(compiled.ir);
  return formatFault(subject, source, compiled?.irDigest);
};

const answerOf = ({ compiled, diagnostics }: Compilation): string =>
  JSON.stringify({ digest: compiled?.irDigest, index: compiled?.index, diagnostics });

const areInOrder = ({ diagnostics }: Compilation, source: string): boolean => {
  const lines = source.split('\n');
  let last = { line: 1, column: 1 };
  return diagnostics.every(({ line, column }) => {
    const isLater = line > last.line || (line === last.line && column >= last.column);
    last = { line, column };
    return isLater && column >= 1 && column <= Array.from(lines[line - 1] ?? '').length + 1;
  });
};

const formatFault = (subject: Subject, source: string, digest: string | undefined): string | undefined => {
  const formatted = subject.formatSource(source);
  if (!('text' in formatted)) return digest === undefined ? undefined : 'compiles and cannot be formatted';
  const again = subject.formatSource(formatted.text);
  if (!('text' in again) || again.text !== formatted.text) return 'formatting is not stable';
  if (digest !== undefined && compile(formatted.text).compiled?.irDigest !== digest)
    return 'formatting changes the IR';
  const [before, after] = [commentsOf(source), commentsOf(formatted.text)];
  return before === after ? undefined : 'formatting changes a comment';
};

const commentsOf = (source: string): string =>
  (source.replaceAll('\r\n', '\n').match(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//gu) ?? [])
    .filter((piece) => !piece.startsWith('"'))
    .map((comment) => comment.trimEnd())
    .join('\n');
