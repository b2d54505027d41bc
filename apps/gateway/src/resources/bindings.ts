import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  BindingPath,
  CanaryStepRequest,
  ContinueCanaryRequest,
  RollBackRequest,
} from '@policy-registry/contracts/requests';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Results } from '../command/answer.ts';
import { percentageIn } from '../command/percentage.ts';
import type { SendCommand } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { RESULTS, SEND, TEXTS } from '../tokens.ts';
import { answerPromotion } from './answer-promotion.ts';
import { withoutAbsent } from './without-absent.ts';

type Change = 'PauseCanary' | 'ContinueCanary' | 'AbortCanary' | 'RollBack';
type Asked = {
  readonly path: BindingPath;
  readonly body: CanaryStepRequest & { readonly percentage?: number };
};

/** What becomes of a version after it was promoted. */
@Controller('api/v1/environments/:environmentId/policies/:policyId')
export class BindingsController {
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

  @Post('canary/pause')
  @HttpCode(200)
  @RequireScope(['policy:operate', 'policy:activate'])
  async pauseCanary(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: BindingPath,
    @Body() body: CanaryStepRequest,
  ) {
    await this.#change('PauseCanary', request, reply, { path, body });
  }

  @Post('canary/continue')
  @HttpCode(200)
  @RequireScope(['policy:operate', 'policy:activate'])
  async continueCanary(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: BindingPath,
    @Body() body: ContinueCanaryRequest,
  ) {
    await this.#change('ContinueCanary', request, reply, { path, body });
  }

  @Post('canary/abort')
  @HttpCode(200)
  @RequireScope(['policy:operate', 'policy:activate'])
  async abortCanary(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: BindingPath,
    @Body() body: CanaryStepRequest,
  ) {
    await this.#change('AbortCanary', request, reply, { path, body });
  }

  @Post('rollback')
  @HttpCode(200)
  @RequireScope(['policy:operate', 'policy:activate'])
  async rollBack(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: BindingPath,
    @Body() body: RollBackRequest,
  ) {
    await this.#change('RollBack', request, reply, { path, body });
  }

  async #change(type: Change, request: FastifyRequest, reply: FastifyReply, { path, body }: Asked) {
    const { environmentId, policyId } = path;
    const { reason: _reason, ticket: _ticket, ...asked } = body;
    const digests = await this.#texts.seal(request, body);
    const data = { environmentId, policyId, ...withoutAbsent(asked), ...percentageIn(asked), ...digests };
    const sent = await this.#send(request, { type, data, ...ifMatchOf(request) });
    await answerPromotion(reply, sent, this.#results, environmentId);
  }
}
