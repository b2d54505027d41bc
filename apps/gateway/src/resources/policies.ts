import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CreatePolicyRequest, PageQuery, PolicyPath } from '@policy-registry/contracts/requests';
import { policyById, policyPage } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND } from '../tokens.ts';

@Controller('api/v1/policies')
export class PoliciesController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #reads: Reads;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(READS) reads: Reads,
  ) {
    this.#send = send;
    this.#results = results;
    this.#reads = reads;
  }

  @Post()
  @RequireScope('policy:author')
  async createPolicy(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: CreatePolicyRequest,
  ) {
    const { policyId, name, description = '', tags = [] } = body;
    const sent = await this.#send(request, {
      type: 'CreatePolicy',
      data: { policyId, name, description, tags },
    });
    answer(reply, sent, await this.#results.of(sent, policyById(policyId)), {
      createdAt: `/policies/${policyId}`,
    });
  }

  @Get()
  @RequireScope('policy:read')
  listPolicies(@Req() request: FastifyRequest, @Query() page: PageQuery) {
    return this.#reads.page(request, { name: 'policies', query: policyPage, keyOf: ['policyId'] }, page);
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
