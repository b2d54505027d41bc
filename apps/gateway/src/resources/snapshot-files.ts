import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import {
  AgeQuery,
  DiffQuery,
  PAGE_SIZE_DEFAULT,
  PageQuery,
  SnapshotPath,
} from '@policy-registry/contracts/requests';
import { parseTimestamp, type BlobStore } from '@policy-registry/kernel';
import { snapshotById } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { RequireScope } from '../edge/access-guard.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { openPage, pageToken } from '../read/tokens.ts';
import { BLOBS, NOW, READS } from '../tokens.ts';
import { sendBlob } from './send-blob.ts';
import { differenceOf, manifestOf, summaryOf, type SnapshotSource } from './snapshot-contents.ts';

const SHARDS_LIST = 'snapshot-shards';

/** What a snapshot consists of: read alone, for nothing of it changes. */
@Controller('api/v1/snapshots/:snapshotId')
export class SnapshotFilesController {
  readonly #reads: Reads;
  readonly #blobs: BlobStore;
  readonly #now: () => number;

  constructor(@Inject(READS) reads: Reads, @Inject(BLOBS) blobs: BlobStore, @Inject(NOW) now: () => number) {
    this.#reads = reads;
    this.#blobs = blobs;
    this.#now = now;
  }

  @Get('manifest')
  @RequireScope('policy:read')
  async getSnapshotManifest(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { snapshotId }: SnapshotPath,
  ) {
    const named = await this.#reads.one(request, snapshotById(snapshotId));
    await sendBlob(request, reply, this.#blobs, {
      named,
      member: 'manifestDigest',
      type: 'application/json',
    });
  }

  @Get('summary')
  @RequireScope('policy:read')
  async getSnapshotSummary(
    @Req() request: FastifyRequest,
    @Param() { snapshotId }: SnapshotPath,
    @Query() { at }: AgeQuery,
  ) {
    const atMs = at === undefined ? undefined : parseTimestamp(at);
    return summaryOf(await this.#sourceOf(request, snapshotId), atMs ?? this.#now());
  }

  @Get('shards')
  @RequireScope('policy:read')
  async listSnapshotShards(
    @Req() request: FastifyRequest,
    @Param() { snapshotId }: SnapshotPath,
    @Query() { page_size: size = PAGE_SIZE_DEFAULT, page_token: token }: PageQuery,
  ) {
    const { tenant } = callerOf(request);
    const list = `${SHARDS_LIST} ${snapshotId}`;
    const from = token === undefined ? 0 : Number(openPage(tenant, list, token)[0]);
    const { shards } = await manifestOf(await this.#sourceOf(request, snapshotId));
    const items = shards.slice(from, from + size).map((shard, index) => ({ index: from + index, ...shard }));
    const isLast = from + size >= shards.length;
    return { items, next_page_token: isLast ? null : pageToken(tenant, list, [String(from + size)]) };
  }

  /** Findings by their keys, so who may not see findings does not see this. */
  @Get('diff')
  @RequireScope(['policy:read', 'findings:read'])
  async diffSnapshot(
    @Req() request: FastifyRequest,
    @Param() { snapshotId }: SnapshotPath,
    @Query() { against }: DiffQuery,
  ) {
    return differenceOf(await this.#sourceOf(request, snapshotId), await this.#sourceOf(request, against));
  }

  async #sourceOf(request: FastifyRequest, snapshotId: string): Promise<SnapshotSource> {
    return {
      tenant: callerOf(request).tenant,
      snapshot: await this.#reads.one(request, snapshotById(snapshotId)),
      blobs: this.#blobs,
    };
  }
}
