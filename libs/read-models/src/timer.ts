import { timerChangesOf, type TimerChange } from '@policy-registry/domain';
import type { ReadModel, RowChange } from '@policy-registry/kernel';

export type TimerRow = {
  readonly timer_id: string;
  readonly due_at: string;
  readonly command_type: string;
  readonly command_data: Readonly<Record<string, string | number>>;
  /** The event that set it; the id of the command is made from it. */
  readonly set_by: string;
  readonly correlation_id: string;
};

/** What has to happen at a time. A row goes when it has happened, or is not to happen any more. */
export const timer: ReadModel<TimerRow> = {
  table: 'timer',
  columns: {
    timer_id: 'text',
    due_at: 'text',
    command_type: 'text',
    command_data: 'jsonb',
    set_by: 'text',
    correlation_id: 'text',
  },
  key: ['timer_id'],
  reads: () => [],
  fold: (_rows, recorded) => timerChangesOf(recorded).map((change) => rowChange(change, recorded.event)),
};

type Setting = { readonly eventId: string; readonly correlationId: string };

const rowChange = (change: TimerChange, { eventId, correlationId }: Setting): RowChange<TimerRow> => {
  if ('clear' in change) return { remove: [change.clear] };
  const { timerId, dueAt, command } = change.set;
  const { type, data } = command;
  const setting = { set_by: eventId, correlation_id: correlationId };
  return {
    put: { timer_id: timerId, due_at: dueAt, command_type: type, command_data: data, ...setting },
  };
};
