import { BANDS } from '@policy-registry/finding';

import { didYouMean } from './nearest.ts';
import type { Checked, Scope } from './scope.ts';
import { listOf, resolved, term, type Term } from './terms.ts';
import { bandOfText } from './values.ts';

/**
 * Severities have no literal of their own: a string literal beside a severity is one, and must spell a band exactly.
 * Gives `checked` as a severity (or list of them) where `other` is one, else unchanged.
 */
export const asSeverity = (scope: Scope, checked: Checked, other: Term): Checked => {
  if (!isSeverity(other)) return checked;
  const { ir, source } = checked;
  if (ir.op === 'string') {
    const band = bandOfText(ir.value);
    if (band !== undefined) return { source, ir: { op: 'severity', value: band }, term: term('severity') };
    const message = `a severity is one of ${BANDS.join(', ')}, spelt exactly so`;
    scope.report('DSL_BAD_SEVERITY', source.at, message, didYouMean(ir.value, BANDS));
    return { ...checked, term: term('severity') };
  }
  if (ir.op !== 'list' || source.kind !== 'list' || source.items.some(({ kind }) => kind !== 'string'))
    return checked;
  const items = ir.items.flatMap((item, index) => {
    const itemSource = source.items[index];
    return itemSource === undefined
      ? []
      : [asSeverity(scope, { ir: item, term: term('string'), source: itemSource }, other).ir];
  });
  return { source, ir: { items, op: 'list' }, term: listOf(term('severity')) };
};

/** Several expressions that are to have one type: string literals are severities when one of them is a severity. */
export const harmonised = (scope: Scope, all: readonly Checked[]): readonly Checked[] => {
  const severity = all.find((each) => isSeverity(each.term));
  return severity === undefined ? all : all.map((each) => asSeverity(scope, each, severity.term));
};

const isSeverity = (given: Term): boolean => {
  const known = resolved(given);
  return known.kind === 'severity' || (known.kind === 'list' && isSeverity(known.item));
};
