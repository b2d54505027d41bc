import { Body, Controller, Get, Inject, Param, Put, Query, Req, Res } from '@nestjs/common';
import {
  PageQuery,
  PolicyPath,
  RevisionPath,
  SaveWorkspaceRequest,
} from '@policy-registry/contracts/requests';
import type { StoredBlob } from '@policy-registry/kernel';
import {
  revisionByNumber,
  revisionPage,
  workspaceByPolicy,
  type Query as Sql,
} from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerResource, type Results } from '../command/answer.ts';
import type { SendCommand, Sent } from '../command/send-command.ts';
import { uploadedSizes } from '../command/uploaded.ts';
import type { Uploads } from '../command/uploads.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { requiredMatchOf } from '../edge/preconditions.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, UPLOADS } from '../tokens.ts';
import { fileOfPolicy } from './file-in-revisions.ts';

@Controller('api/v1/policies/:policyId/workspace')
export class WorkspacesController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #reads: Reads;
  readonly #uploads: Uploads;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(READS) reads: Reads,
    @Inject(UPLOADS) uploads: Uploads,
  ) {
    this.#send = send;
    this.#results = results;
    this.#reads = reads;
    this.#uploads = uploads;
  }

  @Put()
  @RequireScope('policy:author')
  async saveWorkspace(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId }: PolicyPath,
    @Body() body: SaveWorkspaceRequest,
  ) {
    const condition = requiredMatchOf(request);
    const files = await this.#known(request, policyId, body);
    const sent = await this.#send(request, {
      type: 'SaveWorkspace',
      data: { policyId, files },
      ...condition,
    });
    const isCompiled = (row: { readonly [member: string]: unknown }) => row['compilation'] !== null;
    const made = await this.#results.after(sent, savedRevision(policyId, sent), isCompiled);
    const createdAt = `/policies/${policyId}/workspace/revisions/${String(made?.resource['revision'])}`;
    answer(reply, sent, made, { createdAt });
  }

  @Get()
  @RequireScope('policy:read')
  async getWorkspace(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId }: PolicyPath,
  ) {
    answerResource(reply, await this.#reads.one(request, workspaceByPolicy(policyId)));
  }

  @Get('revisions')
  @RequireScope('policy:read')
  listRevisions(@Req() request: FastifyRequest, @Param() { policyId }: PolicyPath, @Query() page: PageQuery) {
    const query = (at: Parameters<typeof revisionPage>[1]) => revisionPage(policyId, at);
    return this.#reads.page(request, { name: `revisions ${policyId}`, query, keyOf: ['revision'] }, page);
  }

  @Get('revisions/:revision')
  @RequireScope('policy:read')
  getRevision(@Req() request: FastifyRequest, @Param() { policyId, revision }: RevisionPath) {
    return this.#reads.one(request, revisionByNumber(policyId, revision));
  }

  /** Uploaded, or in some revision of the policy: who saves may lack the bytes of a file, or not be allowed to read them. */
  async #known(request: FastifyRequest, policyId: string, { files }: SaveWorkspaceRequest) {
    const { tenant } = callerOf(request);
    const find = async (digest: string) =>
      (await this.#uploads.find('file', { tenant, digest })) ?? this.#listed(request, policyId, digest);
    const digests = files.map(({ digest }) => digest);
    const sizes = await uploadedSizes(digests, {
      find,
      member: 'files',
      unknown: 'nothing was uploaded with this digest',
    });
    return files.map(({ path, digest }, at) => ({ path, size: sizes[at] ?? 0, sha256: digest }));
  }

  async #listed(request: FastifyRequest, policyId: string, digest: string): Promise<StoredBlob | undefined> {
    const [file] = await this.#reads.all(request, fileOfPolicy(policyId, digest));
    return file === undefined ? undefined : { digest, sizeBytes: Number(file['size']) };
  }
}

// The revision that this command made, also when a retry asks after somebody else saved; without one, the last.
const savedRevision = (policyId: string, { outcome }: Sent): Sql => {
  const saved =
    outcome?.status === 'accepted' ? outcome.facts.find(({ type }) => type === 'RevisionSaved') : undefined;
  const revision = saved?.data['revision'];
  return typeof revision === 'number' ? revisionByNumber(policyId, revision) : workspaceByPolicy(policyId);
};
