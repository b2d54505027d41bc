import { clampDecimal, type Decimal, parseDecimal } from '@policy-registry/kernel';

import type { IrSeverityProfile } from '../ir.ts';
import { SCORE_MAX, SCORE_MIN } from '../values.ts';
import type { Code } from './code.ts';
import type { Frame } from './frame.ts';
import { type Grade, gradeOfScore, NO_SLOT } from './grades.ts';

type Line = { readonly run: Code['run']; readonly weight: bigint };

/** Different sums of weights, each with what it makes of every grade, that are kept. */
const SUMS_MAX = 4_096;
/** The lines that are true are bits of a number; a profile with more lines computes each sum. */
const LINES_MAX = 20;

/** What `profile severity` makes of a grade that has a score. `conditions` are its lines, in order. */
export const weigher = (
  { vendor_weight, env }: IrSeverityProfile,
  conditions: readonly Code[],
): ((frame: Frame, grade: Grade) => Grade) => {
  const sources = new Map(vendor_weight.map(({ source }, at) => [source, at + 1]));
  const ofSources = [0n, ...vendor_weight.map(({ weight }) => weightOf(weight))];
  const weights = env.flatMap((block) => block.lines.map(({ weight }) => weightOf(weight)));
  const lines: Line[] = conditions.map(({ run }, at) => ({ run, weight: weights[at] ?? 0n }));
  const made = new Map<number, (Grade | undefined)[]>();

  const weighed = (frame: Frame, grade: Grade, source: number): Grade => {
    let score: bigint = (grade.score ?? 0n) + (ofSources[source] ?? 0n);
    for (const { run, weight } of lines) if (run(frame) === true) score += weight;
    return gradeOfScore(clampDecimal(score as Decimal, SCORE_MIN, SCORE_MAX));
  };

  return (frame, grade) => {
    const { source: name } = frame.finding.advisory;
    // The sources of a profile are readable, so that one that is not is none of them.
    const source = (name === undefined ? undefined : sources.get(name)) ?? 0;
    if (lines.length > LINES_MAX || grade.slot === NO_SLOT) return weighed(frame, grade, source);
    let key = source;
    for (const { run } of lines) key = key * 2 + (run(frame) === true ? 1 : 0);
    let grades = made.get(key);
    if (grades === undefined) {
      if (made.size === SUMS_MAX) return weighed(frame, grade, source);
      made.set(key, (grades = []));
    }
    return (grades[grade.slot] ??= weighed(frame, grade, source));
  };
};

const weightOf = (text: string): bigint => parseDecimal(text) ?? 0n;
