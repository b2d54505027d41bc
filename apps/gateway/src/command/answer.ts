import type { Query } from '@policy-registry/read-models';
import type { FastifyReply } from 'fastify';

import type { Resource } from '../read/read-models.ts';
import type { ReadPosition } from '../read/read-position.ts';
import { positionToken } from '../read/tokens.ts';
import type { Waits } from '../waits.ts';
import { commandLocation, type Sent } from './send-command.ts';

/** What a mutation made, as the read models have it at a position. */
export type Made = { readonly resource: Resource; readonly position: number };

/** Both answer `undefined` while the command is undecided or the read models are behind it. */
export type Results = {
  readonly of: (sent: Sent, query: Query) => Promise<Made | undefined>;
  /** The same, after waiting a little for work that follows from the command; it may still not be done. */
  readonly after: (sent: Sent, query: Query, isDone: (row: Resource) => boolean) => Promise<Made | undefined>;
};

export const resultsOf = ({ reached, rowUntil }: ReadPosition, waits: Waits): Results => {
  const after: Results['after'] = async ({ tenant, outcome }, query, isDone) => {
    if (outcome === undefined || !(await reached(outcome.seq, waits.readModelMs))) return undefined;
    const isWanted = (row: Resource | undefined): boolean => row === undefined || isDone(row);
    const { row, position } = await rowUntil({ tenant, query, isWanted }, waits.followUpMs);
    return row && { resource: row, position: Math.max(position, outcome.seq) };
  };
  return { after, of: (sent, query) => after(sent, query, () => true) };
};

export type AnswerOptions = {
  /** Path of the resource under the API. Given for what a command creates: 201 when it did, 200 when it was so. */
  readonly createdAt?: string;
};

/** Answers a mutation with the resource as it is now, or 202 with the place to ask again; a dry run with what it would be. */
export const answer = (
  reply: FastifyReply,
  sent: Sent,
  made: Made | undefined,
  { createdAt }: AnswerOptions = {},
): void => {
  const { outcome, commandId, tenant, dryRun } = sent;
  if (dryRun !== undefined) {
    const { wouldBe, facts, found } = dryRun;
    void reply.status(200).send({ dryRun: true, wouldBe, facts, ...(found !== undefined && { found }) });
    return;
  }
  if (outcome === undefined || made === undefined) {
    if (outcome !== undefined) void withPosition(reply, tenant, outcome.seq);
    void reply
      .status(202)
      .header('location', commandLocation(commandId))
      .send({ commandId, status: 'pending' });
    return;
  }
  const isCreated = createdAt !== undefined && outcome.status === 'accepted';
  if (isCreated) void reply.header('location', `/api/v1${createdAt}`);
  void withTag(withPosition(reply, tenant, made.position), made.resource)
    .status(isCreated ? 201 : 200)
    .send(made.resource);
};

/** Answers 202 with a resource whose work goes on, and the place to look at it again. */
export const answerUnderWay = (reply: FastifyReply, { tenant }: Sent, made: Made, path: string): void =>
  void withTag(withPosition(reply, tenant, made.position), made.resource)
    .status(202)
    .header('location', `/api/v1${path}`)
    .send(made.resource);

/** Answers a read of one resource. */
export const answerResource = (reply: FastifyReply, resource: Resource): void =>
  void withTag(reply, resource).send(resource);

const withPosition = (reply: FastifyReply, tenant: string, seq: number): FastifyReply =>
  reply.header('x-registry-position', positionToken(tenant, seq));

// RFC 9110 §8.8.3: the revision is the strong validator, where a resource has one.
const withTag = (reply: FastifyReply, { revision }: Resource): FastifyReply =>
  typeof revision === 'number' ? reply.header('etag', `"${revision}"`) : reply;
