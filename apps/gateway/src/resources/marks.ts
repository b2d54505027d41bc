import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { MarkDecisionRequest, VersionPath } from '@policy-registry/contracts/requests';
import { versionByNumber } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { CHANGES, RESULTS, SEND, TEXTS } from '../tokens.ts';
import type { SubmittedChanges } from './submitted-changes.ts';

/** What reviewers say of the decisions that a version changes. */
@Controller('api/v1/policies/:policyId/versions')
export class MarksController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #changes: SubmittedChanges;
  readonly #texts: Texts;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(CHANGES) changes: SubmittedChanges,
    @Inject(TEXTS) texts: Texts,
  ) {
    this.#send = send;
    this.#results = results;
    this.#changes = changes;
    this.#texts = texts;
  }

  @Post(':version/marks')
  @HttpCode(200)
  @RequireScope(['policy:review', 'findings:read'])
  async markDecision(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
    @Body() { index, mark, reason }: MarkDecisionRequest,
  ) {
    const changed = await this.#changes.find(request, { policyId, version, index });
    const digests = await this.#texts.seal(request, { reason });
    const data = { policyId, version, index, mark, ...changed, ...digests };
    const sent = await this.#send(request, { type: 'MarkDecision', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, versionByNumber(policyId, version)));
  }
}
