import type { Query } from '@policy-registry/read-models';
import type { FastifyReply } from 'fastify';

import type { Resource } from '../read/read-models.ts';
import type { ReadPosition } from '../read/read-position.ts';
import { positionToken } from '../read/tokens.ts';
import { commandLocation, type Sent } from './send-command.ts';

const READ_MODEL_WAIT_MS = 3_000;
const FOLLOW_UP_WAIT_MS = 5_000;

/** What a mutation made, as the read models have it. */
export type Results = {
  /** `undefined` while the command is undecided or the read models are behind it. */
  readonly of: (sent: Sent, query: Query) => Promise<Resource | undefined>;
  /** The same, after waiting a little for work that follows from the command; the row may still not be as wanted. */
  readonly after: (
    sent: Sent,
    query: Query,
    isDone: (row: Resource) => boolean,
  ) => Promise<Resource | undefined>;
};

export const resultsOf = ({ reached, rowUntil }: ReadPosition): Results => {
  const after: Results['after'] = async ({ tenant, outcome }, query, isDone) => {
    if (outcome === undefined || !(await reached(outcome.seq, READ_MODEL_WAIT_MS))) return undefined;
    return rowUntil(
      { tenant, query, isWanted: (row) => row === undefined || isDone(row) },
      FOLLOW_UP_WAIT_MS,
    );
  };
  return { after, of: (sent, query) => after(sent, query, () => true) };
};

export type AnswerOptions = {
  /** Path of the resource under the API. Given for what a command creates: 201 when it did, 200 when it was so. */
  readonly createdAt?: string;
};

/** Answers a mutation with the resource as it is now, or 202 with the place to ask again. */
export const answer = (
  reply: FastifyReply,
  sent: Sent,
  resource: Resource | undefined,
  { createdAt }: AnswerOptions = {},
): void => {
  const { outcome, commandId } = sent;
  withPosition(reply, sent);
  if (outcome === undefined || resource === undefined) {
    void reply
      .status(202)
      .header('location', commandLocation(commandId))
      .send({ commandId, status: 'pending' });
    return;
  }
  const isCreated = createdAt !== undefined && outcome.status === 'accepted';
  if (isCreated) void reply.header('location', `/api/v1${createdAt}`);
  void withTag(reply, resource)
    .status(isCreated ? 201 : 200)
    .send(resource);
};

/** Answers 202 with a resource whose work goes on, and the place to look at it again. */
export const answerUnderWay = (reply: FastifyReply, sent: Sent, resource: Resource, path: string): void =>
  void withTag(withPosition(reply, sent), resource)
    .status(202)
    .header('location', `/api/v1${path}`)
    .send(resource);

/** Answers a read of one resource. */
export const answerResource = (reply: FastifyReply, resource: Resource): void =>
  void withTag(reply, resource).send(resource);

const withPosition = (reply: FastifyReply, { tenant, outcome }: Sent): FastifyReply =>
  outcome === undefined ? reply : reply.header('x-registry-position', positionToken(tenant, outcome.seq));

// RFC 9110 §8.8.3: the revision is the strong validator, where a resource has one.
const withTag = (reply: FastifyReply, { revision }: Resource): FastifyReply =>
  typeof revision === 'number' ? reply.header('etag', `"${revision}"`) : reply;
