import { randomUUID } from 'node:crypto';

import { edgeProblems } from '@policy-registry/contracts';
import { commandIdOf } from '@policy-registry/kernel';
import type { FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import { isDryRun } from './dry-run.ts';

const KEY = /^[\x21-\x7e]{1,200}$/;

/**
 * The id of the command that a mutation asks for: a retry with the same key finds it again. A dry run needs no key: each has
 * an id of its own, which no command has that is meant. Throws a Problem for a request without a key, and for one with a
 * query that {@link isDryRun} does not know.
 */
export const commandIdFor = (request: FastifyRequest): string => {
  if (isDryRun(request)) return dryIdOf(request);
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') {
    throw new Problem(edgeProblems.keyRequired, 'send an Idempotency-Key, and the same again with a retry');
  }
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new Problem(edgeProblems.inputInvalid, 'Idempotency-Key must be 1 to 200 visible ASCII characters');
  }
  return idOf(request, request.method, key);
};

const idOf = (request: FastifyRequest, method: string, idempotencyKey: string): string => {
  const [path = ''] = request.url.split('?', 1);
  const { tenant, principal } = callerOf(request);
  return commandIdOf({ tenant, principalId: principal.id, method, path, idempotencyKey });
};

const dryIds = new WeakMap<FastifyRequest, string>();

const dryIdOf = (request: FastifyRequest): string => {
  const id = dryIds.get(request) ?? idOf(request, `dry run ${request.method}`, randomUUID());
  dryIds.set(request, id);
  return id;
};
