import { type Decimal, parseDecimal } from '@policy-registry/kernel';

import type { IrPolicy, IrSeverityProfile } from './ir.ts';
import type { Observer } from './observer.ts';
import { prepare } from './prepare.ts';
import type { Reading } from './reading.ts';
import { readable, weighted } from './severity.ts';

/** Applies `profile severity` to the input severity of a finding, once and before any rule. */
export type PreparedProfile = (reading: Reading) => void;

/**
 * score' = clamp(score + the weight of the advisory's source + the weights of the lines that are true, 0, 10). Lines
 * read the input, so a severity in one is that before profiles.
 */
export const prepareProfile = (
  { vendor_weight, env }: IrSeverityProfile,
  types: IrPolicy['settings'],
  observer?: Observer,
): PreparedProfile => {
  const weights = new Map(vendor_weight.map(({ source, weight }) => [source, decimal(weight)]));
  const lines = env.flatMap((block) =>
    block.lines.map(({ when, weight }) => ({
      when: prepare(when, types, observer),
      weight: decimal(weight),
    })),
  );
  return (reading) => {
    const source = readable(reading.finding.advisory.source);
    // Summed beyond the limits of decimals: only the clamped score has to be one.
    let sum: bigint = (source === undefined ? undefined : weights.get(source)) ?? 0n;
    for (const { when, weight } of lines) if (when.evaluate(reading) === true) sum += weight;
    reading.severity = weighted(reading.severity, sum);
  };
};

const decimal = (text: string): Decimal | 0n => parseDecimal(text) ?? 0n;
