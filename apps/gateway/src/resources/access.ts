import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Req, Res } from '@nestjs/common';
import {
  DefineGroupRequest,
  DefineRoleRequest,
  DefineServiceIdentityRequest,
  GroupPath,
  RolePath,
  ServiceIdentityPath,
} from '@policy-registry/contracts/requests';
import { tenantAccess } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND } from '../tokens.ts';

/** Who is granted what in the caller's tenant. */
@Controller('api/v1/tenant')
export class AccessController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #reads: Reads;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(READS) reads: Reads,
  ) {
    this.#send = send;
    this.#results = results;
    this.#reads = reads;
  }

  @Get('access')
  @RequireScope('tenant:admin', 'policy:audit')
  async getAccess(@Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    answerResource(reply, await this.#reads.one(request, tenantAccess()));
  }

  @Put('roles/:roleId')
  @RequireScope('tenant:admin')
  async defineRole(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { roleId }: RolePath,
    @Body() { scopes }: DefineRoleRequest,
  ) {
    await this.#change(request, reply, 'DefineRole', { roleId, scopes });
  }

  @Delete('roles/:roleId')
  @HttpCode(200)
  @RequireScope('tenant:admin')
  async removeRole(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { roleId }: RolePath,
  ) {
    await this.#change(request, reply, 'RemoveRole', { roleId });
  }

  @Put('groups/:groupId')
  @RequireScope('tenant:admin')
  async defineGroup(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { groupId }: GroupPath,
    @Body() { members, roles }: DefineGroupRequest,
  ) {
    await this.#change(request, reply, 'DefineGroup', { groupId, members, roles });
  }

  @Delete('groups/:groupId')
  @HttpCode(200)
  @RequireScope('tenant:admin')
  async removeGroup(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { groupId }: GroupPath,
  ) {
    await this.#change(request, reply, 'RemoveGroup', { groupId });
  }

  @Put('services/:serviceId')
  @RequireScope('tenant:admin')
  async defineServiceIdentity(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { serviceId }: ServiceIdentityPath,
    @Body() { roles }: DefineServiceIdentityRequest,
  ) {
    await this.#change(request, reply, 'DefineServiceIdentity', { serviceId, roles });
  }

  @Delete('services/:serviceId')
  @HttpCode(200)
  @RequireScope('tenant:admin')
  async removeServiceIdentity(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { serviceId }: ServiceIdentityPath,
  ) {
    await this.#change(request, reply, 'RemoveServiceIdentity', { serviceId });
  }

  async #change(
    request: FastifyRequest,
    reply: FastifyReply,
    type: string,
    change: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const data = { tenantId: callerOf(request).tenant, ...change };
    const sent = await this.#send(request, { type, data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, tenantAccess()));
  }
}
