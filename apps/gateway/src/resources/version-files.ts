import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { VersionPath } from '@policy-registry/contracts/requests';
import type { BlobStore } from '@policy-registry/kernel';
import { versionByNumber } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { BLOBS, READS } from '../tokens.ts';
import { BUNDLE_TYPE, sendBlob } from './send-blob.ts';

/** What a version consists of and what was attested about it, as bytes. */
@Controller('api/v1/policies/:policyId/versions/:version')
export class VersionFilesController {
  readonly #reads: Reads;
  readonly #blobs: BlobStore;

  constructor(@Inject(READS) reads: Reads, @Inject(BLOBS) blobs: BlobStore) {
    this.#reads = reads;
    this.#blobs = blobs;
  }

  @Get('attestation')
  @RequireScope('policy:read')
  async getVersionAttestation(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
  ) {
    const { publication } = await this.#reads.one(request, versionByNumber(policyId, version));
    await sendBlob(request, reply, this.#blobs, {
      named: publication,
      member: 'attestationId',
      type: BUNDLE_TYPE,
    });
  }

  @Get('manifest')
  @RequireScope('policy:read')
  async getVersionManifest(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
  ) {
    const row = await this.#reads.one(request, versionByNumber(policyId, version));
    await sendBlob(request, reply, this.#blobs, {
      named: row,
      member: 'contentDigest',
      type: 'application/json',
    });
  }
}
