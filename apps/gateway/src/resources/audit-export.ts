import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

import { auditPage, type AuditFilter } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { callerOf } from '../edge/request-scope.ts';
import type { ReadModels, Resource } from '../read/read-models.ts';
import type { Reads } from '../read/reads.ts';

const PAGE_EVENTS = 500;
// Pages that are made ready before the reader took the last one.
const READY_PAGES_MAX = 1;

export type AuditExportPorts = {
  readonly readModels: Pick<ReadModels, 'rows' | 'position'>;
  readonly reads: Pick<Reads, 'caughtUp'>;
  readonly stopping: AbortSignal;
};

/**
 * Answers with every event that is asked for, one a line in the order of the log, as far as the read models were when it
 * began. The last line says how many there were and what the lines before it hash to: without it, the export was cut off.
 */
export type ExportEvents = (
  request: FastifyRequest,
  reply: FastifyReply,
  filter: AuditFilter,
) => Promise<void>;

export const exportOf =
  ({ readModels, reads, stopping }: AuditExportPorts): ExportEvents =>
  async (request, reply, filter) => {
    const { tenant } = callerOf(request);
    await reads.caughtUp(request);
    const position = await readModels.position();
    const pageAfter = async (seq: string): Promise<readonly Resource[]> => {
      stopping.throwIfAborted();
      const page = await readModels.rows(tenant, auditPage(filter)({ size: PAGE_EVENTS, after: [seq] }));
      return page.filter((event) => Number(event['seq']) <= position);
    };
    // Where nothing can be read, that is the answer.
    const first = await pageAfter('0');
    void reply
      .headers({ 'cache-control': 'no-store', vary: 'accept' })
      .type(NDJSON)
      .send(Readable.from(lines(first, pageAfter, position), { highWaterMark: READY_PAGES_MAX }));
  };

export const NDJSON = 'application/x-ndjson';

const lines = async function* (
  first: readonly Resource[],
  pageAfter: (seq: string) => Promise<readonly Resource[]>,
  position: number,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let events = 0;
  for (let page = first; page.length > 0;) {
    const text = page.map((event) => `${JSON.stringify(event)}\n`).join('');
    hash.update(text);
    events += page.length;
    yield text;
    page = page.length < PAGE_EVENTS ? [] : await pageAfter(String(page.at(-1)?.['seq']));
  }
  yield `${JSON.stringify({ end: { events, position, sha256: hash.digest('hex') } })}\n`;
};

/** RFC 9110 §12.5.1, for the one type that there is beside JSON. */
export const takesNdjson = (header: string | undefined): boolean =>
  (header ?? '')
    .split(',')
    .some((entry) => /^\s*application\/x-ndjson\s*(;|$)/i.test(entry) && !/;\s*q=0(\.0*)?\s*$/i.test(entry));
