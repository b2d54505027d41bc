import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ChangesQuery, ResultQuery, SimulationPath } from '@policy-registry/contracts/requests';
import type { BlobStore } from '@policy-registry/kernel';
import { shardsOfSimulation, simulationById } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';

import { RequireScope } from '../edge/access-guard.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { BLOBS, READS } from '../tokens.ts';
import { BUNDLE_TYPE, sendBlob } from './send-blob.ts';
import { writtenChanges, writtenResult, type ResultSource } from './simulation-results.ts';

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
    @Query() { format = 'json' }: ResultQuery,
  ) {
    if (format === 'ndjson') return this.#sendChanges(request, reply, { simulationId, format });
    if (format === 'json') {
      const { result } = await this.#reads.one(request, simulationById(simulationId));
      const named = { named: result, member: 'resultDigest', type: 'application/json' };
      return sendBlob(request, reply, this.#blobs, named);
    }
    const written = await writtenResult(format, await this.#sourceOf(request, simulationId));
    await reply.header('cache-control', 'private').type(written.mediaType).send(written.text);
  }

  /** Streamed: a simulation may change as many tuples as it has. */
  @Get('changes')
  @RequireScope(['policy:read', 'findings:read'])
  listSimulationChanges(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { simulationId }: SimulationPath,
    @Query() { format = 'ndjson' }: ChangesQuery,
  ) {
    return this.#sendChanges(request, reply, { simulationId, format });
  }

  @Get('timing')
  @RequireScope('policy:read')
  async getSimulationTiming(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { simulationId }: SimulationPath,
  ) {
    const { result } = await this.#reads.one(request, simulationById(simulationId));
    await sendBlob(request, reply, this.#blobs, {
      named: result,
      member: 'timingDigest',
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

  async #sendChanges(
    request: FastifyRequest,
    reply: FastifyReply,
    { simulationId, format }: { readonly simulationId: string; readonly format: 'ndjson' | 'csv' },
  ): Promise<void> {
    const { mediaType, parts } = writtenChanges(format, await this.#sourceOf(request, simulationId));
    await reply.header('cache-control', 'private').type(mediaType).send(Readable.from(parts));
  }

  async #sourceOf(request: FastifyRequest, simulationId: string): Promise<ResultSource> {
    return {
      tenant: callerOf(request).tenant,
      simulation: await this.#reads.one(request, simulationById(simulationId)),
      shards: await this.#reads.all(request, shardsOfSimulation(simulationId)),
      blobs: this.#blobs,
    };
  }
}
