import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import {
  ConsumerPath,
  ConsumersQuery,
  EnvironmentPath,
  HeartbeatRequest,
} from '@policy-registry/contracts/requests';
import { HEARTBEAT_SECONDS_DEFAULT, heartbeatRefusal } from '@policy-registry/domain';
import type { HeartbeatPublisher } from '@policy-registry/event-store';
import { consumerPage, heartbeatStanding } from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import { Problem, Unavailable } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { RequireOpenTenant } from '../read/open-tenants.ts';
import type { Resource } from '../read/read-models.ts';
import type { Reads } from '../read/reads.ts';
import { BEAT, READS, TENANTS } from '../tokens.ts';

/** The enforcement points of an environment, and which bundle each of them runs. */
@Controller('api/v1/environments/:environmentId/consumers')
export class ConsumersController {
  readonly #reads: Reads;
  readonly #beat: HeartbeatPublisher;
  readonly #requireOpenTenant: RequireOpenTenant;

  constructor(
    @Inject(READS) reads: Reads,
    @Inject(BEAT) beat: HeartbeatPublisher,
    @Inject(TENANTS) requireOpenTenant: RequireOpenTenant,
  ) {
    this.#reads = reads;
    this.#beat = beat;
    this.#requireOpenTenant = requireOpenTenant;
  }

  @Get()
  @RequireScope('policy:read')
  listConsumers(
    @Req() request: FastifyRequest,
    @Param() { environmentId }: EnvironmentPath,
    @Query() { state, digest: bundleDigest, ...page }: ConsumersQuery,
  ) {
    const name = ['consumers', environmentId, state, bundleDigest].join(' ');
    const query = (at: Parameters<typeof consumerPage>[1]) =>
      consumerPage({ environmentId, state, bundleDigest }, at);
    return this.#reads.page(request, { name, query, keyOf: ['consumerId'] }, page);
  }

  @Post(':consumerId/heartbeat')
  @HttpCode(200)
  @RequireScope('policy:read')
  async reportHeartbeat(
    @Req() request: FastifyRequest,
    @Param() { environmentId, consumerId }: ConsumerPath,
    @Body() { digest, intervalSeconds = HEARTBEAT_SECONDS_DEFAULT }: HeartbeatRequest,
  ) {
    const { tenant, principal } = callerOf(request);
    if (principal.isInteractive)
      throw new Problem(edgeProblems.serviceRequired, 'consumers are programs: persons run no bundles');
    await this.#requireOpenTenant(tenant);
    const standing = await this.#reads.one(request, heartbeatStanding(environmentId, consumerId));
    requireRoom(principal.id, standing);
    const heartbeat = { principal: principal.id, bundleDigest: digest, intervalSeconds };
    try {
      await this.#beat({ tenant, environmentId, consumerId }, heartbeat);
    } catch (error) {
      throw new Unavailable('the broker did not confirm the heartbeat', { cause: error });
    }
    const { bundleDigest } = standing;
    return { environmentId, consumerId, bundleDigest, isCurrent: bundleDigest === digest };
  }
}

/** Said at once; the decider, which asks the same, would let it count for nothing. */
const requireRoom = (caller: string, { principal, consumers }: Resource): void => {
  const known = typeof principal === 'string' ? { principal } : undefined;
  switch (heartbeatRefusal({ principal: caller }, known, Number(consumers))) {
    case 'CONSUMER_TAKEN':
      throw new Problem(edgeProblems.consumerTaken, 'somebody else reports for this consumer');
    case 'CONSUMERS_FULL':
      throw new Problem(edgeProblems.consumersFull, 'the environment has as many consumers as it may have');
    case undefined:
  }
};
