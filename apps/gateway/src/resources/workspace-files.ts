import { Body, Controller, Delete, HttpCode, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import {
  FilePath,
  FileRequest,
  PolicyPath,
  RestoreWorkspaceRequest,
} from '@policy-registry/contracts/requests';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import { DRAFTS } from '../tokens.ts';
import type { Drafts } from './drafts.ts';

/** Single files of a draft, and earlier contents put back. */
@Controller('api/v1/policies/:policyId/workspace')
export class WorkspaceFilesController {
  readonly #drafts: Drafts;

  constructor(@Inject(DRAFTS) drafts: Drafts) {
    this.#drafts = drafts;
  }

  @Put('files/:path')
  @RequireScope('policy:author')
  async putFile(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, path }: FilePath,
    @Body() { digest }: FileRequest,
  ) {
    const [file] = await this.#drafts.known(request, policyId, [{ path, digest }]);
    const command = { type: 'PutFile', data: { policyId, file } };
    await this.#drafts.save(request, reply, command, { policyId, path, sent: digest });
  }

  @Delete('files/:path')
  @RequireScope('policy:author')
  async deleteFile(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, path }: FilePath,
  ) {
    const command = { type: 'DeleteFile', data: { policyId, path } };
    await this.#drafts.save(request, reply, command, { policyId, path, sent: null });
  }

  @Post('restore')
  @HttpCode(200)
  @RequireScope('policy:author')
  async restoreWorkspace(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId }: PolicyPath,
    @Body() asked: RestoreWorkspaceRequest,
  ) {
    const data = { policyId, ...(await this.#drafts.source(request, policyId, asked)) };
    await this.#drafts.save(request, reply, { type: 'RestoreContent', data }, { policyId });
  }
}
