import { edgeProblems } from '@policy-registry/contracts';
import type { RestoreWorkspaceRequest, WorkspaceFileRequest } from '@policy-registry/contracts/requests';
import { WorkspaceFile } from '@policy-registry/domain';
import type { Json, StoredBlob } from '@policy-registry/kernel';
import { revisionByNumber, workspaceByPolicy, type Query } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { answer, type Results } from '../command/answer.ts';
import { factIn, type CommandRequest, type SendCommand, type Sent } from '../command/send-command.ts';
import { uploadedSizes } from '../command/uploaded.ts';
import type { Uploads } from '../command/uploads.ts';
import { requiredMatchOf } from '../edge/preconditions.ts';
import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Resource } from '../read/read-models.ts';
import type { ReadPosition } from '../read/read-position.ts';
import type { Reads } from '../read/reads.ts';
import type { Waits } from '../waits.ts';
import type { Beginnings } from './beginnings.ts';
import { fileOfPolicy } from './file-in-revisions.ts';

/** What a save concerns: one file, with the digest that was sent for it (null: it was to go), or all of them. */
export type Concerned = { readonly policyId: string; readonly path?: string; readonly sent?: string | null };

/** How drafts are changed: every way ends in a revision, under a condition, and is told apart from what others saved. */
export type Drafts = {
  /** Sends the command under the required condition and answers the revision that it made, or what it is in conflict with. */
  readonly save: (
    request: FastifyRequest,
    reply: FastifyReply,
    command: CommandRequest,
    concerned: Concerned,
  ) => Promise<void>;
  /** Files by their digests: uploaded, or in some revision of the policy, as who saves may lack the bytes of a file. */
  readonly known: (
    request: FastifyRequest,
    policyId: string,
    files: readonly WorkspaceFileRequest[],
  ) => Promise<readonly WorkspaceFile[]>;
  /** What a draft is taken back to, with its files. */
  readonly source: (
    request: FastifyRequest,
    policyId: string,
    asked: RestoreWorkspaceRequest,
  ) => Promise<{ readonly from: Json; readonly files: readonly WorkspaceFile[] }>;
};

export type DraftsPorts = {
  readonly send: SendCommand;
  readonly results: Pick<Results, 'after'>;
  readonly reads: Pick<Reads, 'one' | 'all'>;
  readonly uploads: Pick<Uploads, 'find'>;
  readonly position: Pick<ReadPosition, 'rowUntil'>;
  readonly beginnings: Pick<Beginnings, 'filesOf'>;
  readonly waits: Pick<Waits, 'readModelMs'>;
};

export const draftsOf = (ports: DraftsPorts): Drafts => ({
  save: async (request, reply, command, concerned) => {
    const condition = requiredMatchOf(request);
    const { policyId } = concerned;
    const sent = await ports.send(request, { ...command, ...condition }).catch(async (error: unknown) => {
      throw isStale(error) ? await conflict(ports, request, error, { ...concerned, ...condition }) : error;
    });
    const isCompiled = (row: Resource) => row['compilation'] !== null;
    const made = await ports.results.after(sent, savedRevision(policyId, sent), isCompiled);
    const createdAt = `/policies/${policyId}/workspace/revisions/${String(made?.resource['revision'])}`;
    answer(reply, sent, made, { createdAt });
  },

  known: async (request, policyId, files) => {
    const { tenant } = callerOf(request);
    const listed = async (digest: string): Promise<StoredBlob | undefined> => {
      const [file] = await ports.reads.all(request, fileOfPolicy(policyId, digest));
      return file === undefined ? undefined : { digest, sizeBytes: Number(file['size']) };
    };
    const sizes = await uploadedSizes(
      files.map(({ digest }) => digest),
      {
        find: async (digest) => (await ports.uploads.find('file', { tenant, digest })) ?? listed(digest),
        member: 'files',
        unknown: 'nothing was uploaded with this digest',
      },
    );
    return files.map(({ path, digest }, at) => ({ path, size: sizes[at] ?? 0, sha256: digest }));
  },

  source: async (request, policyId, { revision, version, policyId: other = policyId }) => {
    if ((revision === undefined) === (version === undefined))
      throw new Problem(edgeProblems.inputInvalid, 'name either a revision or a version');
    if (version !== undefined) {
      const named = { policyId: other, version };
      return { from: { kind: 'version', ...named }, files: await ports.beginnings.filesOf(request, named) };
    }
    if (other !== policyId)
      throw new Problem(
        edgeProblems.inputInvalid,
        'of another policy a version can be taken, and no revision',
      );
    const number = revision ?? 0;
    const { files } = await ports.reads.one(request, revisionByNumber(policyId, number));
    return { from: { kind: 'revision', revision: number }, files: z.array(WorkspaceFile).parse(files) };
  },
});

// The revision that this command made, also when a retry asks after somebody else saved; without one, the last.
const savedRevision = (policyId: string, sent: Sent): Query => {
  const revision = factIn(sent, 'RevisionSaved')?.data['revision'];
  return typeof revision === 'number' ? revisionByNumber(policyId, revision) : workspaceByPolicy(policyId);
};

const isStale = (error: unknown): error is Problem =>
  error instanceof Problem && error.kind.code === 'RESOURCE_STALE';

/** The refusal with both sides: the revision that was seen and the newest one, and what each has of the file. */
const conflict = async (
  { reads, position, waits }: DraftsPorts,
  request: FastifyRequest,
  refused: Problem,
  { policyId, path, sent, ifMatch }: Concerned & { readonly ifMatch: string },
): Promise<Problem> => {
  const { tenant } = callerOf(request);
  const seen = ifMatch === '*' ? undefined : Number(ifMatch);
  // Whoever was first is in the log; the read models may still have the revision that was seen as the newest.
  const query = workspaceByPolicy(policyId);
  const isWanted = (row: Resource | undefined) => row !== undefined && row['revision'] !== seen;
  const { row: current } = await position.rowUntil({ tenant, query, isWanted }, waits.readModelMs);
  const [given] = seen === undefined ? [] : await reads.all(request, revisionByNumber(policyId, seen));
  return new Problem(refused.kind, refused.message, {
    faults: refused.faults,
    headers: refused.headers,
    conflict: {
      given: given === undefined ? null : side(given, path),
      current: current === undefined ? null : side(current, path),
      ...(path !== undefined && { path, sent: sent ?? null }),
    },
    cause: refused,
  });
};

const side = (
  { revision = null, contentDigest = null, files }: Resource,
  path: string | undefined,
): Json => ({
  revision,
  contentDigest,
  ...(path !== undefined && {
    file:
      z
        .array(WorkspaceFile)
        .parse(files)
        .find((file) => file.path === path)?.sha256 ?? null,
  }),
});
