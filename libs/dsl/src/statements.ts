import type { VexStatement } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { compareInstants } from './instants.ts';

/** By timestamp, last update, document digest, index; the statement that sorts last is the latest. */
export const latestStatement = (statements: readonly VexStatement[]): VexStatement | undefined => {
  let latest = statements[0];
  for (let at = 1; at < statements.length; at += 1) {
    const statement = statements[at];
    if (latest === undefined || statement === undefined) continue;
    if (compareStatements(statement, latest) > 0) latest = statement;
  }
  return latest;
};

/** The order in which statements were made, as far as their documents tell. */
export const compareStatements = (a: VexStatement, b: VexStatement): number =>
  compareInstants(a.timestamp, b.timestamp) ||
  compareInstants(a.lastUpdated, b.lastUpdated) ||
  compareBytewise(a.documentDigest, b.documentDigest) ||
  a.index - b.index;
