import { Body, Controller, Get, HttpCode, Inject, Post, Put, Req, Res } from '@nestjs/common';
import {
  OperateTenantRequest,
  TenantRequest,
  TenantSettingsChangeRequest,
} from '@policy-registry/contracts/requests';
import { theTenant } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, TEXTS } from '../tokens.ts';
import { withoutAbsent } from './without-absent.ts';

/** The caller's tenant: also an operator's token is of the tenant that is operated. */
@Controller('api/v1/tenant')
export class TenantController {
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
  @RequireScope('policy:read', 'registry:operate')
  async getTenant(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    answerResource(reply, await this.#reads.one(request, theTenant()));
  }

  @Post()
  @RequireScope('registry:operate')
  async openTenant(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() { settings, approvals }: TenantRequest,
  ) {
    const data = { tenantId: callerOf(request).tenant, settings: withoutAbsent(settings), approvals };
    const sent = await this.#send(request, { type: 'OpenTenant', data });
    answer(reply, sent, await this.#results.of(sent, theTenant()), { createdAt: '/tenant' });
  }

  @Put('settings')
  @RequireScope('tenant:admin')
  async changeTenantSettings(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: TenantSettingsChangeRequest,
  ) {
    const data = { tenantId: callerOf(request).tenant, ...withoutAbsent(body) };
    const sent = await this.#send(request, { type: 'ChangeTenantSettings', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, theTenant()));
  }

  @Post('suspend')
  @HttpCode(200)
  @RequireScope('registry:operate')
  async suspendTenant(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() texts: OperateTenantRequest,
  ) {
    await this.#toggle(request, reply, 'SuspendTenant', texts);
  }

  @Post('resume')
  @HttpCode(200)
  @RequireScope('registry:operate')
  async resumeTenant(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() texts: OperateTenantRequest,
  ) {
    await this.#toggle(request, reply, 'ResumeTenant', texts);
  }

  async #toggle(
    request: FastifyRequest,
    reply: FastifyReply,
    type: string,
    texts: OperateTenantRequest,
  ): Promise<void> {
    const data = { tenantId: callerOf(request).tenant, ...(await this.#texts.seal(request, texts)) };
    const sent = await this.#send(request, { type, data });
    answer(reply, sent, await this.#results.of(sent, theTenant()));
  }
}
