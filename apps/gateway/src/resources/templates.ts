import { Controller, Get, Inject, Req } from '@nestjs/common';
import { contentDigestOf } from '@policy-registry/domain';
import { TEMPLATES } from '@policy-registry/dsl';
import type { FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import type { Reads } from '../read/reads.ts';
import { READS } from '../tokens.ts';
import { workspaceFilesOf } from './beginnings.ts';

/** What policies may begin with. They come with the registry and are the same for every tenant. */
@Controller('api/v1/templates')
export class TemplatesController {
  readonly #reads: Pick<Reads, 'caughtUp'>;

  constructor(@Inject(READS) reads: Reads) {
    this.#reads = reads;
  }

  @Get()
  @RequireScope('policy:read')
  async listTemplates(@Req() request: FastifyRequest) {
    // A position of another tenant is refused here as on every read.
    await this.#reads.caughtUp(request);
    const items = TEMPLATES.map((template) => {
      const { name, title, summary } = template;
      const files = workspaceFilesOf(template);
      return { name, title, summary, contentDigest: contentDigestOf(files), files };
    });
    return { items, next_page_token: null };
  }
}
