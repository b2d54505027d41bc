import { edgeProblems } from '@policy-registry/contracts';
import { commandIdOf } from '@policy-registry/kernel';
import type { FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * The id of the command that a mutation asks for: a retry with the same key finds it again. Throws a Problem for a
 * request without a key, and for one with a query: no mutation has parameters there, and one that the sender believes
 * in (`dryRun`, say) must not be passed over.
 */
export const commandIdFor = (request: FastifyRequest): string => {
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') {
    throw new Problem(edgeProblems.keyRequired, 'send an Idempotency-Key, and the same again with a retry');
  }
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new Problem(edgeProblems.inputInvalid, 'Idempotency-Key must be 1 to 200 visible ASCII characters');
  }
  const [path = '', query] = request.url.split('?', 2);
  if (query !== undefined && query !== '')
    throw new Problem(edgeProblems.inputInvalid, 'this takes no query parameters');

  const { tenant, principal } = callerOf(request);
  return commandIdOf({
    tenant,
    principalId: principal.id,
    method: request.method,
    path,
    idempotencyKey: key,
  });
};
