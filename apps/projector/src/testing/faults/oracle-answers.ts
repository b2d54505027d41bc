import { STREAM } from '@policy-registry/event-store';
import { Outcome, parseCommandSubject, requestDigestOf, type RecordedEvent } from '@policy-registry/kernel';

import type { Answer } from './client.ts';
import { commandKey, type Replay } from './replay.ts';
import type { Delivered, Stored } from './world.ts';

export type AnswersOptions = {
  readonly history: readonly Stored[];
  readonly replay: Replay;
  readonly answers: readonly Answer[];
  readonly nudges: readonly Outcome[];
  /** Commands about which two workers were of two minds at once: see {@link contestedIn}. */
  readonly contested: ReadonlySet<string>;
};

/** Per command: what was stored is decided, what was told is so, and stays so. */
export const answersAgainstLog = ({
  history,
  replay,
  answers,
  nudges,
  contested,
}: AnswersOptions): readonly string[] => {
  const events = new Map(replay.accepted.map((recorded) => [commandKey(recorded.event), recorded]));
  const outcomes = storedOutcomes(history);
  const told = answers.flatMap((answer) => (answer.told === 'reused' ? [] : [answer.told]));
  const heard = [...told, ...nudges].filter((outcome) => !contested.has(commandKey(outcome)));
  return [
    ...lost(history, outcomes),
    ...heard
      .filter((outcome) => isOf(outcomes, outcome))
      .flatMap((outcome) => contradiction('was told', outcome, events)),
    ...[...outcomes.values()].flatMap((of) =>
      of.slice(-1).flatMap((last) => contradiction('stands as', last, events)),
    ),
    ...changedMinds(heard),
    ...wronglyReused(answers, history),
  ];
};

/**
 * Commands that one worker refused while another, which had got them as well by then, appended their event: the one
 * order that decision 0019 leaves open. What was told of them may be either; what stands is the event.
 */
export const contestedIn = (
  history: readonly Stored[],
  deliveries: readonly Delivered[],
  { accepted }: Replay,
): ReadonlySet<string> => {
  const refusals = history.flatMap(({ stream, message }, at) => {
    const outcome = stream === STREAM.outcomes ? Outcome.parse(message.json()) : undefined;
    return outcome?.status === 'rejected' ? [{ key: commandKey(outcome), at }] : [];
  });
  return new Set(
    refusals
      .filter(({ key, at }) => {
        const recorded = accepted.find(({ event }) => commandKey(event) === key);
        const doneAt = history.findIndex(
          ({ stream, message }) => stream === STREAM.events && message.seq === recorded?.seq,
        );
        const begun = deliveries.filter(
          ({ subject, storedBefore }) => keyIn(subject) === key && storedBefore <= Math.min(at, doneAt),
        );
        return doneAt >= 0 && begun.length > 1;
      })
      .map(({ key }) => key),
  );
};

const storedOutcomes = (history: readonly Stored[]): ReadonlyMap<string, readonly Outcome[]> =>
  Map.groupBy(
    history.flatMap(({ stream, message }) =>
      stream === STREAM.outcomes ? [Outcome.parse(message.json())] : [],
    ),
    commandKey,
  );

// A refusal of a key that was used before is told to whoever sent the other request, and is the outcome of neither.
const isOf = (outcomes: ReadonlyMap<string, readonly Outcome[]>, told: Outcome): boolean =>
  outcomes.get(commandKey(told))?.some(({ requestDigest }) => requestDigest === told.requestDigest) ?? true;

/** Commands that the broker confirmed and nobody decided. */
const lost = (history: readonly Stored[], outcomes: ReadonlyMap<string, unknown>): readonly string[] => {
  const buried = buriedIn(history);
  return history
    .filter(({ stream, message }) => stream === STREAM.commands && !buried.has(message.subject))
    .filter(({ message }) => message.json<{ readonly dryRun?: true }>().dryRun !== true)
    .map(({ message }) => keyIn(message.subject))
    .filter((key) => !outcomes.has(key))
    .map((key) => `command ${key} was stored and has no outcome`);
};

/** Subjects of messages that were given up. */
export const buriedIn = (history: readonly Stored[]): ReadonlySet<string> =>
  new Set(
    history.flatMap(({ stream, message }) =>
      stream === STREAM.dead ? [message.header.get('Registry-Subject')] : [],
    ),
  );

const keyIn = (subject: string): string => {
  const address = parseCommandSubject(subject);
  return address === undefined ? '' : commandKey(address);
};

const contradiction = (
  how: string,
  outcome: Outcome,
  events: ReadonlyMap<string, RecordedEvent>,
): readonly string[] => {
  const { requestDigest, status } = outcome;
  const key = commandKey(outcome);
  const recorded = events.get(key);
  if (status !== 'accepted')
    return recorded === undefined
      ? []
      : [`command ${key} ${how} ${nameOf(outcome)}, and the log has its event ${recorded.seq}`];
  const isSo = recorded?.seq === outcome.seq && recorded.event.digests['request'] === requestDigest;
  return isSo
    ? []
    : [
        `command ${key} ${how} accepted at ${outcome.seq}, and the log has ${recorded?.seq ?? 'no event of it'}`,
      ];
};

/** The same request is told the same thing whenever it asks. */
const changedMinds = (heard: readonly Outcome[]): readonly string[] => {
  const told = Map.groupBy(heard, (outcome) => `${commandKey(outcome)} ${outcome.requestDigest}`);
  return [...told].flatMap(([request, of]) => {
    const names = [...new Set(of.map(nameOf))];
    return names.length > 1 ? [`command ${request} was told ${names.join(' and ')}`] : [];
  });
};

const nameOf = (outcome: Outcome): string =>
  outcome.status === 'rejected' ? `rejected ${outcome.code}` : `${outcome.status} at ${outcome.seq}`;

/** A key is only said to be taken when another request has it. */
const wronglyReused = (answers: readonly Answer[], history: readonly Stored[]): readonly string[] => {
  const digests = Map.groupBy(
    history.filter(({ stream }) => stream === STREAM.commands),
    ({ message }) => keyIn(message.subject),
  );
  return answers.flatMap(({ command, told }) => {
    if (told !== 'reused') return [];
    const others = (digests.get(commandKey(command)) ?? []).filter(
      ({ message }) => requestDigestOf(message.json()) !== requestDigestOf(command),
    );
    return others.length > 0
      ? []
      : [`command ${commandKey(command)} was told that its key is taken; it is not`];
  });
};
