import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { AuditEventsQuery, EventPath } from '@policy-registry/contracts/requests';
import { stateHash } from '@policy-registry/kernel';
import { auditPage } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { openTexts, type Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import { filteredName } from '../read/filtered-name.ts';
import type { Reads } from '../read/reads.ts';
import { AUDIT_EXPORT, READS, TEXTS } from '../tokens.ts';
import { takesNdjson, type ExportEvents } from './audit-export.ts';
import { withoutAbsent } from './without-absent.ts';

/** The record of everything that happened, for auditors. */
@Controller('api/v1/audit')
export class AuditController {
  readonly #reads: Reads;
  readonly #texts: Texts;
  readonly #export: ExportEvents;

  constructor(
    @Inject(READS) reads: Reads,
    @Inject(TEXTS) texts: Texts,
    @Inject(AUDIT_EXPORT) exportEvents: ExportEvents,
  ) {
    this.#reads = reads;
    this.#texts = texts;
    this.#export = exportEvents;
  }

  @Get('events')
  @RequireScope('policy:audit')
  async listAuditEvents(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() { page_size, page_token, ...filter }: AuditEventsQuery,
  ) {
    if (takesNdjson(request.headers.accept)) return this.#export(request, reply, filter);
    const name = filteredName('audit events', filter);
    const list = { name, query: auditPage(filter), keyOf: ['seq'] };
    const page = await this.#reads.page(request, list, withoutAbsent({ page_size, page_token }));
    void reply.header('vary', 'accept').send(page);
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
    const [event] = await this.#reads.all(request, auditPage({})({ size: 1, after: [String(seq - 1)] }));
    if (event === undefined || event['seq'] !== seq)
      throw new Problem(edgeProblems.notFound, 'this tenant has no such event');
    const { comment } = Object(event['digests']);
    return openTexts(this.#texts, callerOf(request).tenant, { ...event, commentDigest: comment });
  }
}
