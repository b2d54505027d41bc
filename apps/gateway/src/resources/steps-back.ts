import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { RecallVersionRequest, StepBackRequest, VersionPath } from '@policy-registry/contracts/requests';
import { rollOffsOf, versionByNumber } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import { openTexts, type Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, TEXTS } from '../tokens.ts';

type Step = 'RequestChanges' | 'WithdrawVersion' | 'DeprecateVersion' | 'ArchiveVersion' | 'RecallVersion';
type Asked = { readonly path: VersionPath; readonly texts: StepBackRequest; readonly fromVersion?: number };

/** What takes a version out of review or out of use, and why. */
@Controller('api/v1/policies/:policyId/versions/:version')
export class StepsBackController {
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

  @Post('request-changes')
  @HttpCode(200)
  @RequireScope('policy:review')
  async requestChanges(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: VersionPath,
    @Body() texts: StepBackRequest,
  ) {
    await this.#take('RequestChanges', request, reply, { path, texts });
  }

  @Post('withdraw')
  @HttpCode(200)
  @RequireScope('policy:author')
  async withdrawVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: VersionPath,
    @Body() texts: StepBackRequest,
  ) {
    await this.#take('WithdrawVersion', request, reply, { path, texts });
  }

  @Post('deprecate')
  @HttpCode(200)
  @RequireScope('policy:operate')
  async deprecateVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: VersionPath,
    @Body() texts: StepBackRequest,
  ) {
    await this.#take('DeprecateVersion', request, reply, { path, texts });
  }

  @Post('archive')
  @HttpCode(200)
  @RequireScope('policy:archive')
  async archiveVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: VersionPath,
    @Body() texts: StepBackRequest,
  ) {
    await this.#take('ArchiveVersion', request, reply, { path, texts });
  }

  @Post('recall')
  @HttpCode(200)
  @RequireScope('policy:operate')
  async recallVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: VersionPath,
    @Body() { fromVersion, ...texts }: RecallVersionRequest,
  ) {
    await this.#take('RecallVersion', request, reply, {
      path,
      texts,
      ...(fromVersion !== undefined && { fromVersion }),
    });
  }

  /** For whoever reads the version: an author has to know what to change. */
  @Get('step-back')
  @RequireScope('policy:read')
  async getStepBack(@Req() request: FastifyRequest, @Param() { policyId, version }: VersionPath) {
    const { stepBack } = await this.#reads.one(request, versionByNumber(policyId, version));
    if (stepBack === null) throw new Problem(edgeProblems.notFound, 'the version took no step back');
    return openTexts(this.#texts, callerOf(request).tenant, Object(stepBack));
  }

  /** How far environments were rolled off the version: nothing is bound any more once `boundIn` is empty. */
  @Get('roll-offs')
  @RequireScope('policy:read')
  async getRollOffs(@Req() request: FastifyRequest, @Param() { policyId, version }: VersionPath) {
    return this.#reads.one(request, rollOffsOf(policyId, version));
  }

  async #take(type: Step, request: FastifyRequest, reply: FastifyReply, asked: Asked) {
    const { texts, path, ...range } = asked;
    const { policyId, version } = path;
    const digests = await this.#texts.seal(request, texts);
    const data = { policyId, version, ...range, ...digests };
    const sent = await this.#send(request, { type, data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, versionByNumber(policyId, version)));
  }
}
