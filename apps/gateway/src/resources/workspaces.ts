import { Body, Controller, Get, Inject, Param, Put, Query, Req, Res } from '@nestjs/common';
import {
  PageQuery,
  PolicyPath,
  RevisionPath,
  SaveWorkspaceRequest,
} from '@policy-registry/contracts/requests';
import { revisionByNumber, revisionPage, workspaceByPolicy } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answerResource } from '../command/answer.ts';
import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { DRAFTS, READS } from '../tokens.ts';
import type { Drafts } from './drafts.ts';

@Controller('api/v1/policies/:policyId/workspace')
export class WorkspacesController {
  readonly #reads: Reads;
  readonly #drafts: Drafts;

  constructor(@Inject(READS) reads: Reads, @Inject(DRAFTS) drafts: Drafts) {
    this.#reads = reads;
    this.#drafts = drafts;
  }

  @Put()
  @RequireScope('policy:author')
  async saveWorkspace(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId }: PolicyPath,
    @Body() body: SaveWorkspaceRequest,
  ) {
    const files = await this.#drafts.known(request, policyId, body.files);
    const command = { type: 'SaveWorkspace', data: { policyId, files } };
    await this.#drafts.save(request, reply, command, { policyId });
  }

  @Get()
  @RequireScope('policy:read')
  async getWorkspace(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId }: PolicyPath,
  ) {
    answerResource(reply, await this.#reads.one(request, workspaceByPolicy(policyId)));
  }

  @Get('revisions')
  @RequireScope('policy:read')
  listRevisions(@Req() request: FastifyRequest, @Param() { policyId }: PolicyPath, @Query() page: PageQuery) {
    const query = (at: Parameters<typeof revisionPage>[1]) => revisionPage(policyId, at);
    return this.#reads.page(request, { name: `revisions ${policyId}`, query, keyOf: ['revision'] }, page);
  }

  @Get('revisions/:revision')
  @RequireScope('policy:read')
  getRevision(@Req() request: FastifyRequest, @Param() { policyId, revision }: RevisionPath) {
    return this.#reads.one(request, revisionByNumber(policyId, revision));
  }
}
