import { addressOf } from '@policy-registry/domain';
import { STREAM } from '@policy-registry/event-store';
import {
  canonicalJson,
  Outcome,
  parseTimestamp,
  Rejection,
  type AggregateRef,
  type CommandEnvelope,
  type Json,
  type NeededAggregate,
  type RecordedEvent,
} from '@policy-registry/kernel';

import { CommandMalformed, readCommand } from '../../decide/read-command.ts';
import { commandKey, type Replay, type Stage } from './replay.ts';
import type { Stored } from './world.ts';

/** A command as it was stored: from when on it could be decided, and by which clock. */
type Asked = { readonly command: CommandEnvelope; readonly storedAtMs: number; readonly eventsSeq: number };

/** Every decision again, on what the log says was so when it was made. */
export const decisionsAgainstLog = (history: readonly Stored[], replay: Replay): readonly string[] => {
  const asked = Map.groupBy(history.flatMap(toAsked), ({ command }) => commandKey(command));
  const since =
    history.length === 0 ? [] : replay.accepted.filter(({ event }) => asked.has(commandKey(event)));
  return [
    ...since.flatMap((recorded) =>
      acceptedWrongly(recorded, asked.get(commandKey(recorded.event)) ?? [], replay),
    ),
    ...history
      .filter(({ stream }) => stream === STREAM.outcomes)
      .flatMap((stored) => saidNoWrongly(stored, asked, replay)),
  ];
};

const toAsked = ({ stream, message, eventsSeq }: Stored): readonly Asked[] => {
  if (stream !== STREAM.commands) return [];
  try {
    const command = readCommand(message.subject, message.data, message.storedAtMs);
    return [{ command, storedAtMs: message.storedAtMs, eventsSeq }];
  } catch (error) {
    if (error instanceof CommandMalformed) return [];
    throw error;
  }
};

/** Decided again on the version before it and on its basis, an event comes out the same. */
const acceptedWrongly = (
  { seq, event }: RecordedEvent,
  asked: readonly Asked[],
  replay: Replay,
): readonly string[] => {
  const { tenant, aggregate, basis, commandId } = event;
  const recordedAt = parseTimestamp(event.recordedAt);
  const from = asked.find(({ storedAtMs }) => storedAtMs === recordedAt);
  if (from === undefined)
    return [`the event at ${seq} was recorded at a time at which command ${commandId} was not stored`];
  const at = (of: AggregateRef, version: number) =>
    replay.stagesOf(of).find((stage) => stage.version === version);
  const needs = basis.map((of) => at({ tenant, type: of.type, id: of.id }, of.version));
  const own = at({ tenant, type: aggregate.type, id: aggregate.id }, aggregate.version - 1);
  if (own === undefined || needs.includes(undefined))
    return [`the event at ${seq} names a basis that the log does not have`];
  const answer = decideAgain(
    from,
    own,
    needs.flatMap((stage) => stage ?? []),
  );
  const wanted = canonicalJson(event.facts as Json);
  return answer === wanted
    ? []
    : [`the event at ${seq} does not follow from its basis: decided again it is ${answer}`];
};

const COMBINATIONS_MAX = 2_000;

/** A refusal, or that nothing is to do, was so at some time between the command's storing and its outcome's. */
const saidNoWrongly = (
  { message, eventsSeq }: Stored,
  asked: ReadonlyMap<string, readonly Asked[]>,
  replay: Replay,
): readonly string[] => {
  const outcome = Outcome.parse(message.json());
  if (outcome.status === 'accepted') return [];
  const said = outcome.status === 'unchanged' ? '[]' : outcome.code;
  const of = asked.get(commandKey(outcome)) ?? [];
  const isSo = of.some((one) => {
    if (said === 'COMMAND_EXPIRED') return message.storedAtMs > (parseTimestamp(one.command.notAfter) ?? 0);
    const during = (aggregate: AggregateRef) => between(replay.stagesOf(aggregate), one.eventsSeq, eventsSeq);
    const { tenant } = one.command;
    const addressed = tryAddress(one.command);
    if (typeof addressed === 'string') return addressed === said;
    const own = during({ tenant, ...addressed.aggregate });
    return own.some((stage) => {
      const needs = Object.values(addressed.needsIn(stage.state))
        .filter((needed): needed is NeededAggregate => needed !== undefined)
        .map((needed) => during({ tenant, ...needed }));
      const combinations = product(needs);
      if (combinations.length > COMBINATIONS_MAX) return true; // too many to try: nothing is said
      return combinations.some((read) => decideAgain(one, stage, read) === said);
    });
  });
  return isSo
    ? []
    : [`command ${commandKey(outcome)} stands as ${said}, which was so at no time while it waited`];
};

/** What an aggregate was at the first sequence, and what it became up to the second. */
const between = (stages: readonly Stage[], fromSeq: number, toSeq: number): readonly Stage[] => {
  const first = stages.findLastIndex(({ seq }) => seq <= fromSeq);
  return stages.slice(first).filter(({ seq }) => seq <= toSeq);
};

const product = (lists: readonly (readonly Stage[])[]): readonly (readonly Stage[])[] =>
  lists.reduce<readonly (readonly Stage[])[]>(
    (found, list) => found.flatMap((each) => list.map((stage) => [...each, stage])),
    [[]],
  );

const tryAddress = (command: CommandEnvelope) => {
  try {
    return addressOf(command);
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
};

/** The facts in their canonical form, or the code of the refusal. `needs` come in the order in which they are declared. */
const decideAgain = ({ command, storedAtMs }: Asked, own: Stage, needs: readonly Stage[]): string => {
  try {
    const { decide, needsIn } = addressOf(command);
    const rest = [...needs];
    const roles = Object.entries(needsIn(own.state)).map(
      ([role, needed]) => [role, needed === undefined ? undefined : rest.shift()?.state] as const,
    );
    const { tenant, commandId, principal, ifMatch } = command;
    const context = {
      tenant,
      commandId,
      principal,
      ifMatch,
      now: storedAtMs,
      needs: Object.fromEntries(roles),
    };
    return canonicalJson(decide(own.state, context) as Json);
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
};
