import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { PageQuery, ReviewsQuery, VersionPath } from '@policy-registry/contracts/requests';
import { reviewPage, reviewsWaitingFor, timelinePage, type Page } from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { READS } from '../tokens.ts';

/** What waits to be reviewed, and what became of it. */
@Controller('api/v1')
export class ReviewsController {
  readonly #reads: Reads;

  constructor(@Inject(READS) reads: Reads) {
    this.#reads = reads;
  }

  @Get('reviews')
  @RequireScope('policy:read')
  listReviews(@Req() request: FastifyRequest, @Query() { waitingFor, ...page }: ReviewsQuery) {
    const { id } = callerOf(request).principal;
    const isMine = waitingFor === 'me';
    const list = {
      name: isMine ? `reviews for ${id}` : 'reviews',
      query: (at: Page) => (isMine ? reviewsWaitingFor(id, at) : reviewPage(at)),
      keyOf: ['policyId', 'version'],
    };
    return this.#reads.page(request, list, page);
  }

  @Get('policies/:policyId/versions/:version/timeline')
  @RequireScope('policy:read')
  listTimeline(
    @Req() request: FastifyRequest,
    @Param() { policyId, version }: VersionPath,
    @Query() page: PageQuery,
  ) {
    const query = (at: Page) => timelinePage(policyId, version, at);
    return this.#reads.page(
      request,
      { name: `timeline ${policyId} ${version}`, query, keyOf: ['seq'] },
      page,
    );
  }
}
