import { randomUUID } from 'node:crypto';

import { edgeProblems, type ProblemKind } from '@policy-registry/contracts';
import type { ClientFault } from '@policy-registry/platform';

import { Problem, problemBody } from './problem.ts';

const FAULTS: Readonly<Record<ClientFault, readonly [ProblemKind, string]>> = {
  400: [edgeProblems.inputInvalid, 'this is no HTTP/1.1 request'],
  408: [edgeProblems.requestTooSlow, 'the request did not come in time'],
  431: [edgeProblems.headersTooLarge, 'the headers are longer than 16 KiB'],
};

/** The problem details of what Node refuses before it is a request. Nothing of it is logged: there is no route yet. */
export const clientProblem = (status: ClientFault): string => {
  const [kind, detail] = FAULTS[status];
  return problemBody(new Problem(kind, detail), randomUUID());
};
