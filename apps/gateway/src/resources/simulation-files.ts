import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { SimulationPath } from '@policy-registry/contracts/requests';
import type { BlobStore } from '@policy-registry/kernel';
import { simulationById } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { BLOBS, READS } from '../tokens.ts';
import { BUNDLE_TYPE, sendBlob } from './send-blob.ts';

/** What a simulation found, and the evidence of it, as bytes. */
@Controller('api/v1/simulations/:simulationId')
export class SimulationFilesController {
  readonly #reads: Reads;
  readonly #blobs: BlobStore;

  constructor(@Inject(READS) reads: Reads, @Inject(BLOBS) blobs: BlobStore) {
    this.#reads = reads;
    this.#blobs = blobs;
  }

  @Get('result')
  @RequireScope(['policy:read', 'findings:read'])
  async getSimulationResult(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { simulationId }: SimulationPath,
  ) {
    const { result } = await this.#reads.one(request, simulationById(simulationId));
    await sendBlob(request, reply, this.#blobs, {
      named: result,
      member: 'resultDigest',
      type: 'application/json',
    });
  }

  @Get('evidence')
  @RequireScope(['policy:read', 'findings:read'])
  async getSimulationEvidence(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { simulationId }: SimulationPath,
  ) {
    const { result } = await this.#reads.one(request, simulationById(simulationId));
    await sendBlob(request, reply, this.#blobs, {
      named: result,
      member: 'evidenceDigest',
      type: 'application/x-tar',
    });
  }

  @Get('attestation')
  @RequireScope('policy:read')
  async getSimulationAttestation(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { simulationId }: SimulationPath,
  ) {
    const { attestation } = await this.#reads.one(request, simulationById(simulationId));
    await sendBlob(request, reply, this.#blobs, {
      named: attestation,
      member: 'attestationId',
      type: BUNDLE_TYPE,
    });
  }
}
