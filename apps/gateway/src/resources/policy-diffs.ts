import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { PolicyDiffQuery, PolicyPath, RevisionPath } from '@policy-registry/contracts/requests';
import type { FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import { CONTENTS } from '../tokens.ts';
import type { PolicyContents } from './policy-contents.ts';

/** What changes between the contents of a policy, and what that would be called. */
@Controller('api/v1/policies/:policyId')
export class PolicyDiffsController {
  readonly #contents: PolicyContents;

  constructor(@Inject(CONTENTS) contents: PolicyContents) {
    this.#contents = contents;
  }

  @Get('diff')
  @RequireScope('policy:read')
  diffPolicy(
    @Req() request: FastifyRequest,
    @Param() { policyId }: PolicyPath,
    @Query() { from, to }: PolicyDiffQuery,
  ) {
    return this.#contents.diff(request, { policyId, from, ...(to !== undefined && { to }) });
  }

  @Get('workspace/revisions/:revision/suggested-version')
  @RequireScope('policy:read')
  suggestVersion(@Req() request: FastifyRequest, @Param() { policyId, revision }: RevisionPath) {
    return this.#contents.suggest(request, { policyId, revision });
  }
}
