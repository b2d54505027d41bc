import { Body, Controller, Get, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import {
  ChangeOwnerRequest,
  CreatePolicyRequest,
  PoliciesQuery,
  PolicyPath,
} from '@policy-registry/contracts/requests';
import { policyById, policyPage, type Page } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import { RequireScope } from '../edge/access-guard.ts';
import type { Resource } from '../read/read-models.ts';
import { filteredName } from '../read/filtered-name.ts';
import type { Reads } from '../read/reads.ts';
import { BEGINNINGS, READS, RESULTS, SEND } from '../tokens.ts';
import type { Beginnings } from './beginnings.ts';
import { withoutAbsent } from './without-absent.ts';

@Controller('api/v1/policies')
export class PoliciesController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #reads: Reads;
  readonly #beginnings: Beginnings;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(READS) reads: Reads,
    @Inject(BEGINNINGS) beginnings: Beginnings,
  ) {
    this.#send = send;
    this.#results = results;
    this.#reads = reads;
    this.#beginnings = beginnings;
  }

  @Post()
  @RequireScope('policy:author')
  async createPolicy(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: CreatePolicyRequest,
  ) {
    const { policyId, name, description = '', tags = [] } = body;
    const beginning = await this.#beginnings.of(request, body);
    const sent = await this.#send(request, {
      type: 'CreatePolicy',
      data: { policyId, name, description, tags, ...(beginning !== undefined && { beginning }) },
    });
    // The first revision follows; whoever opens the new policy shall find it.
    const isThere = (row: Resource) => beginning === undefined || row['workspaceRevision'] !== null;
    answer(reply, sent, await this.#results.after(sent, policyById(policyId), isThere), {
      createdAt: `/policies/${policyId}`,
    });
  }

  @Get()
  @RequireScope('policy:read')
  listPolicies(@Req() request: FastifyRequest, @Query() { page_size, page_token, ...filter }: PoliciesQuery) {
    const name = filteredName('policies', filter);
    const list = { name, query: (page: Page) => policyPage(page, filter), keyOf: ['policyId'] };
    return this.#reads.page(request, list, withoutAbsent({ page_size, page_token }));
  }

  @Put(':policyId/owner')
  @RequireScope('policy:author', 'tenant:admin')
  async changeOwner(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId }: PolicyPath,
    @Body() { kind, id }: ChangeOwnerRequest,
  ) {
    const sent = await this.#send(request, { type: 'ChangeOwner', data: { policyId, owner: { kind, id } } });
    answer(reply, sent, await this.#results.of(sent, policyById(policyId)));
  }

  @Get(':policyId')
  @RequireScope('policy:read')
  async getPolicy(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId }: PolicyPath,
  ) {
    answerResource(reply, await this.#reads.one(request, policyById(policyId)));
  }
}
