import type { ReadModel } from '@policy-registry/kernel';

export type HeadRow = {
  readonly aggregate_type: string;
  readonly aggregate_id: string;
  readonly version: number;
  readonly hash: string;
  readonly seq: number;
};

/** The last accepted event of each aggregate: what the fence judges the next message by. */
export const aggregateHead: ReadModel<HeadRow> = {
  table: 'aggregate_head',
  columns: { aggregate_type: 'text', aggregate_id: 'text', version: 'bigint', hash: 'text', seq: 'bigint' },
  key: ['aggregate_type', 'aggregate_id'],
  reads: ({ event }) => [[event.aggregate.type, event.aggregate.id]],
  fold: (_rows, { seq, hash, event: { aggregate } }) => [
    {
      put: {
        aggregate_type: aggregate.type,
        aggregate_id: aggregate.id,
        version: aggregate.version,
        hash,
        seq,
      },
    },
  ],
};

export type OutsiderRow = {
  readonly seq: number;
  readonly subject: string;
  readonly class: string;
  readonly hash: string;
  readonly problem: string;
};

/** Messages on event subjects that do not count: losers of a race, and what no decider wrote. */
export const outsiderMessage: Omit<ReadModel<OutsiderRow>, 'reads' | 'fold'> = {
  table: 'outsider_message',
  columns: { seq: 'bigint', subject: 'text', class: 'text', hash: 'text', problem: 'text' },
  key: ['seq'],
};
