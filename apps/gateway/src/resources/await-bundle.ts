import { performance } from 'node:perf_hooks';

import { edgeProblems } from '@policy-registry/contracts';
import { bundleOfEnvironment } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { ReadModels, Resource } from '../read/read-models.ts';
import type { ReadPosition } from '../read/read-position.ts';
import type { Reads } from '../read/reads.ts';
import { memberOf } from './send-blob.ts';

// Notices may be lost: the row is looked at this often without one.
const LOOK_AGAIN_MS = 2_000;

type Wanted = {
  readonly environmentId: string;
  /** Digests of bundles that the caller has. */
  readonly known: ReadonlySet<string>;
  readonly waitMs: number;
};

/** The row of the environment's bundle: at once where the caller has another one, else when there is, or after a while as it is. */
export type AwaitBundle = (request: FastifyRequest, reply: FastifyReply, wanted: Wanted) => Promise<Resource>;

export type AwaitBundlePorts = {
  readonly readModels: Pick<ReadModels, 'positioned'>;
  readonly position: Pick<ReadPosition, 'news'>;
  readonly reads: Pick<Reads, 'caughtUp'>;
  readonly stopping: AbortSignal;
};

export const awaitBundleOf =
  ({ readModels, position, reads, stopping }: AwaitBundlePorts): AwaitBundle =>
  async (request, reply, { environmentId, known, waitMs }) => {
    const { tenant } = callerOf(request);
    const deadline = performance.now() + waitMs;
    await reads.caughtUp(request);
    for (;;) {
      const { row } = await readModels.positioned(tenant, bundleOfEnvironment(environmentId));
      if (row === undefined) throw new Problem(edgeProblems.notFound, 'nothing was ever bound there');
      const leftMs = deadline - performance.now();
      const isKnown = known.has(memberOf(row['built'], 'bundleDigest') ?? '');
      // Whoever left hears of nothing any more.
      if (!isKnown || leftMs <= 0 || stopping.aborted || reply.raw.destroyed) return row;
      await position.news(tenant, Math.min(LOOK_AGAIN_MS, leftMs));
    }
  };

const TAG = /(?:W\/)?"([0-9a-f]{64})"/g;

/** The digests that `If-None-Match` names (RFC 9110 §13.1.2); compared weakly, as its tags are. */
export const knownDigests = (header: string | undefined): ReadonlySet<string> =>
  new Set([...(header ?? '').matchAll(TAG)].map(([, digest = '']) => digest));
