import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { MarkDecisionRequest, VersionPath } from '@policy-registry/contracts/requests';
import type { BlobStore } from '@policy-registry/kernel';
import {
  shardsOfSimulation,
  simulationById,
  simulationOfSubmission,
  versionByNumber,
} from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { BLOBS, READS, RESULTS, SEND, TEXTS } from '../tokens.ts';
import { changedTuple } from './simulation-results.ts';

/** What reviewers say of the decisions that a version changes. */
@Controller('api/v1/policies/:policyId/versions')
export class MarksController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #reads: Reads;
  readonly #texts: Texts;
  /** Injected here: a constructor takes four. */
  @Inject(BLOBS) readonly blobs!: BlobStore;

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

  @Post(':version/marks')
  @HttpCode(200)
  @RequireScope('policy:review')
  async markDecision(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
    @Body() { index, mark, reason }: MarkDecisionRequest,
  ) {
    const { simulationId, found } = await this.#changeOf(request, { policyId, version, index });
    const digests = await this.#texts.seal(request, { reason });
    const data = { policyId, version, simulationId, index, mark, class: found, ...digests };
    const sent = await this.#send(request, { type: 'MarkDecision', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, versionByNumber(policyId, version)));
  }

  /** The class of the change of this index in the simulation of the submission; there is nothing else to mark. */
  async #changeOf(
    request: FastifyRequest,
    {
      policyId,
      version,
      index,
    }: { readonly policyId: string; readonly version: number; readonly index: number },
  ) {
    const [submission] = await this.#reads.all(request, simulationOfSubmission(policyId, version));
    if (submission === undefined) throw new Problem(edgeProblems.notFound, 'the version was not submitted');
    const simulationId = String(submission['simulationId']);
    const tuple = await changedTuple(index, {
      tenant: callerOf(request).tenant,
      simulation: await this.#reads.one(request, simulationById(simulationId)),
      shards: await this.#reads.all(request, shardsOfSimulation(simulationId)),
      blobs: this.blobs,
    });
    if (tuple === undefined)
      throw new Problem(edgeProblems.notFound, `the simulation changes no tuple ${index}`);
    return { simulationId, found: tuple.class };
  }
}
