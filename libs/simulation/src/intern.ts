import type { PolicyOutcome } from '@policy-registry/finding';
import { canonicalJson } from '@policy-registry/kernel';

/** Lists each item once, in order of first appearance. */
export type Interner<T> = { positionOf(item: T): number; readonly items: readonly T[] };

export const internText = (): Interner<string> => {
  const positions = new Map<string, number>();
  const items: string[] = [];
  const positionOf = (text: string): number => {
    const known = positions.get(text);
    if (known !== undefined) return known;
    positions.set(text, items.length);
    return items.push(text) - 1;
  };
  return { positionOf, items };
};

/**
 * Outcomes, equal by their canonical text. Most are the very object or the very text of one seen before: the object
 * and `JSON.stringify` are cheap first keys, under which equal outcomes may still be told apart (by the order of members).
 */
export const internOutcomes = (): Interner<PolicyOutcome> => {
  const byObject = new Map<PolicyOutcome, number>();
  const byText = new Map<string, number>();
  const canonical = internText();
  const items: PolicyOutcome[] = [];
  const positionOf = (outcome: PolicyOutcome): number => {
    const seen = byObject.get(outcome);
    if (seen !== undefined) return seen;
    const text = JSON.stringify(outcome);
    let position = byText.get(text);
    if (position === undefined) {
      position = canonical.positionOf(canonicalJson(outcome));
      if (position === items.length) items.push(outcome);
      byText.set(text, position);
    }
    byObject.set(outcome, position);
    return position;
  };
  return { positionOf, items };
};
