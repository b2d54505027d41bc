import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import {
  DefineWebhookRequest,
  DeliveriesQuery,
  DeliveryPath,
  WebhookPath,
} from '@policy-registry/contracts/requests';
import { deliveryById, deliveryPage, theWebhooks } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import type { Ports } from '../ports.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEALING_KEY, SEND } from '../tokens.ts';
import { withoutAbsent } from './without-absent.ts';

/** Whom the caller's tenant has told of its events, and what became of that. */
@Controller('api/v1/tenant')
export class WebhooksController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #reads: Reads;
  readonly #sealingKey: Ports['sealingKey'];

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(READS) reads: Reads,
    @Inject(SEALING_KEY) sealingKey: Ports['sealingKey'],
  ) {
    this.#send = send;
    this.#results = results;
    this.#reads = reads;
    this.#sealingKey = sealingKey;
  }

  @Get('webhooks')
  @RequireScope('tenant:admin', 'policy:audit')
  async getWebhooks(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    answerResource(reply, await this.#reads.one(request, theWebhooks()));
  }

  @Get('webhook-sealing-key')
  @RequireScope('tenant:admin')
  async getSealingKey(@Req() request: FastifyRequest) {
    await this.#reads.caughtUp(request);
    return this.#sealingKey();
  }

  @Put('webhooks/:webhookId')
  @RequireScope('tenant:admin')
  async defineWebhook(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { webhookId }: WebhookPath,
    @Body() definition: DefineWebhookRequest,
  ) {
    await this.#change(request, reply, 'DefineWebhook', { webhookId, ...withoutAbsent(definition) });
  }

  @Delete('webhooks/:webhookId')
  @HttpCode(200)
  @RequireScope('tenant:admin')
  async removeWebhook(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { webhookId }: WebhookPath,
  ) {
    await this.#change(request, reply, 'RemoveWebhook', { webhookId });
  }

  @Get('webhook-deliveries')
  @RequireScope('tenant:admin', 'policy:audit')
  listDeliveries(@Req() request: FastifyRequest, @Query() { state, ...page }: DeliveriesQuery) {
    const list = { name: `deliveries ${state ?? ''}`, query: deliveryPage(state), keyOf: ['position'] };
    return this.#reads.page(request, list, page);
  }

  @Get('webhook-deliveries/:deliveryId')
  @RequireScope('tenant:admin', 'policy:audit')
  async getDelivery(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { deliveryId }: DeliveryPath,
  ) {
    answerResource(reply, await this.#reads.one(request, deliveryById(deliveryId)));
  }

  @Post('webhook-deliveries/:deliveryId/replay')
  @HttpCode(200)
  @RequireScope('tenant:admin')
  async replayDelivery(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { deliveryId }: DeliveryPath,
  ) {
    const sent = await this.#send(request, { type: 'ReplayDelivery', data: { deliveryId } });
    answer(reply, sent, await this.#results.of(sent, deliveryById(deliveryId)));
  }

  async #change(
    request: FastifyRequest,
    reply: FastifyReply,
    type: string,
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const sent = await this.#send(request, { type, data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, theWebhooks()));
  }
}
