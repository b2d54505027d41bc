import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { BindingPath, PageQuery, PromotionPath } from '@policy-registry/contracts/requests';
import type { BlobStore } from '@policy-registry/kernel';
import { promotionByAttempt, promotionPage } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { BLOBS, NOW, READS } from '../tokens.ts';
import { BUNDLE_TYPE, sendBlob } from './send-blob.ts';
import { withRollout } from './rollout.ts';

/** What was asked to be promoted of a policy, what became of it, and what was signed. */
@Controller('api/v1/environments/:environmentId/policies/:policyId/promotions')
export class PromotionsController {
  readonly #reads: Reads;
  readonly #blobs: BlobStore;
  readonly #now: () => number;

  constructor(@Inject(READS) reads: Reads, @Inject(BLOBS) blobs: BlobStore, @Inject(NOW) now: () => number) {
    this.#reads = reads;
    this.#blobs = blobs;
    this.#now = now;
  }

  @Get()
  @RequireScope('policy:read')
  async listPromotions(@Req() request: FastifyRequest, @Param() path: BindingPath, @Query() page: PageQuery) {
    const name = `promotions ${path.environmentId} ${path.policyId}`;
    const query = (at: Parameters<typeof promotionPage>[1]) => promotionPage(path, at);
    const found = await this.#reads.page(request, { name, query, keyOf: ['attempt'] }, page);
    return { ...found, items: found.items.map((item) => withRollout(item, this.#now())) };
  }

  @Get(':attempt')
  @RequireScope('policy:read')
  async getPromotion(@Req() request: FastifyRequest, @Param() path: PromotionPath) {
    return withRollout(await this.#reads.one(request, promotionByAttempt(path, path.attempt)), this.#now());
  }

  @Get(':attempt/attestation')
  @RequireScope('policy:read')
  async getPromotionAttestation(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: PromotionPath,
  ) {
    const named = await this.#reads.one(request, promotionByAttempt(path, path.attempt));
    await sendBlob(request, reply, this.#blobs, { named, member: 'attestationId', type: BUNDLE_TYPE });
  }
}
