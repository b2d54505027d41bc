import { type Attributes, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';

import { currentTraceparent, inSpan } from './tracing.ts';

// Names and attributes are those of OpenTelemetry's semantic conventions for HTTP, messaging and databases; what they have no
// name for begins with `policy.`. docs/operations.md lists them.

const MESSAGING_SYSTEM = 'nats';
const DATABASE_SYSTEM = 'postgresql';
/** From here on the server is to blame, and its span ends as an error. */
const SERVER_ERROR = 500;
/** Messages of one batch that its span points to; a batch may hold many more. */
const LINKS_MAX = 64;

/** A request as it came in; `route` is its template. */
export type Requested = {
  readonly method: string;
  readonly route: string;
  readonly traceparent: string | undefined;
};

/** Answers a request in the span of the server. */
export const inRequest = <Result>(
  { method, route, traceparent }: Requested,
  answer: (span: Span) => Promise<Result>,
): Promise<Result> =>
  inSpan(
    `${method} ${route}`,
    {
      kind: SpanKind.SERVER,
      parent: traceparent,
      attributes: { 'http.request.method': method, 'http.route': route },
    },
    answer,
  );

/** Notes on the span of a request how it was answered. */
export const noteAnswer = (span: Span, status: number, attributes: Attributes): void => {
  span.setAttributes({ 'http.response.status_code': status, ...attributes });
  if (status >= SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
};

/** A stream of the broker that something is sent to or taken from, and what else is worth knowing of that. */
export type Destination = { readonly stream: string; readonly attributes?: Attributes };

/** Sends a message in a span of its own, and hands over the `traceparent` that the message is to carry. */
export const inSending = <Result>(
  { stream, attributes }: Destination,
  send: (traceparent: string | undefined) => Promise<Result>,
): Promise<Result> =>
  inSpan(
    `send ${stream}`,
    { kind: SpanKind.PRODUCER, attributes: { ...messaging(stream, 'send', 'publish'), ...attributes } },
    () => send(currentTraceparent()),
  );

/** A message that is worked on, and the durable consumer that delivered it. */
export type Delivery = Destination & {
  readonly consumer: string;
  readonly seq: number;
  readonly traceparent: string | undefined;
};

/** Works on one message in a span that follows from the one that sent it. */
export const inProcessing = <Result>(
  { stream, consumer, seq, traceparent, attributes }: Delivery,
  work: (span: Span) => Promise<Result>,
): Promise<Result> =>
  inSpan(
    `process ${stream}`,
    {
      kind: SpanKind.CONSUMER,
      parent: traceparent,
      attributes: {
        ...messaging(stream, 'process', 'process'),
        'messaging.consumer.group.name': consumer,
        'messaging.message.id': String(seq),
        ...attributes,
      },
    },
    work,
  );

/** Messages that are worked on together. */
export type Batch = Pick<Delivery, 'stream' | 'consumer'> & {
  readonly traceparents: readonly (string | undefined)[];
};

/** Works on several messages in a span of its own, which points to those that sent them: it belongs to no trace of theirs. */
export const inBatch = <Result>(
  { stream, consumer, traceparents }: Batch,
  work: (span: Span) => Promise<Result>,
): Promise<Result> =>
  inSpan(
    `process ${stream}`,
    {
      kind: SpanKind.CONSUMER,
      links: [...new Set(traceparents.filter((one) => one !== undefined))].slice(0, LINKS_MAX),
      attributes: {
        ...messaging(stream, 'process', 'process'),
        'messaging.consumer.group.name': consumer,
        'messaging.batch.message_count': traceparents.length,
      },
    },
    work,
  );

/** What is asked of the database: the operation, such as `SELECT`, and the statement where it is one, with its `$1`. */
export type DatabaseWork = {
  readonly operation: string;
  readonly text?: string;
  readonly attributes?: Attributes;
};

/** Asks the database in a span of its own. */
export const inDatabase = <Result>(
  { operation, text, attributes }: DatabaseWork,
  work: () => Promise<Result>,
): Promise<Result> =>
  inSpan(
    operation,
    {
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': DATABASE_SYSTEM,
        'db.operation.name': operation,
        ...(text !== undefined && { 'db.query.text': text }),
        ...attributes,
      },
    },
    work,
  );

const messaging = (stream: string, type: 'send' | 'process', name: string): Attributes => ({
  'messaging.system': MESSAGING_SYSTEM,
  'messaging.destination.name': stream,
  'messaging.operation.type': type,
  'messaging.operation.name': name,
});
