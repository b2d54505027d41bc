import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import {
  ApproveVersionRequest,
  CreateVersionRequest,
  PageQuery,
  PolicyPath,
  PublishVersionRequest,
  SubmitVersionRequest,
  VersionPath,
} from '@policy-registry/contracts/requests';
import { versionByNumber, versionPage } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, answerUnderWay, type Results } from '../command/answer.ts';
import { factIn, type SendCommand, type Sent } from '../command/send-command.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { Problem } from '../edge/problem.ts';
import type { Resource } from '../read/read-models.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, TEXTS } from '../tokens.ts';

@Controller('api/v1/policies/:policyId/versions')
export class VersionsController {
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

  @Post()
  @RequireScope('policy:author')
  async createVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId }: PolicyPath,
    @Body() { revision, semver }: CreateVersionRequest,
  ) {
    const sent = await this.#send(request, { type: 'CreateVersion', data: { policyId, revision, semver } });
    const version = draftedVersion(sent);
    const created = await this.#results.of(sent, versionByNumber(policyId, version));
    answer(reply, sent, created, { createdAt: `/policies/${policyId}/versions/${version}` });
  }

  @Get()
  @RequireScope('policy:read')
  listVersions(@Req() request: FastifyRequest, @Param() { policyId }: PolicyPath, @Query() page: PageQuery) {
    const query = (at: Parameters<typeof versionPage>[1]) => versionPage(policyId, at);
    return this.#reads.page(request, { name: `versions ${policyId}`, query, keyOf: ['version'] }, page);
  }

  @Get(':version')
  @RequireScope('policy:read')
  async getVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
  ) {
    answerResource(reply, await this.#reads.one(request, versionByNumber(policyId, version)));
  }

  @Post(':version/submit')
  @HttpCode(200)
  @RequireScope('policy:author')
  async submitVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
    @Body() { simulationId, reviewers = [], groups = [] }: SubmitVersionRequest,
  ) {
    const data = { policyId, version, simulationId, reviewers, groups };
    const sent = await this.#send(request, { type: 'SubmitVersion', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, versionByNumber(policyId, version)));
  }

  @Post(':version/approve')
  @HttpCode(200)
  @RequireScope('policy:approve')
  async approveVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
    @Body() { contentDigest, evidenceDigest, ...texts }: ApproveVersionRequest,
  ) {
    const digests = await this.#texts.seal(request, texts);
    const data = { policyId, version, contentDigest, evidenceDigest, ...digests };
    const sent = await this.#send(request, { type: 'ApproveVersion', data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, versionByNumber(policyId, version)));
  }

  @Post(':version/publish')
  @HttpCode(200)
  @RequireScope('policy:publish')
  async publishVersion(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
    @Body() texts: PublishVersionRequest,
  ) {
    const digests = await this.#texts.seal(request, texts);
    const data = { policyId, version, ...digests };
    const sent = await this.#send(request, { type: 'PublishVersion', data, ...ifMatchOf(request) });
    const made = await this.#results.after(sent, versionByNumber(policyId, version), isAnswered);
    if (made !== undefined && !isPublicationOver(made.resource)) {
      return answerUnderWay(reply, sent, made, `/policies/${policyId}/versions/${version}`);
    }
    if (made !== undefined) verifyPublished(made.resource);
    answer(reply, sent, made);
  }
}

// An accepted command drafted exactly one version.
const draftedVersion = (sent: Sent): number => Number(factIn(sent, 'VersionDrafted')?.data['version'] ?? 0);

// Where it takes two persons, the first one waits for the second and not for a signature.
const isAnswered = (version: Resource): boolean =>
  isPublicationOver(version) || Object(version['publication']).status === 'confirmed';

const isPublicationOver = ({ publication }: Resource): boolean =>
  ['published', 'failed'].includes(String(Object(publication).status));

const verifyPublished = ({ publication }: Resource): void => {
  const { status, reason } = Object(publication);
  if (status === 'published') return;
  throw new Problem(edgeProblems.attestationFailed, `the version stays approved: ${String(reason)}`);
};
