import { Body, Controller, Get, Headers, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  PageQuery,
  QuickSimulationRequest,
  SimulationPath,
  StartSimulationRequest,
} from '@policy-registry/contracts/requests';
import { idFromCommand } from '@policy-registry/kernel';
import {
  queuedSimulations,
  shardsOfSimulation,
  simulationById,
  simulationPage,
} from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerUnderWay, type Results } from '../command/answer.ts';
import { commandIdFor } from '../command/command-id.ts';
import type { SendCommand } from '../command/send-command.ts';
import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { PROGRESS, READS, RESULTS, SEND } from '../tokens.ts';
import { isOver, type StreamProgress } from './progress.ts';

const ENVIRONMENT_DEFAULT = 'prod';

@Controller('api/v1/simulations')
export class SimulationsController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #reads: Reads;
  readonly #streamProgress: StreamProgress;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(READS) reads: Reads,
    @Inject(PROGRESS) streamProgress: StreamProgress,
  ) {
    this.#send = send;
    this.#results = results;
    this.#reads = reads;
    this.#streamProgress = streamProgress;
  }

  /** Always 202: what is answered is a simulation that runs, or already ran. */
  @Post()
  @RequireScope('policy:simulate')
  async startSimulation(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: StartSimulationRequest,
  ) {
    const simulationId = idFromCommand(commandIdFor(request));
    const sent = await this.#send(request, { type: 'StartSimulation', data: startOf(simulationId, body) });
    const made = await this.#results.of(sent, simulationById(simulationId));
    if (made === undefined) return answer(reply, sent, made);
    answerUnderWay(reply, sent, made, `/simulations/${simulationId}`);
  }

  /** Waits for the result, as an editor does; 202 with the place to look at where it takes longer. */
  @Post('quick')
  @RequireScope('policy:simulate')
  async startQuickSimulation(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: QuickSimulationRequest,
  ) {
    const simulationId = idFromCommand(commandIdFor(request));
    const data = { ...startOf(simulationId, body), mode: 'quick' };
    const sent = await this.#send(request, { type: 'StartSimulation', data });
    const path = `/simulations/${simulationId}`;
    const made = await this.#results.after(sent, simulationById(simulationId), isOver);
    if (made !== undefined && !isOver(made.resource)) return answerUnderWay(reply, sent, made, path);
    answer(reply, sent, made, { createdAt: path });
  }

  @Post(':simulationId/cancel')
  @RequireScope('policy:simulate')
  cancelSimulation(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: SimulationPath,
  ) {
    return this.#ask('CancelSimulation', request, reply, path);
  }

  @Post(':simulationId/retry')
  @RequireScope('policy:simulate')
  retrySimulation(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() path: SimulationPath) {
    return this.#ask('RetrySimulation', request, reply, path);
  }

  @Post(':simulationId/twin')
  @RequireScope('policy:simulate')
  requestTwin(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() path: SimulationPath) {
    return this.#ask('RequestTwin', request, reply, path);
  }

  @Get('queue')
  @RequireScope('policy:read')
  async listQueue(@Req() request: FastifyRequest) {
    return { items: await this.#reads.all(request, queuedSimulations()), next_page_token: null };
  }

  @Get()
  @RequireScope('policy:read')
  listSimulations(@Req() request: FastifyRequest, @Query() page: PageQuery) {
    return this.#reads.page(
      request,
      { name: 'simulations', query: simulationPage, keyOf: ['simulationId'] },
      page,
    );
  }

  @Get(':simulationId')
  @RequireScope('policy:read')
  getSimulation(@Req() request: FastifyRequest, @Param() { simulationId }: SimulationPath) {
    return this.#reads.one(request, simulationById(simulationId));
  }

  @Get(':simulationId/shards')
  @RequireScope('policy:read')
  async listShards(@Req() request: FastifyRequest, @Param() { simulationId }: SimulationPath) {
    await this.#reads.one(request, simulationById(simulationId));
    return { items: await this.#reads.all(request, shardsOfSimulation(simulationId)), next_page_token: null };
  }

  @Get(':simulationId/events')
  @RequireScope('policy:read')
  streamSimulation(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { simulationId }: SimulationPath,
    @Headers('last-event-id') lastEventId: string | undefined,
  ) {
    return this.#streamProgress(request, reply, { simulationId, lastEventId });
  }

  async #ask(type: string, request: FastifyRequest, reply: FastifyReply, { simulationId }: SimulationPath) {
    const sent = await this.#send(request, { type, data: { simulationId } });
    answer(reply, sent, await this.#results.of(sent, simulationById(simulationId)));
  }
}

const startOf = (
  simulationId: string,
  {
    environmentId = ENVIRONMENT_DEFAULT,
    env = {},
    base,
    engines,
    ...named
  }: StartSimulationRequest | QuickSimulationRequest,
) => ({
  simulationId,
  environmentId,
  env,
  ...(base !== undefined && { base: { ...base } }),
  ...(engines !== undefined && { engines: { ...engines } }),
  ...named,
});
