import {
  COMMAND_LIFETIME_MS,
  toTimestamp,
  type CommandEnvelope,
  type EpochMs,
} from '@policy-registry/kernel';

/** A command of this process's own, because of an event. Its id has to be the same whenever it is asked for again. */
export const ownCommand = (
  asked: Pick<CommandEnvelope, 'commandId' | 'tenant' | 'type' | 'data' | 'correlationId' | 'causationId'>,
  now: EpochMs,
  id = 'projector',
): CommandEnvelope => ({
  ...asked,
  principal: { type: 'system', id, scopes: [], isInteractive: false },
  notAfter: toTimestamp(now + COMMAND_LIFETIME_MS),
});
