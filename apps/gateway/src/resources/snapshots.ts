import { Body, Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { ImportSnapshotRequest, PageQuery, SnapshotPath } from '@policy-registry/contracts/requests';
import type { Json } from '@policy-registry/kernel';
import { snapshotById, snapshotPage } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, answerUnderWay, type Results } from '../command/answer.ts';
import type { SendCommand } from '../command/send-command.ts';
import { uploadedSizes } from '../command/uploaded.ts';
import type { Uploads } from '../command/uploads.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { Problem, type Fault } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Resource } from '../read/read-models.ts';
import type { Reads } from '../read/reads.ts';
import { READS, RESULTS, SEND, UPLOADS } from '../tokens.ts';

@Controller('api/v1/snapshots')
export class SnapshotsController {
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

  @Post()
  @RequireScope('policy:simulate')
  async importSnapshot(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: ImportSnapshotRequest,
  ) {
    const data = await this.#toData(callerOf(request).tenant, body);
    const sent = await this.#send(request, { type: 'ImportSnapshot', data });
    const path = `/snapshots/${sent.outcome?.aggregate.id ?? ''}`;
    const made = await this.#results.after(
      sent,
      snapshotById(sent.outcome?.aggregate.id ?? ''),
      isImportOver,
    );
    if (made?.resource['state'] === 'importing') return answerUnderWay(reply, sent, made, path);
    if (made?.resource['state'] === 'refused') throw refused(made.resource);
    answer(reply, sent, made, { createdAt: path });
  }

  @Get()
  @RequireScope('policy:read')
  listSnapshots(@Req() request: FastifyRequest, @Query() page: PageQuery) {
    return this.#reads.page(request, { name: 'snapshots', query: snapshotPage, keyOf: ['snapshotId'] }, page);
  }

  @Get(':snapshotId')
  @RequireScope('policy:read')
  getSnapshot(@Req() request: FastifyRequest, @Param() { snapshotId }: SnapshotPath) {
    return this.#reads.one(request, snapshotById(snapshotId));
  }

  async #toData(tenant: string, { documents, inputs }: ImportSnapshotRequest) {
    const digests = documents.map(({ digest }) => digest);
    const sizes = await uploadedSizes(digests, {
      find: (digest) => this.#uploads.find('document', { tenant, digest }),
      member: 'documents',
      unknown: 'no document was uploaded with this digest (POST /blobs?kind=document)',
    });
    const sized = documents.map(({ name, kind, digest }, at) => ({
      name,
      kind,
      digest,
      size: sizes[at] ?? 0,
    }));
    return { documents: sized, ...(inputs !== undefined && { inputs: { ...inputs } }) };
  }
}

const isImportOver = ({ state }: Resource): boolean => state !== 'importing';

const refused = ({ snapshotId, faults }: Resource): Problem => {
  const list = Array.isArray(faults) ? faults.map(toFault) : [];
  return new Problem(
    edgeProblems.snapshotRefused,
    `snapshot ${String(snapshotId)} was refused; nothing of it is kept`,
    { faults: list },
  );
};

// As the importer reported it, so each member is there and text.
const toFault = (fault: Json): Fault => {
  const { document, pointer, code, detail } = Object(fault);
  return { document: String(document), pointer: String(pointer), code: String(code), detail: String(detail) };
};
