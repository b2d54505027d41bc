import { problemOfRejection } from '@policy-registry/contracts';
import { WorkspaceFile } from '@policy-registry/domain';
import { bumpOf, diffPolicies, IrInvalid, suggestedSemver } from '@policy-registry/dsl';
import type { BlobStore, Json } from '@policy-registry/kernel';
import {
  publishedVersions,
  revisionByNumber,
  versionByNumber,
  workspaceByPolicy,
} from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Resource } from '../read/read-models.ts';
import type { Reads } from '../read/reads.ts';
import { diffFiles } from './file-diffs.ts';
import { fileInRevisions } from './file-in-revisions.ts';

/** What a policy contains at some time, compared with what it contains at another. */
export type PolicyContents = {
  /** `from` and `to` are named as `r3` or `v2`; `to` is the newest revision unless it is named. */
  readonly diff: (
    request: FastifyRequest,
    asked: { readonly policyId: string; readonly from: string; readonly to?: string },
  ) => Promise<Json>;
  /** What the version would be called that is made of a revision, by what it changes. */
  readonly suggest: (
    request: FastifyRequest,
    asked: { readonly policyId: string; readonly revision: number },
  ) => Promise<Json>;
};

type Ports = {
  readonly reads: Pick<Reads, 'one' | 'all' | 'scopes'>;
  readonly blobs: Pick<BlobStore, 'get'>;
};

const Saved = z.object({
  revision: z.number(),
  contentDigest: z.string(),
  files: z.array(WorkspaceFile),
  disposedAt: z.string().nullable(),
  compilation: z.object({ compiled: z.object({ irDigest: z.string() }).optional() }).nullable(),
});
type Saved = z.infer<typeof Saved>;

export const policyContentsOf = ({ reads, blobs }: Ports): PolicyContents => {
  const at = async (request: FastifyRequest, policyId: string, name: string): Promise<Saved> => {
    const number = Number(name.slice(1));
    const revision = name.startsWith('r')
      ? number
      : Number((await reads.one(request, versionByNumber(policyId, number)))['workspaceRevision']);
    const saved = Saved.parse(await reads.one(request, revisionByNumber(policyId, revision)));
    if (saved.disposedAt === null) return saved;
    throw new Problem(
      problemOfRejection.REVISION_DISPOSED,
      `the content of revision ${revision} is kept no longer since ${saved.disposedAt}`,
    );
  };
  const ofTenant = (request: FastifyRequest) => {
    const { tenant } = callerOf(request);
    return (digest: string) => blobs.get({ tenant, digest });
  };

  return {
    diff: async (request, { policyId, from, to }) => {
      const before = await at(request, policyId, from);
      const after =
        to === undefined
          ? Saved.parse(await reads.one(request, workspaceByPolicy(policyId)))
          : await at(request, policyId, to);
      const bytesOf = ofTenant(request);
      const mayShow = await readableFiles(reads, request);
      return {
        policyId,
        from: sideOf(from, before),
        to: sideOf(to ?? `r${after.revision}`, after),
        files: await diffFiles(before.files, after.files, { bytesOf, mayShow }),
        policy: await structuralDiff(before, after, bytesOf),
      };
    },

    suggest: async (request, { policyId, revision }) => {
      const { compilation } = await at(request, policyId, `r${revision}`);
      if (compilation === null)
        throw new Problem(problemOfRejection.REVISION_NOT_COMPILED, `revision ${revision} is being compiled`);
      if (compilation.compiled === undefined)
        throw new Problem(problemOfRejection.REVISION_HAS_ERRORS, `revision ${revision} does not compile`);
      const published = await reads.all(request, publishedVersions(policyId));
      return suggestion(published, compilation.compiled.irDigest, ofTenant(request));
    },
  };
};

const sideOf = (name: string, { revision, contentDigest, compilation }: Saved): Json => ({
  name,
  revision,
  contentDigest,
  irDigest: compilation?.compiled?.irDigest ?? null,
});

type BytesOf = (digest: string) => Promise<Uint8Array>;

/** Null where a side does not compile, or to something else than rules. */
const structuralDiff = async (before: Saved, after: Saved, bytesOf: BytesOf): Promise<Json> => {
  const digests = [before, after].map(({ compilation }) => compilation?.compiled?.irDigest);
  const [was, is] = digests;
  if (was === undefined || is === undefined) return null;
  return ofRules(async () => {
    const { settings, rules } = diffPolicies(await bytesOf(was), await bytesOf(is));
    return { settings: settings.map((change) => ({ ...change })), rules: rules.map(toJson) };
  });
};

const toJson = ({
  rule,
  change,
  aspects,
  before,
  after,
}: ReturnType<typeof diffPolicies>['rules'][number]): Json => ({
  rule,
  change,
  aspects: [...aspects],
  before: before && textJson(before),
  after: after && textJson(after),
});

const textJson = (text: NonNullable<ReturnType<typeof diffPolicies>['rules'][number]['before']>): Json => ({
  ...text,
  then: [...text.then],
  else: text.else && [...text.else],
});

const suggestion = async (
  published: readonly Resource[],
  irDigest: string,
  bytesOf: BytesOf,
): Promise<Json> => {
  const last = published.at(-1);
  const taken = published.map(({ semver }) => String(semver));
  if (last === undefined)
    return { base: null, bump: null, semver: suggestedSemver(undefined, 'none', taken), reasons: [] };
  const { version = null, semver = null } = last;
  const judged = await ofRules(async () => {
    const { bump, reasons } = bumpOf(await bytesOf(String(last['irDigest'])), await bytesOf(irDigest));
    return {
      bump,
      semver: suggestedSemver(String(semver), bump, taken),
      reasons: reasons.map((reason) => ({ ...reason })),
    };
  });
  return { base: { version, semver }, ...(judged ?? { bump: null, semver: null, reasons: [] }) };
};

/** What is said of rules; null of what another engine compiled. */
const ofRules = async <T>(say: () => Promise<T>): Promise<T | null> => {
  try {
    return await say();
  } catch (error) {
    if (error instanceof IrInvalid) return null;
    throw error;
  }
};

/** Whether the caller may see what is in a file: tests that the registry made of findings need `findings:read`. */
const readableFiles = async (
  reads: Ports['reads'],
  request: FastifyRequest,
): Promise<(file: WorkspaceFile) => Promise<boolean>> => {
  const isAllowed = (await reads.scopes(request)).includes('findings:read');
  return async ({ sha256 }) => {
    if (isAllowed) return true;
    const [file] = await reads.all(request, fileInRevisions(sha256));
    return file?.['holdsFindings'] === false;
  };
};
