import { Controller, Get, Inject, Req } from '@nestjs/common';
import { theTenant } from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { READS } from '../tokens.ts';

@Controller('api/v1/tenant')
export class TenantController {
  readonly #reads: Reads;

  constructor(@Inject(READS) reads: Reads) {
    this.#reads = reads;
  }

  /** What the caller's tenant allows. */
  @Get()
  @RequireScope('policy:read')
  getTenant(@Req() request: FastifyRequest) {
    return this.#reads.one(request, theTenant());
  }
}
