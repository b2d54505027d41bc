import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { BundleQuery, EnvironmentPath } from '@policy-registry/contracts/requests';
import type { BlobStore } from '@policy-registry/kernel';
import { bundleOfEnvironment } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answerResource } from '../command/answer.ts';
import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { BLOBS, BUNDLE_WAIT, READS } from '../tokens.ts';
import { knownDigests, type AwaitBundle } from './await-bundle.ts';
import { BUNDLE_TYPE, memberOf, sendBlob } from './send-blob.ts';
import { sendTar } from './send-tar.ts';

/** What enforcement points of an environment run: everything that is bound there, in one signed archive. */
@Controller('api/v1/environments/:environmentId')
export class BundlesController {
  readonly #reads: Reads;
  readonly #blobs: BlobStore;
  readonly #await: AwaitBundle;

  constructor(
    @Inject(READS) reads: Reads,
    @Inject(BLOBS) blobs: BlobStore,
    @Inject(BUNDLE_WAIT) awaitBundle: AwaitBundle,
  ) {
    this.#reads = reads;
    this.#blobs = blobs;
    this.#await = awaitBundle;
  }

  @Get('bundle')
  @RequireScope('policy:read')
  async getBundle(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
    @Query() { wait = 0 }: BundleQuery,
  ) {
    const known = knownDigests(request.headers['if-none-match']);
    const { built } = await this.#await(request, reply, { environmentId, known, waitMs: wait * 1_000 });
    await sendTar(request, reply, this.#blobs, { digest: memberOf(built, 'bundleDigest'), known });
  }

  @Get('bundle/attestation')
  @RequireScope('policy:read')
  async getBundleAttestation(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
  ) {
    const { built: named } = await this.#reads.one(request, bundleOfEnvironment(environmentId));
    await sendBlob(request, reply, this.#blobs, { named, member: 'attestationId', type: BUNDLE_TYPE });
  }

  @Get('bundle/status')
  @RequireScope('policy:read')
  async getBundleStatus(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { environmentId }: EnvironmentPath,
  ) {
    answerResource(reply, await this.#reads.one(request, bundleOfEnvironment(environmentId)));
  }
}
