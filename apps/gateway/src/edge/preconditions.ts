import { edgeProblems } from '@policy-registry/contracts';
import type { FastifyRequest } from 'fastify';

import { Problem } from './problem.ts';

const REVISION_TAG = /^"(\d{1,15})"$/;

/**
 * The condition of a mutation: the revision of `If-Match` (RFC 9110 §13.1.1, one strong entity tag), or `*` for
 * `If-None-Match: *` (§13.1.2, “must not exist yet”). It is checked where the decision is made.
 */
export const ifMatchOf = ({ headers }: FastifyRequest): { readonly ifMatch?: string } => {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  if (match === undefined && noneMatch === undefined) return {};
  if (match !== undefined && noneMatch !== undefined)
    throw invalid('If-Match and If-None-Match exclude each other');
  if (noneMatch !== undefined) {
    if (noneMatch === '*') return { ifMatch: '*' };
    throw invalid('If-None-Match can only be *');
  }
  const revision = REVISION_TAG.exec(match ?? '')?.[1];
  if (revision === undefined)
    throw invalid('If-Match must be one entity tag as the resource gave it, like "3"');
  return { ifMatch: revision };
};

/** The same for a mutation that must not go blind (RFC 6585 §3). */
export const requiredMatchOf = (request: FastifyRequest): { readonly ifMatch: string } => {
  const { ifMatch } = ifMatchOf(request);
  if (ifMatch !== undefined) return { ifMatch };
  throw new Problem(
    edgeProblems.matchRequired,
    'send If-Match with the entity tag you have seen, or If-None-Match: * for the first time',
  );
};

const invalid = (detail: string): Problem => new Problem(edgeProblems.inputInvalid, detail);
