import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { at, jsonOf, listAt, textAt } from './json.ts';

/** A span as it arrived, with the process that sent it. */
export type ReceivedSpan = {
  readonly app: string;
  readonly instance: string;
  readonly name: string;
  readonly kind: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at the root of a trace. */
  readonly parentSpanId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Trace ids of what it points to. */
  readonly links: readonly string[];
};

export type OtlpReceiver = {
  readonly url: string;
  readonly spans: () => readonly ReceivedSpan[];
  readonly stop: () => Promise<void>;
};

// opentelemetry-proto, trace/v1: enum SpanKind.
const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** Takes spans as a collector does: OTLP over HTTP, in JSON. Anything else that is sent to it ends the test at `spans`. */
export const startOtlpReceiver = async (): Promise<OtlpReceiver> => {
  const received: ReceivedSpan[] = [];
  const faults: unknown[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      if (request.url !== '/v1/traces') throw new Error(`a collector is asked for ${request.url}`);
      received.push(...spansIn(jsonOf(Buffer.concat(chunks).toString('utf8'))));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    })().catch((error: unknown) => {
      faults.push(error);
      response.writeHead(400).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() satisfies AddressInfo | string | null;
  if (address === null || typeof address === 'string') throw new Error('the receiver of spans has no port');

  return {
    url: `http://127.0.0.1:${address.port}`,
    spans: () => {
      if (faults.length > 0) throw new Error('what arrived is no OTLP', { cause: faults[0] });
      return received;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const spansIn = (request: unknown): readonly ReceivedSpan[] =>
  listAt(request, 'resourceSpans').flatMap((ofProcess) => {
    const resource = attributesIn(at(ofProcess, 'resource'));
    const from = { app: String(resource['service.name']), instance: String(resource['service.instance.id']) };
    return listAt(ofProcess, 'scopeSpans')
      .flatMap((scope) => listAt(scope, 'spans'))
      .map((span) => ({
        ...from,
        name: textAt(span, 'name'),
        kind: KINDS[Number(at(span, 'kind'))] ?? 'unspecified',
        traceId: textAt(span, 'traceId'),
        spanId: textAt(span, 'spanId'),
        parentSpanId: String(at(span, 'parentSpanId') ?? ''),
        attributes: attributesIn(span),
        links: listAt(span, 'links').map((link) => textAt(link, 'traceId')),
      }));
  });

const attributesIn = (holder: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    listAt(holder, 'attributes').map((attribute) => [
      textAt(attribute, 'key'),
      Object.values(Object(at(attribute, 'value')))[0],
    ]),
  );
