import { CVSS_VERSIONS } from '@policy-registry/finding';

import { EXPLOITED_TAG, normalizeCvss, percentOf, reachState, riskScore, severityBand } from './functions.ts';
import type { IrExpression } from './ir.ts';
import { type Field, readField } from './names.ts';
import { mapped, type Prepared } from './prepared.ts';
import { noted, readableList } from './reading.ts';
import { inputSeverity, readable, scoreOfVersion } from './severity.ts';
import { shownValue } from './values.ts';

type Call = Extract<
  IrExpression,
  {
    readonly op:
      'latest' | 'normalize_cvss' | 'severity_band' | 'cvss' | 'risk_score' | 'reach_state' | 'percent_of';
  }
>;

/** A function of the language; `inner` prepares its operands. */
export const prepareFunction = (ir: Call, inner: (operand: IrExpression) => Prepared): Prepared => {
  switch (ir.op) {
    case 'latest':
      return prepareLatest(ir.field);
    case 'normalize_cvss':
      return mapped(inner(ir.operand), normalizeCvss);
    case 'severity_band':
      return mapped(inner(ir.operand), severityBand);
    case 'cvss':
      return prepareCvss(ir.version === undefined ? undefined : inner(ir.version));
    case 'risk_score':
      return RISK_SCORE;
    case 'reach_state':
      return REACH_STATE;
    case 'percent_of':
      return preparePercentOf(inner(ir.part), inner(ir.whole));
  }
};

/** A field of the latest statement, by the name it has without `latest()`; without a field, whether there is one. */
const prepareLatest = (field: Field | undefined): Prepared => {
  const name = field === undefined ? 'vex.latest' : `vex.${field}`;
  return {
    evaluate: (reading) => {
      const latest = reading.latest();
      if (field === undefined) return noted(reading, name, latest === undefined ? undefined : true);
      return noted(reading, name, latest === undefined ? undefined : readField(latest, field));
    },
    blame: (_reading, names) => names.add(name),
  };
};

/** Of one version, or of the highest: scores as rated, which profiles do not change. */
const prepareCvss = (version: Prepared | undefined): Prepared => ({
  evaluate: (reading) => {
    const { advisory } = reading.finding;
    if (version === undefined) return noted(reading, 'cvss', inputSeverity(advisory).score);
    const wanted = version.evaluate(reading);
    const known = CVSS_VERSIONS.find((each) => each === wanted);
    const score = known === undefined ? undefined : scoreOfVersion(advisory, known);
    if (reading.operands === undefined) return score;
    return noted(reading, typeof wanted === 'string' ? `cvss(${shownValue(wanted)})` : 'cvss', score);
  },
  blame: (reading, names) => {
    if (version !== undefined && version.evaluate(reading) === undefined) version.blame(reading, names);
    else names.add('cvss');
  },
});

const RISK_SCORE: Prepared = {
  evaluate: (reading) => {
    const { score } = reading.severity;
    noted(reading, 'severity.score', score);
    if (score === undefined) return undefined;
    const isExploited = readableList(reading.finding.advisory.tags)?.includes(EXPLOITED_TAG);
    if (reading.operands !== undefined)
      noted(reading, `advisory.has_tag(${shownValue(EXPLOITED_TAG)})`, isExploited);
    return riskScore(score, isExploited === true);
  },
  blame: (_reading, names) => names.add('severity.score'),
};

const REACHABILITY = 'signals.reachability';
const REACH_STATE: Prepared = {
  evaluate: (reading) => {
    const { signals } = reading.finding;
    const signal = Object.hasOwn(signals, 'reachability') ? readable(signals['reachability']) : undefined;
    return reachState(noted(reading, REACHABILITY, signal));
  },
  blame: (_reading, names) => names.add(REACHABILITY),
};

const preparePercentOf = (part: Prepared, whole: Prepared): Prepared => ({
  evaluate: (reading) => percentOf(part.evaluate(reading), whole.evaluate(reading)),
  blame: (reading, names) => {
    const unknown = [part, whole].filter(({ evaluate }) => evaluate(reading) === undefined);
    // Two known numbers whose share is none: a whole of zero, or one beyond the limits.
    for (const { blame } of unknown.length > 0 ? unknown : [part, whole]) blame(reading, names);
  },
});
