import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  RenewWaiverRequest,
  RequestWaiverRequest,
  WaiverPath,
  WaiversQuery,
  WaiverStepRequest,
} from '@policy-registry/contracts/requests';
import { waiverById, waiverPage } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import { factIn, type SendCommand, type Sent } from '../command/send-command.ts';
import { openTexts, type Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { callerOf } from '../edge/request-scope.ts';
import { filteredName } from '../read/filtered-name.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, TEXTS } from '../tokens.ts';
import { withoutAbsent } from './without-absent.ts';

type Step = `${'Approve' | 'Reject' | 'Withdraw' | 'Revoke'}Waiver`;

/** Exceptions: asked for, agreed to by others, and over by themselves at their expiry. */
@Controller('api/v1/waivers')
export class WaiversController {
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

  @Post()
  @RequireScope('policy:author', 'policy:operate')
  async requestWaiver(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() { policyId, scope, expiresAt, owner, ...texts }: RequestWaiverRequest,
  ) {
    const asked = { policyId, scope: withoutAbsent(scope), expiresAt };
    const digests = await this.#texts.seal(request, texts);
    const data = { ...asked, owner: owner ?? callerOf(request).principal.id, ...digests };
    await this.#answerRequested(reply, await this.#send(request, { type: 'RequestWaiver', data }));
  }

  @Get()
  @RequireScope('policy:read')
  listWaivers(@Req() request: FastifyRequest, @Query() { page_size, page_token, ...asked }: WaiversQuery) {
    const { unused, ...filter } = asked;
    const name = filteredName('waivers', asked);
    const list = {
      name,
      query: waiverPage({ ...filter, isUnused: unused === 'true' }),
      keyOf: ['policyId', 'number'],
    };
    return this.#reads.page(request, list, withoutAbsent({ page_size, page_token }));
  }

  @Get(':waiverId')
  @RequireScope('policy:read')
  async getWaiver(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { waiverId }: WaiverPath,
  ) {
    answerResource(reply, await this.#reads.one(request, waiverById(waiverId)));
  }

  /** For whoever reads the waiver: who approves has to know why. */
  @Get(':waiverId/texts')
  @RequireScope('policy:read')
  async getWaiverTexts(@Req() request: FastifyRequest, @Param() { waiverId }: WaiverPath) {
    const waiver = await this.#reads.one(request, waiverById(waiverId));
    return openTexts(this.#texts, callerOf(request).tenant, waiver);
  }

  @Post(':waiverId/renew')
  @RequireScope('policy:author', 'policy:operate')
  async renewWaiver(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { waiverId }: WaiverPath,
    @Body() { expiresAt, ...texts }: RenewWaiverRequest,
  ) {
    const data = { waiverId, expiresAt, ...(await this.#texts.seal(request, texts)) };
    const sent = await this.#send(request, { type: 'RenewWaiver', data, ...ifMatchOf(request) });
    await this.#answerRequested(reply, sent);
  }

  @Post(':waiverId/approve')
  @HttpCode(200)
  @RequireScope('policy:approve')
  async approveWaiver(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: WaiverPath,
    @Body() texts: WaiverStepRequest,
  ) {
    await this.#take('ApproveWaiver', request, reply, { path, texts });
  }

  @Post(':waiverId/reject')
  @HttpCode(200)
  @RequireScope('policy:approve')
  async rejectWaiver(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: WaiverPath,
    @Body() texts: WaiverStepRequest,
  ) {
    await this.#take('RejectWaiver', request, reply, { path, texts });
  }

  @Post(':waiverId/withdraw')
  @HttpCode(200)
  @RequireScope('policy:author', 'policy:operate')
  async withdrawWaiver(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: WaiverPath,
    @Body() texts: WaiverStepRequest,
  ) {
    await this.#take('WithdrawWaiver', request, reply, { path, texts });
  }

  @Post(':waiverId/revoke')
  @HttpCode(200)
  @RequireScope('policy:operate', 'policy:approve', 'policy:author')
  async revokeWaiver(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: WaiverPath,
    @Body() texts: WaiverStepRequest,
  ) {
    await this.#take('RevokeWaiver', request, reply, { path, texts });
  }

  async #take(
    type: Step,
    request: FastifyRequest,
    reply: FastifyReply,
    { path, texts }: { readonly path: WaiverPath; readonly texts: WaiverStepRequest },
  ) {
    const { waiverId } = path;
    const data = { waiverId, ...(await this.#texts.seal(request, texts)) };
    const sent = await this.#send(request, { type, data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, waiverById(waiverId)));
  }

  async #answerRequested(reply: FastifyReply, sent: Sent) {
    const waiverId = requestedWaiver(sent);
    const made = await this.#results.of(sent, waiverById(waiverId));
    answer(reply, sent, made, { createdAt: `/waivers/${waiverId}` });
  }
}

// An accepted request made exactly one waiver.
const requestedWaiver = (sent: Sent): string =>
  String(factIn(sent, 'WaiverRequested')?.data['waiverId'] ?? '');
