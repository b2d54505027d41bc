import { CVSS_VERSIONS } from '@policy-registry/finding';

import { EXPLOITED_TAG, percentOf, reachState, riskScore } from '../functions.ts';
import { scoreOfVersion } from '../severity.ts';
import type { Value } from '../values.ts';
import { bitOf, type Code, constant, kept, named, type Run, type Workshop } from './code.ts';
import { inputGrade } from './input-grade.ts';
import { readOpen, TAGS } from './read.ts';

/** A function of one operand, computed here when the operand is a literal. */
export const mapped = ({ run, blame, constant: known }: Code, map: (value: Value) => Value): Code =>
  known === undefined ? { run: (frame) => map(run(frame)), blame } : constant(map(known.value), blame);

export const coalesce = (operands: readonly Code[]): Code => {
  const [first] = operands;
  if (first?.constant?.value !== undefined) return first;
  return {
    run: (frame) => {
      for (const { run } of operands) {
        const value = run(frame);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    blame: (frame) => {
      let bits = 0;
      for (const { run, blame } of operands) {
        if (run(frame) !== undefined) return blame(frame);
        bits |= blame(frame);
      }
      return bits;
    },
  };
};

export const hasTag = (workshop: Workshop, of: 'advisory' | 'component' | 'image', tag: Code): Code => {
  const tags = kept(workshop, `${of}.tags`, TAGS[of]);
  const bit = bitOf(workshop, `${of}.has_tag`);
  const has = (all: Value, wanted: Value): Value => {
    if (typeof all !== 'object' || typeof wanted !== 'string') return undefined;
    for (let at = 0; at < all.length; at += 1) if (all[at] === wanted) return true;
    return false;
  };
  const literal = tag.constant?.value;
  const run: Run =
    literal === undefined
      ? (frame) => has(tags(frame), tag.run(frame))
      : (frame) => has(tags(frame), literal);
  return { run, blame: (frame) => (tag.run(frame) === undefined ? tag.blame(frame) : bit) };
};

export const cvss = (workshop: Workshop, version: Code | undefined): Code => {
  if (version === undefined) {
    return named(workshop, 'cvss', ({ finding }) => inputGrade(finding.advisory).score);
  }
  const bit = bitOf(workshop, 'cvss');
  return {
    run: (frame) => {
      const wanted = version.run(frame);
      const known = CVSS_VERSIONS.find((each) => each === wanted);
      return known === undefined ? undefined : scoreOfVersion(frame.finding.advisory, known);
    },
    blame: (frame) => (version.run(frame) === undefined ? version.blame(frame) : bit),
  };
};

export const risk = (workshop: Workshop): Code => {
  const tags = kept(workshop, 'advisory.tags', TAGS.advisory);
  return named(workshop, 'severity.score', (frame) => {
    const { score } = workshop.gradeOf(frame);
    if (score === undefined) return undefined;
    const known = tags(frame);
    return riskScore(score, typeof known === 'object' && known.includes(EXPLOITED_TAG));
  });
};

export const reach = (workshop: Workshop): Code =>
  named(workshop, 'signals.reachability', ({ finding }) =>
    reachState(readOpen(finding.signals, 'reachability', 'string')),
  );

export const percent = (part: Code, whole: Code): Code => ({
  run: (frame) => percentOf(part.run(frame), whole.run(frame)),
  blame: (frame) => {
    const [a, b] = [part.run(frame) === undefined, whole.run(frame) === undefined];
    const areKnown = !a && !b;
    return (a || areKnown ? part.blame(frame) : 0) | (b || areKnown ? whole.blame(frame) : 0);
  },
});

/** A list whose items are read; unknown when one of them is. */
export const list = (items: readonly Code[], blame: Code['blame']): Code => {
  if (items.every((item) => item.constant !== undefined)) {
    const values = items.map((item) => item.constant?.value);
    return constant(values.includes(undefined) ? undefined : Object.freeze(values), blame);
  }
  return {
    run: (frame) => {
      const values: Value[] = [];
      for (const { run } of items) {
        const value = run(frame);
        if (value === undefined) return undefined;
        values.push(value);
      }
      return values;
    },
    blame,
  };
};
