import { headers, type MsgHdrs } from '@nats-io/nats-core';

/** Headers that hand a trace on (W3C Trace Context §3.2), or none. */
export const traceHeaders = (traceparent: string | undefined): MsgHdrs => {
  const sent = headers();
  if (traceparent !== undefined) sent.set('traceparent', traceparent);
  return sent;
};
