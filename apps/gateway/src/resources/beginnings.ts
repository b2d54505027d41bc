import { edgeProblems } from '@policy-registry/contracts';
import type { CreatePolicyRequest } from '@policy-registry/contracts/requests';
import { FILE_BYTES_MAX, WorkspaceFile } from '@policy-registry/domain';
import { TEMPLATES, type Template } from '@policy-registry/dsl';
import { sha256Hex, type BlobStore, type Json } from '@policy-registry/kernel';
import { revisionByNumber, versionByNumber } from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { isDryRun } from '../command/dry-run.ts';
import { once } from '../command/once.ts';
import type { Uploads } from '../command/uploads.ts';
import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';

type Asked = Pick<CreatePolicyRequest, 'template' | 'derivedFrom'>;

/** What a new policy begins with, as its command says it. */
export type Beginnings = {
  /** `undefined`: with nothing. Rejects with a Problem for a template or a version that is not there. */
  readonly of: (request: FastifyRequest, asked: Asked) => Promise<Json | undefined>;
  /** The files of a version, in the tenant of the caller. */
  readonly filesOf: (request: FastifyRequest, version: OfVersion) => Promise<readonly WorkspaceFile[]>;
};

type OfVersion = { readonly policyId: string; readonly version: number };

export type BeginningsPorts = {
  readonly reads: Pick<Reads, 'one'>;
  readonly blobs: Pick<BlobStore, 'put'>;
  readonly uploads: Pick<Uploads, 'note'>;
};

export const beginningsOf = ({ reads, blobs, uploads }: BeginningsPorts): Beginnings => {
  const filesOf: Beginnings['filesOf'] = async (request, { policyId, version }) => {
    const { workspaceRevision } = await reads.one(request, versionByNumber(policyId, version));
    const { files } = await reads.one(request, revisionByNumber(policyId, Number(workspaceRevision)));
    return z.array(WorkspaceFile).parse(files);
  };

  return {
    filesOf,
    of: async (request, { template, derivedFrom }) => {
      if (template !== undefined && derivedFrom !== undefined)
        throw new Problem(edgeProblems.inputInvalid, 'template and derivedFrom exclude each other');
      if (derivedFrom !== undefined) {
        const { policyId, version } = derivedFrom;
        return {
          from: { kind: 'version', policyId, version },
          files: [...(await filesOf(request, { policyId, version }))],
        };
      }
      if (template === undefined) return undefined;
      const found = TEMPLATES.find(({ name }) => name === template);
      if (found === undefined)
        throw new Problem(edgeProblems.notFound, `there is no template ${template}: see /api/v1/templates`);
      const { tenant } = callerOf(request);
      for (const bytes of isDryRun(request) ? [] : found.files.values()) {
        const { digest } = await blobs.put(tenant, once(bytes), FILE_BYTES_MAX);
        await uploads.note('file', { tenant, digest });
      }
      return { from: { kind: 'template', name: found.name }, files: [...workspaceFilesOf(found)] };
    },
  };
};

/** The files of a template as a workspace lists them. */
export const workspaceFilesOf = ({ files }: Template): readonly WorkspaceFile[] =>
  [...files].map(([path, bytes]) => ({ path, size: bytes.length, sha256: sha256Hex(bytes) }));
