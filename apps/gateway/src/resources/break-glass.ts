import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  BindingPath,
  BreakGlassRequest,
  EnvironmentPath,
  ReviewBreakGlassRequest,
} from '@policy-registry/contracts/requests';
import { environmentById } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { RESULTS, SEND, TEXTS } from '../tokens.ts';
import { answerPromotion } from './answer-promotion.ts';
import { withoutAbsent } from './without-absent.ts';

const HOUR_MS = 3_600_000;

/** Promotions past the gates, and what somebody else says of them. */
@Controller('api/v1/environments/:environmentId')
export class BreakGlassController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #texts: Texts;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(TEXTS) texts: Texts,
  ) {
    this.#send = send;
    this.#results = results;
    this.#texts = texts;
  }

  @Post('break-glass')
  @HttpCode(200)
  @RequireScope(['policy:operate', 'policy:promote'])
  async breakGlass(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
    @Body() { policyId, version, incident, hours, ...texts }: BreakGlassRequest,
  ) {
    const digests = await this.#texts.seal(request, texts);
    const named = withoutAbsent({ policyId, version, incident });
    const data = { environmentId, ...named, endsInMs: hours * HOUR_MS, ...digests };
    const sent = await this.#send(request, { type: 'BreakGlass', data, ...ifMatchOf(request) });
    await answerPromotion(reply, sent, this.#results, environmentId);
  }

  @Post('policies/:policyId/break-glass/review')
  @HttpCode(200)
  @RequireScope('policy:approve')
  async reviewBreakGlass(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId, policyId }: BindingPath,
    @Body() { verdict, ...texts }: ReviewBreakGlassRequest,
  ) {
    const data = { environmentId, policyId, verdict, ...(await this.#texts.seal(request, texts)) };
    const sent = await this.#send(request, { type: 'ReviewBreakGlass', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, environmentById(environmentId)));
  }
}
