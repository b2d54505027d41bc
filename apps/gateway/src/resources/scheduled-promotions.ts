import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  BindingPath,
  CancelScheduledPromotionRequest,
  EnvironmentPath,
  ResumeScheduledPromotionRequest,
  SchedulePromotionRequest,
} from '@policy-registry/contracts/requests';
import { environmentById, scheduledIn } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, TEXTS } from '../tokens.ts';
import { answerPromotion } from './answer-promotion.ts';
import { askedPromotion } from './asked-promotion.ts';
import { withoutAbsent } from './without-absent.ts';

/** Promotions that are carried out at a time. */
@Controller('api/v1/environments/:environmentId')
export class ScheduledPromotionsController {
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

  @Get('scheduled-promotions')
  @RequireScope('policy:read')
  async listScheduledPromotions(@Req() request: FastifyRequest, @Param() { environmentId }: EnvironmentPath) {
    return { items: await this.#reads.all(request, scheduledIn(environmentId)), next_page_token: null };
  }

  @Post('scheduled-promotions')
  @HttpCode(200)
  @RequireScope('policy:promote')
  async schedulePromotion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
    @Body() { at, ...asked }: SchedulePromotionRequest,
  ) {
    const promotion = await askedPromotion(request, asked, { reads: this.#reads, texts: this.#texts });
    const data = { environmentId, ...promotion, at };
    const sent = await this.#send(request, { type: 'SchedulePromotion', data, ...ifMatchOf(request) });
    await answerPromotion(reply, sent, this.#results, environmentId);
  }

  @Post('policies/:policyId/scheduled-promotion/resume')
  @HttpCode(200)
  @RequireScope('policy:promote')
  async resumeScheduledPromotion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId, policyId }: BindingPath,
    @Body() { at, simulationId, ...texts }: ResumeScheduledPromotionRequest,
  ) {
    const digests = await this.#texts.seal(request, texts);
    const data = { environmentId, policyId, at, ...withoutAbsent({ simulationId }), ...digests };
    const sent = await this.#send(request, { type: 'ResumeScheduledPromotion', data, ...ifMatchOf(request) });
    await answerPromotion(reply, sent, this.#results, environmentId);
  }

  @Post('policies/:policyId/scheduled-promotion/cancel')
  @HttpCode(200)
  @RequireScope('policy:promote', 'policy:operate')
  async cancelScheduledPromotion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId, policyId }: BindingPath,
    @Body() texts: CancelScheduledPromotionRequest,
  ) {
    const data = { environmentId, policyId, ...(await this.#texts.seal(request, texts)) };
    const sent = await this.#send(request, { type: 'CancelScheduledPromotion', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, environmentById(environmentId)));
  }
}
