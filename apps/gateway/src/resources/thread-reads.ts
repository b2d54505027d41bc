import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { PageQuery, ThreadPath, VersionPath } from '@policy-registry/contracts/requests';
import { threadByNumber, threadPage } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { answerResource } from '../command/answer.ts';
import type { Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { READS, TEXTS } from '../tokens.ts';

const Comments = z.array(z.object({ commentDigest: z.string() }));

/** What was said of versions, thread by thread. */
@Controller('api/v1/policies/:policyId/versions/:version/threads')
export class ThreadReadsController {
  readonly #reads: Reads;
  readonly #texts: Texts;

  constructor(@Inject(READS) reads: Reads, @Inject(TEXTS) texts: Texts) {
    this.#reads = reads;
    this.#texts = texts;
  }

  @Get()
  @RequireScope('policy:read')
  listThreads(
    @Req() request: FastifyRequest,
    @Param() { policyId, version }: VersionPath,
    @Query() page: PageQuery,
  ) {
    const query = (at: Parameters<typeof threadPage>[2]) => threadPage(policyId, version, at);
    const list = { name: `threads ${policyId} ${version}`, query, keyOf: ['thread'] };
    return this.#reads.page(request, list, page);
  }

  @Get(':thread')
  @RequireScope('policy:read')
  async getThread(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version, thread }: ThreadPath,
  ) {
    answerResource(reply, await this.#reads.one(request, threadByNumber(policyId, version, thread)));
  }

  /** For whoever reads the version. There are never more than a thread may have. */
  @Get(':thread/texts')
  @RequireScope('policy:read')
  async getThreadTexts(
    @Req() request: FastifyRequest,
    @Param() { policyId, version, thread }: ThreadPath,
  ): Promise<{ readonly comments: readonly string[] }> {
    const row = await this.#reads.one(request, threadByNumber(policyId, version, thread));
    const { tenant } = callerOf(request);
    const opened = Comments.parse(row['comments']).map(({ commentDigest }) =>
      this.#texts.open(tenant, 'comment', commentDigest),
    );
    return { comments: await Promise.all(opened) };
  }
}
