import type { FedMessage } from '@policy-registry/event-store';

import type { Said } from './historian.ts';

/** What a feed would deliver of the stream after `afterSeq`. */
export const toFed = (afterSeq: number, said: readonly Said[]): readonly FedMessage[] =>
  said.map((message, at) => ({
    ...message,
    seq: afterSeq + at + 1,
    traceparent: undefined,
    storedAtMs: 0,
    pending: said.length - at - 1,
  }));
