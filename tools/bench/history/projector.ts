import type { FedMessage } from '@policy-registry/event-store';
import type { ReadModelStore } from '@policy-registry/kernel';

import { builtExports } from '../../generate/built.ts';
import type { Said } from './historian.ts';

/** The projector's own way of a batch into the read models, in one transaction. */
export type ProjectBatch = (
  store: ReadModelStore,
  from: number,
  messages: readonly FedMessage[],
) => Promise<{ readonly position: number; readonly verdicts: readonly { readonly class: string }[] }>;

export const projectorsProjectBatch = async (): Promise<ProjectBatch> => {
  const exported = await builtExports('projector', 'dist', 'project', 'project-batch.js');
  const projectBatch = exported.get('projectBatch');
  if (!isProjectBatch(projectBatch)) throw new Error('the built projector does not export projectBatch');
  return projectBatch;
};

const isProjectBatch = (found: unknown): found is ProjectBatch => typeof found === 'function';

/** What a feed would deliver of the stream after `afterSeq`. */
export const toFed = (afterSeq: number, said: readonly Said[]): readonly FedMessage[] =>
  said.map((message, at) => ({
    ...message,
    seq: afterSeq + at + 1,
    traceparent: undefined,
    storedAtMs: 0,
    pending: said.length - at - 1,
  }));
