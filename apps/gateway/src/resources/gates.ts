import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import {
  ApprovePromotionRequest,
  EnvironmentPath,
  SetGatesRequest,
} from '@policy-registry/contracts/requests';
import { environmentById, gatesById } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf, requiredMatchOf } from '../edge/preconditions.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, TEXTS } from '../tokens.ts';
import { submittedWith } from './submitted-with.ts';
import { withoutAbsent } from './without-absent.ts';

/** What a promotion into an environment has to pass. */
@Controller('api/v1/environments/:environmentId')
export class GatesController {
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

  @Get('gates')
  @RequireScope('policy:read')
  async getGates(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
  ) {
    answerResource(reply, await this.#reads.one(request, gatesById(environmentId)));
  }

  @Put('gates')
  @RequireScope('tenant:admin')
  async setGates(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
    @Body() { gates, ...texts }: SetGatesRequest,
  ) {
    const condition = requiredMatchOf(request);
    const digests = await this.#texts.seal(request, texts);
    const data = { environmentId, gates: withoutAbsent(gates), ...digests };
    const sent = await this.#send(request, { type: 'SetGates', data, ...condition });
    answer(reply, sent, await this.#results.of(sent, gatesById(environmentId)));
  }

  @Post('promotion-approvals')
  @HttpCode(200)
  @RequireScope('policy:approve')
  async approvePromotion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
    @Body() body: ApprovePromotionRequest,
  ) {
    const { policyId, version, contentDigest, gatesVersion, stable, ...others } = body;
    const { simulationId = await submittedWith(this.#reads, request, body), ...texts } = others;
    const digests = await this.#texts.seal(request, texts);
    const seen = { policyId, version, contentDigest, gatesVersion, stable, simulationId };
    const data = { environmentId, ...withoutAbsent(seen), ...digests };
    const sent = await this.#send(request, { type: 'ApprovePromotion', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, environmentById(environmentId)));
  }
}
