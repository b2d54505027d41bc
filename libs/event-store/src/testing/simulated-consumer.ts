import type { DurableConfig } from '../streams.ts';
import type { SimulatedMessage, SimulatedStream } from './simulated-stream.ts';

export type SimulatedDelivery = { readonly message: SimulatedMessage; readonly deliveryCount: number };

const NANOS_PER_MS = 1_000_000;

type Pending = { readonly deliveries: number; readonly dueAtMs: number };

/** A durable consumer in memory: explicit acknowledgements, redelivery after a while, a limit to what is under way. */
export const simulatedConsumer = (stream: SimulatedStream, { config }: DurableConfig) => {
  const ackWaitMs = Number(config.ack_wait) / NANOS_PER_MS;
  const pendingMax = config.max_ack_pending ?? 1;
  const pending = new Map<number, Pending>();
  let cursor = 0;

  const due = (nowMs: number): number | undefined => {
    for (const [seq, { dueAtMs }] of pending) if (dueAtMs <= nowMs) return seq;
    return undefined;
  };
  const fresh = (): SimulatedMessage | undefined =>
    pending.size < pendingMax ? stream.after(cursor) : undefined;

  return {
    hasNext: (nowMs: number): boolean => due(nowMs) !== undefined || fresh() !== undefined,
    /** When the next message that is under way is given to somebody else. */
    nextDueAtMs: (): number => Math.min(...[...pending.values()].map(({ dueAtMs }) => dueAtMs)),
    isIdle: (): boolean => pending.size === 0 && stream.after(cursor) === undefined,

    next: (nowMs: number): SimulatedDelivery | undefined => {
      const again = due(nowMs);
      const message = again === undefined ? fresh() : stream.bySeq(again, nowMs);
      if (again === undefined && message !== undefined) cursor = message.seq;
      if (message === undefined) {
        if (again !== undefined) pending.delete(again);
        return undefined;
      }
      const deliveryCount = (pending.get(message.seq)?.deliveries ?? 0) + 1;
      pending.delete(message.seq);
      pending.set(message.seq, { deliveries: deliveryCount, dueAtMs: nowMs + ackWaitMs });
      return { message, deliveryCount };
    },
    /** What is stored up to here was worked on before. */
    skipTo: (seq: number): void => {
      cursor = seq;
    },
    /** Also of an earlier delivery than the last: the broker does not tell them apart. */
    ack: (seq: number): void => {
      if (pending.delete(seq) && stream.isWorkQueue) stream.remove(seq);
    },
    postpone: (seq: number, untilMs: number): void => {
      const known = pending.get(seq);
      if (known !== undefined) pending.set(seq, { ...known, dueAtMs: untilMs });
    },
    ackWaitMs,
    stream: stream.name,
  };
};
export type SimulatedConsumer = ReturnType<typeof simulatedConsumer>;
