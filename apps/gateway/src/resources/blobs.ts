import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { AccessDenied } from '@policy-registry/access';
import { edgeProblems, problemOfRejection } from '@policy-registry/contracts';
import { BlobPath, UploadQuery } from '@policy-registry/contracts/requests';
import { DOCUMENT_BYTES_MAX, FILE_BYTES_MAX } from '@policy-registry/domain';
import { BlobTooLarge, type BlobStore } from '@policy-registry/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';

import type { Uploads } from '../command/uploads.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { RequireOpenTenant } from '../read/open-tenants.ts';
import type { Reads } from '../read/reads.ts';
import { BLOBS, READS, TENANTS, UPLOADS } from '../tokens.ts';
import { fileDisposedAt, fileInRevisions } from './file-in-revisions.ts';
import { sendBlob } from './send-blob.ts';

const FINDINGS_READ = 'findings:read';
const OCTETS = 'application/octet-stream';

/** Uploads, named by what they contain. */
@Controller('api/v1/blobs')
export class BlobsController {
  readonly #blobs: BlobStore;
  readonly #uploads: Uploads;
  readonly #reads: Reads;
  readonly #requireOpenTenant: RequireOpenTenant;

  constructor(
    @Inject(BLOBS) blobs: BlobStore,
    @Inject(UPLOADS) uploads: Uploads,
    @Inject(READS) reads: Reads,
    @Inject(TENANTS) requireOpenTenant: RequireOpenTenant,
  ) {
    this.#blobs = blobs;
    this.#uploads = uploads;
    this.#reads = reads;
    this.#requireOpenTenant = requireOpenTenant;
  }

  @Post()
  @RequireScope('policy:author', 'policy:simulate')
  async uploadBlob(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() { kind = 'file' }: UploadQuery,
  ) {
    const { tenant } = callerOf(request);
    await this.#requireOpenTenant(tenant);
    const bytesMax = kind === 'document' ? DOCUMENT_BYTES_MAX : FILE_BYTES_MAX;
    const body = this.#uploads.counted(tenant, bodyOf(request, bytesMax));
    const { digest, sizeBytes } = await this.#blobs.put(tenant, body, bytesMax);
    await this.#uploads.note(kind, { tenant, digest });
    void reply.status(201).header('location', `/api/v1/blobs/${digest}`).send({ digest, size: sizeBytes });
  }

  @Get(':digest')
  @RequireScope('policy:read')
  async getBlob(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() { digest }: BlobPath) {
    await this.#reads.caughtUp(request);
    await this.#requireReadable(request, digest);
    void reply.header('content-disposition', 'attachment');
    await sendBlob(request, reply, this.#blobs, { named: { digest }, member: 'digest', type: OCTETS });
  }

  /**
   * Reports and results are blobs like policy files: without `findings:read` only the latter are shown, and of these
   * not the tests that the registry made of findings. What only revisions have whose contents were disposed of nobody reads.
   */
  async #requireReadable(request: FastifyRequest, digest: string): Promise<void> {
    const [{ disposedAt = null } = {}] = await this.#reads.all(request, fileDisposedAt(digest));
    if (disposedAt !== null)
      throw new Problem(
        problemOfRejection.REVISION_DISPOSED,
        `no revision that is kept has the file ${digest}`,
      );
    if (callerOf(request).principal.scopes.includes(FINDINGS_READ)) return;
    const [file] = await this.#reads.all(request, fileInRevisions(digest));
    if (file?.['holdsFindings'] === false) return;
    if ((await this.#reads.scopes(request)).includes(FINDINGS_READ)) return;
    const what = file === undefined ? 'what is no file of a policy' : 'a test that holds findings';
    throw new AccessDenied('ERR_SCOPE_MISMATCH', `${what} needs the scope ${FINDINGS_READ}`);
  }
}

const bodyOf = ({ body, headers }: FastifyRequest, bytesMax: number): AsyncIterable<Uint8Array> => {
  if (!(body instanceof Readable))
    throw new Problem(edgeProblems.mediaTypeUnsupported, `the body must be ${OCTETS}`);
  // Announced lengths are refused before a byte is read; the store counts what really arrives.
  if (Number(headers['content-length'] ?? 0) > bytesMax) throw new BlobTooLarge(bytesMax);
  // Who stops reading must not end the connection: the answer goes over it.
  return body.iterator({ destroyOnReturn: false });
};
