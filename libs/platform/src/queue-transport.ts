import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';

/** A queue that hands out one message at a time per free worker and acknowledges it after `work` resolved. */
export type MessageQueue = {
  /** What a handler's `@MessagePattern` names. */
  readonly pattern: string;
  /** Starts handing out messages; what it answers stops, and lets running work end. */
  readonly open: (
    work: (message: unknown) => Promise<unknown>,
  ) => Promise<{ readonly close: () => Promise<void> }>;
};

/**
 * Nest's transport over durable work queues: one message, one handler, acknowledged after the handler resolved.
 * (Nest's own NATS transport is core NATS: fire and forget.)
 */
export class QueueTransport extends Server implements CustomTransportStrategy {
  readonly #queues: readonly MessageQueue[];
  #opened: readonly { readonly close: () => Promise<void> }[] = [];

  constructor(queues: readonly MessageQueue[]) {
    super();
    this.#queues = queues;
  }

  override async listen(callback: () => void): Promise<void> {
    this.#opened = await Promise.all(
      this.#queues.map((queue) => {
        const handler = this.getHandlerByPattern(queue.pattern);
        if (handler === null) throw new Error(`nothing handles the queue ${queue.pattern}`);
        return queue.open(async (message) => {
          const result: unknown = await handler(message);
          return isObservable(result) ? lastValueFrom(result) : result;
        });
      }),
    );
    callback();
  }

  override async close(): Promise<void> {
    await Promise.all(this.#opened.map((queue) => queue.close()));
  }

  override on(): never {
    throw new Error('the queues report through the log, not through events');
  }

  override unwrap<T>(): T {
    throw new Error('there is no client to unwrap: the queues are handed in');
  }
}
