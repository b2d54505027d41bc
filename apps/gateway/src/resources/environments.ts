import { Body, Controller, Get, HttpCode, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import {
  CreateEnvironmentRequest,
  EnvironmentPath,
  HistoryQuery,
  PromoteVersionRequest,
  SetBudgetsRequest,
} from '@policy-registry/contracts/requests';
import { allEnvironments, environmentById, historyPage } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, TEXTS } from '../tokens.ts';
import { answerPromotion } from './answer-promotion.ts';
import { askedPromotion } from './asked-promotion.ts';

const HOUR_MS = 3_600_000;

@Controller('api/v1/environments')
export class EnvironmentsController {
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
  async listEnvironments(@Req() request: FastifyRequest) {
    return { items: await this.#reads.all(request, allEnvironments()), next_page_token: null };
  }

  @Post()
  @RequireScope('tenant:admin')
  async createEnvironment(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() { environmentId, name, order }: CreateEnvironmentRequest,
  ) {
    const data = { environmentId, name, order };
    const sent = await this.#send(request, { type: 'CreateEnvironment', data });
    answer(reply, sent, await this.#results.of(sent, environmentById(environmentId)), {
      createdAt: `/environments/${environmentId}`,
    });
  }

  @Get(':environmentId')
  @RequireScope('policy:read')
  async getEnvironment(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
  ) {
    answerResource(reply, await this.#reads.one(request, environmentById(environmentId)));
  }

  @Get(':environmentId/history')
  @RequireScope('policy:read')
  listHistory(
    @Req() request: FastifyRequest,
    @Param() { environmentId }: EnvironmentPath,
    @Query() { at, until, policyId, ...page }: HistoryQuery,
  ) {
    const asked = { environmentId, policyId, at, until };
    const name = ['history', environmentId, policyId, at, until].join(' ');
    const query = (where: Parameters<typeof historyPage>[1]) => historyPage(asked, where);
    return this.#reads.page(request, { name, query, keyOf: ['change'] }, page);
  }

  @Post(':environmentId/promotions')
  @HttpCode(200)
  @RequireScope('policy:promote')
  async promoteVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
    @Body() asked: PromoteVersionRequest,
  ) {
    const promotion = await askedPromotion(request, asked, { reads: this.#reads, texts: this.#texts });
    const data = { environmentId, ...promotion };
    const sent = await this.#send(request, { type: 'PromoteVersion', data, ...ifMatchOf(request) });
    await answerPromotion(reply, sent, this.#results, environmentId);
  }

  @Put(':environmentId/budgets')
  @RequireScope('tenant:admin')
  async setBudgets(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
    @Body() { lines, simulationAgeMaxHours: hours }: SetBudgetsRequest,
  ) {
    const data = {
      environmentId,
      lines,
      ...(hours !== undefined && { simulationAgeMaxMs: hours * HOUR_MS }),
    };
    const sent = await this.#send(request, { type: 'SetBudgets', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, environmentById(environmentId)));
  }
}
