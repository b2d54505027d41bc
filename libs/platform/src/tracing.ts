import { context, propagation, ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Link, Span, SpanKind } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { TRACE_PARENT_HEADER, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';

import { briefAgent } from './brief-agent.ts';

const TRACER = 'policy-registry';
const EXPORT_TIMEOUT_MS = 5_000;
/** Spans that wait for their receiver; further ones are dropped. */
export const SPANS_WAITING_MAX = 2_048;

export type TracingOptions = {
  readonly app: string;
  readonly instance: string;
  /** OTLP over HTTP, e.g. `http://collector:4318`. Without it spans exist, so that ids flow, and go nowhere. */
  readonly otlpEndpoint?: string | undefined;
  /** For each export, also the last one. */
  readonly exportTimeoutMs?: number;
};

/** Turns tracing on for this process. What it returns flushes the spans, as far as somebody takes them, and turns it off again. */
export const startTracing = ({
  app,
  instance,
  otlpEndpoint,
  exportTimeoutMs = EXPORT_TIMEOUT_MS,
}: TracingOptions): (() => Promise<void>) => {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': app, 'service.instance.id': instance }),
    spanProcessors: otlpEndpoint === undefined ? [] : [exportTo(otlpEndpoint, exportTimeoutMs)],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);

  return async () => {
    // Spans that nobody takes are dropped: a process ends well without its receiver.
    await provider.shutdown().catch(() => undefined);
    trace.disable();
    propagation.disable();
    context.disable();
  };
};

export type SpanOptions = {
  /** The `traceparent` that came with the message or request (W3C Trace Context §3.2); a malformed one starts a new trace. */
  readonly parent?: string | undefined;
  readonly attributes?: Attributes;
  readonly kind?: SpanKind;
  /** `traceparent`s of work that this one follows from without being part of it; malformed ones are left out. */
  readonly links?: readonly string[];
};

/** Runs `work` in a span of its own; what `work` awaits sees it as the current one. */
export const inSpan = async <Result>(
  name: string,
  { parent, attributes = {}, links = [], ...options }: SpanOptions,
  work: (span: Span) => Promise<Result> | Result,
): Promise<Result> => {
  const around = parent === undefined ? context.active() : contextOf(parent);
  const started = { ...options, attributes, links: links.flatMap(linkTo) };
  return trace.getTracer(TRACER).startActiveSpan(name, started, around, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // The name only: messages may quote input, and spans leave the process.
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: error instanceof Error ? error.name : 'unknown',
      });
      throw error;
    } finally {
      span.end();
    }
  });
};

/** The header that hands the current span on to another process; `undefined` outside of spans. */
export const currentTraceparent = (): string | undefined => {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier[TRACE_PARENT_HEADER];
};

/** 32 hexadecimal digits; `undefined` outside of spans. */
export const currentTraceId = (): string | undefined => trace.getSpanContext(context.active())?.traceId;

const contextOf = (traceparent: string): Context =>
  propagation.extract(ROOT_CONTEXT, { [TRACE_PARENT_HEADER]: traceparent });

const linkTo = (traceparent: string): Link[] => {
  const context = trace.getSpanContext(contextOf(traceparent));
  return context === undefined ? [] : [{ context }];
};

const exportTo = (endpoint: string, timeoutMillis: number): BatchSpanProcessor =>
  new BatchSpanProcessor(
    new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
      timeoutMillis,
      httpAgentOptions: (protocol) => briefAgent(protocol, timeoutMillis),
    }),
    { maxQueueSize: SPANS_WAITING_MAX, exportTimeoutMillis: timeoutMillis },
  );
