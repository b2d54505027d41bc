import {
  changedCsv,
  changedCsvHead,
  changedLine,
  junitXml,
  resultBytes,
  sarifLog,
} from '@policy-registry/simulation';

import type { Format } from './format-names.ts';
import { budgetsOf, changedOf, type Outcome } from './outcome.ts';

/** Findings that are written in one go. */
const LINES_AT_ONCE = 1_000;

/** The outcome in a format for programs, piece by piece: a list of findings may be long. */
export const written = function* (format: Format, outcome: Outcome): Generator<string> {
  switch (format) {
    case 'json':
      // The canonical bytes: their SHA-256 is the digest of the simulation.
      return yield new TextDecoder().decode(resultBytes(outcome.result));
    case 'ndjson':
      for (const tuple of changedOf(outcome)) yield changedLine(tuple);
      return;
    case 'csv': {
      yield changedCsvHead();
      const changed = [...changedOf(outcome)];
      for (let at = 0; at < changed.length; at += LINES_AT_ONCE)
        yield changedCsv(changed.slice(at, at + LINES_AT_ONCE));
      return;
    }
    case 'junit':
      return yield junitXml(outcome.result, budgetsOf(outcome));
    case 'sarif':
      return yield `${JSON.stringify(sarifLog(outcome.result, budgetsOf(outcome), changedOf(outcome)), null, 1)}\n`;
  }
};
