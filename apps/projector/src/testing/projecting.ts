import type { EventSource } from '@policy-registry/event-store';
import type { ReadModelStore } from '@policy-registry/kernel';
import { createLogger, createMetrics } from '@policy-registry/platform';

import { startProjection, type Projection } from '../project/projection.ts';

/** Resolves when everything that can go on without waiting for it has gone on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await turn();
};

/** A projection that tries again at once; `lines` has what it logs. */
export const projecting = (
  events: EventSource,
  store: ReadModelStore,
  lines: unknown[] = [],
): Promise<Projection> => {
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return startProjection({
    events,
    store,
    logger: createLogger({ app: 'projector', instance: '1', level: 'debug', destination }),
    metrics: createMetrics('projector'),
    nowMs: () => 0,
    pause: turn,
  });
};
