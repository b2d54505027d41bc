import { STREAM } from '@policy-registry/event-store';
import type { CommandEnvelope, DryRun } from '@policy-registry/kernel';

import { buriedIn } from './oracle-answers.ts';
import { commandKey, type Replay } from './replay.ts';
import type { Stored } from './world.ts';

/** A dry run leaves neither an event nor an outcome, and whoever waits for it is told. */
export const dryRunsAgainstLog = (
  history: readonly Stored[],
  { accepted }: Replay,
  told: readonly DryRun[],
): readonly string[] => {
  const storedIn = (stream: string) => history.filter((stored) => stored.stream === stream);
  const buried = buriedIn(history);
  const asked = storedIn(STREAM.commands)
    .filter(({ message }) => !buried.has(message.subject))
    .map(({ message }) => message.json<CommandEnvelope>())
    .filter(({ dryRun }) => dryRun === true)
    .map(commandKey);
  const outcomes = storedIn(STREAM.outcomes).map(({ message }) => message.json<CommandEnvelope>());
  const left = new Set([...accepted.map(({ event }) => event), ...outcomes].map(commandKey));
  const heard = new Set(told.map(commandKey));
  return [
    ...asked.filter((key) => left.has(key)).map((key) => `dry run ${key} left something`),
    ...asked.filter((key) => !heard.has(key)).map((key) => `nobody was told of dry run ${key}`),
  ];
};
