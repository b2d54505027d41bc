import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import {
  PageQuery,
  ProposalPath,
  ProposalRequest,
  ProposeApprovalPolicyRequest,
} from '@policy-registry/contracts/requests';
import { approvalPolicyPage, theApprovalPolicy } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import { openTexts, type Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, TEXTS } from '../tokens.ts';
import { withoutAbsent } from './without-absent.ts';

/** What approvals the tenant asks for, and how that is changed. */
@Controller('api/v1/tenant/approval-policy')
export class ApprovalPolicyController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #reads: Reads;
  readonly #texts: Texts;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(READS) reads: Reads,
    @Inject(TEXTS) texts: Texts,
  ) {
    this.#send = send;
    this.#results = results;
    this.#reads = reads;
    this.#texts = texts;
  }

  @Get()
  @RequireScope('policy:read')
  async getApprovalPolicy(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    answerResource(reply, await this.#reads.one(request, theApprovalPolicy()));
  }

  @Get('versions')
  @RequireScope('policy:read')
  listApprovalPolicies(@Req() request: FastifyRequest, @Query() page: PageQuery) {
    const list = { name: 'approval policies', query: approvalPolicyPage, keyOf: ['version'] };
    return this.#reads.page(request, list, page);
  }

  @Post('proposals')
  @HttpCode(200)
  @RequireScope('tenant:admin')
  async proposeApprovalPolicy(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() { rules, ...texts }: ProposeApprovalPolicyRequest,
  ) {
    await this.#change('ProposeApprovalPolicy', request, reply, { texts, rules: withoutAbsent(rules) });
  }

  @Post('proposals/:proposal/approve')
  @HttpCode(200)
  @RequireScope('policy:approve')
  async approveApprovalPolicy(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { proposal }: ProposalPath,
    @Body() texts: ProposalRequest,
  ) {
    await this.#change('ApproveApprovalPolicy', request, reply, { texts, proposal });
  }

  @Post('proposals/:proposal/withdraw')
  @HttpCode(200)
  @RequireScope('tenant:admin')
  async withdrawApprovalPolicy(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { proposal }: ProposalPath,
    @Body() texts: ProposalRequest,
  ) {
    await this.#change('WithdrawApprovalPolicy', request, reply, { texts, proposal });
  }

  /** For whoever reads the policy: who approves has to know why. */
  @Get('proposals/:proposal/texts')
  @RequireScope('policy:read')
  async getProposalTexts(@Req() request: FastifyRequest, @Param() { proposal }: ProposalPath) {
    const { proposal: open } = await this.#reads.one(request, theApprovalPolicy());
    if (Object(open).proposal !== proposal)
      throw new Problem(edgeProblems.notFound, `proposal ${proposal} is not open`);
    return openTexts(this.#texts, callerOf(request).tenant, Object(open));
  }

  async #change(
    type: string,
    request: FastifyRequest,
    reply: FastifyReply,
    { texts, ...change }: { readonly texts: ProposalRequest } & Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const digests = await this.#texts.seal(request, texts);
    const data = { tenantId: callerOf(request).tenant, ...change, ...digests };
    const sent = await this.#send(request, { type, data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, theApprovalPolicy()));
  }
}
