import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { EventPath, PageQuery } from '@policy-registry/contracts/requests';
import { stateHash } from '@policy-registry/kernel';
import { auditPage } from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';

import { openTexts, type Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { READS, TEXTS } from '../tokens.ts';

/** The record of everything that happened, for auditors. */
@Controller('api/v1/audit')
export class AuditController {
  readonly #reads: Reads;
  readonly #texts: Texts;

  constructor(@Inject(READS) reads: Reads, @Inject(TEXTS) texts: Texts) {
    this.#reads = reads;
    this.#texts = texts;
  }

  @Get('events')
  @RequireScope('policy:audit')
  listAuditEvents(@Req() request: FastifyRequest, @Query() page: PageQuery) {
    return this.#reads.page(request, { name: 'audit events', query: auditPage, keyOf: ['seq'] }, page);
  }

  /** The stored rows as hashes, for comparing with a fold of the events. */
  @Get('state')
  @RequireScope('policy:audit')
  async getAuditState(@Req() request: FastifyRequest) {
    const { position, tables } = await this.#reads.state(request);
    return { position, tables, stateHash: stateHash(tables) };
  }

  /** What was written for the record, decrypted. */
  @Get('events/:seq/texts')
  @RequireScope('policy:audit')
  async getAuditTexts(@Req() request: FastifyRequest, @Param() { seq }: EventPath) {
    const [event] = await this.#reads.all(request, auditPage({ size: 1, after: [String(seq - 1)] }));
    if (event === undefined || event['seq'] !== seq)
      throw new Problem(edgeProblems.notFound, 'this tenant has no such event');
    const { comment } = Object(event['digests']);
    return openTexts(this.#texts, callerOf(request).tenant, { ...event, commentDigest: comment });
  }
}
