import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';

import { edgeProblems } from '@policy-registry/contracts';
import { simulationById } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Positioned, ReadModels, Resource } from '../read/read-models.ts';
import type { ReadPosition } from '../read/read-position.ts';
import type { Reads } from '../read/reads.ts';
import { positionToken } from '../read/tokens.ts';

// Changes that are made ready before the reader took the last one: what it does not read is not kept.
const READY_EVENTS_MAX = 1;
// Notices may be lost: the row is looked at this often without one.
const LOOK_AGAIN_MS = 2_000;
// A line that is no event keeps whatever stands between from closing a quiet connection.
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ':\n\n';
const RECONNECT_MS = 1_000;
const OVER = new Set(['succeeded', 'failed', 'cancelled']);

/** Whether nothing more is to come of a simulation; a twin run of one that succeeded is. */
export const isOver = ({ state, twin }: Resource): boolean =>
  OVER.has(String(state)) && !(state === 'succeeded' && twin === 'running');

export type ProgressPorts = {
  readonly readModels: Pick<ReadModels, 'positioned'>;
  readonly position: Pick<ReadPosition, 'news'>;
  readonly reads: Pick<Reads, 'caughtUp'>;
  readonly now: () => number;
  readonly stopping: AbortSignal;
};

/**
 * Answers with server-sent events: the simulation as it is, then at each change, until it is over. An event's id is
 * a position; sent back as `Last-Event-ID`, what follows is no older. The stream also ends with the caller's token.
 */
export type StreamProgress = (
  request: FastifyRequest,
  reply: FastifyReply,
  of: { readonly simulationId: string; readonly lastEventId: string | undefined },
) => Promise<void>;

export const progressOf = ({ readModels, position, reads, now, stopping }: ProgressPorts): StreamProgress => {
  async function* changes(tenant: string, simulationId: string, { first, hasEnded }: Beginning) {
    let read = first;
    let sent: string | undefined;
    let quietSinceMs = performance.now();
    for (;;) {
      const simulation = JSON.stringify(read.row);
      const isNews = simulation !== sent;
      if (isNews || performance.now() - quietSinceMs >= HEARTBEAT_MS) {
        yield isNews ? eventOf(positionToken(tenant, read.position), simulation) : HEARTBEAT;
        sent = simulation;
        quietSinceMs = performance.now();
      }
      if (read.row === undefined || isOver(read.row)) return;
      await position.news(tenant, LOOK_AGAIN_MS);
      if (hasEnded()) return;
      read = await readModels.positioned(tenant, simulationById(simulationId));
    }
  }

  return async (request, reply, { simulationId, lastEventId }) => {
    const { tenant, expiresAtMs } = callerOf(request);
    await reads.caughtUp(request);
    if (lastEventId !== undefined && lastEventId !== '') await reads.caughtUp(request, lastEventId);
    const first = await readModels.positioned(tenant, simulationById(simulationId));
    if (first.row === undefined) throw new Problem(edgeProblems.notFound, 'this tenant has no such resource');

    const hasEnded = (): boolean => stopping.aborted || isGone(reply) || now() >= expiresAtMs;
    const stream = Readable.from(changes(tenant, simulationId, { first, hasEnded }), {
      highWaterMark: READY_EVENTS_MAX,
    });
    void reply.type('text/event-stream; charset=utf-8').send(stream);
  };
};

// Destroyed when the reader left; ended when there is no body to send, as for HEAD.
const isGone = ({ raw }: FastifyReply): boolean => raw.destroyed || raw.writableEnded;

type Beginning = { readonly first: Positioned; readonly hasEnded: () => boolean };

const eventOf = (id: string, simulation: string): string =>
  `retry: ${RECONNECT_MS}\nevent: progress\nid: ${id}\ndata: ${simulation}\n\n`;
