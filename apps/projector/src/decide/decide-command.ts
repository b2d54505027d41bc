import { reject, toEvent, type Addressed, type Decision } from '@policy-registry/domain';
import {
  aggregateKey,
  EventTooLarge,
  Rejection,
  requestDigestOf,
  VersionConflict,
  type AggregateRef,
  type CommandEnvelope,
  type EpochMs,
  type EventLog,
  type FactShape,
  type Outcome,
} from '@policy-registry/kernel';
import type { Outcomes } from '@policy-registry/event-store';

import { census, type Census } from './census.ts';
import {
  contextOf,
  expired,
  isNewOfCounted,
  readNeeds,
  tryAddress,
  type Asked,
  type Read,
} from './decision-context.ts';
import type { Loaded, StateCache } from './state-cache.ts';
import { toAccepted, toRejected, toUnchanged } from './to-outcome.ts';

/** Lost races and stale reads before a command goes back to the queue. */
const ATTEMPTS_MAX = 8;

/** Somebody else wrote first again and again: the command goes back to its queue. */
export class RacesLost extends Error {
  override readonly name = 'RacesLost';
}

export type DecideOptions = {
  readonly log: EventLog;
  readonly outcomes: Outcomes;
  readonly states: StateCache;
  /** The time of this delivery: what waited too long is not decided late, however often it was delivered. */
  readonly nowMs: () => EpochMs;
};

/**
 * Answers the outcome that stands. A refusal is durable by then; an acceptance with its event. `isAgain`: the command was
 * delivered before, so that another worker may be at it.
 */
export type DecideCommand = (command: CommandEnvelope, now: EpochMs, isAgain?: boolean) => Promise<Outcome>;

/** The intake of one command; the numbers are those of docs/architecture.md. */
export const decideCommand = (options: DecideOptions): DecideCommand => {
  const { outcomes } = options;
  const counting = { ...options, census: census(options.log, options.nowMs) };
  const inTurn = turns();

  return async (command, now, isAgain = false) => {
    const requestDigest = requestDigestOf(command);

    // 1. Decided before?
    const earlier = await decidedBefore(outcomes, { command, requestDigest });
    if (earlier !== undefined) return earlier;

    const addressed = tryAddress(command);
    if (addressed instanceof Rejection)
      return outcomes.record(toRejected({ command, requestDigest }, addressed));
    const aggregate: AggregateRef = { tenant: command.tenant, ...addressed.aggregate };
    // Commands of this process for one aggregate take turns; those of other processes race, and lose or win at 5.
    const decide = () => decideOn(counting, aggregate, addressed, { command, requestDigest, now, isAgain });
    return inTurn(aggregateKey(aggregate), decide);
  };
};

/** With the numbers of what is there, which all decisions of this process share. */
type Counting = DecideOptions & { readonly census: Census };

const decideOn = async (
  options: Counting,
  aggregate: AggregateRef,
  addressed: Addressed,
  request: Request,
): Promise<Outcome> => {
  const { states, nowMs } = options;
  const { command, requestDigest, isAgain } = request;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    // 2. The aggregate, and whether it has applied this command already.
    const loaded = attempt === 1 ? await states.load(aggregate) : await states.loadLatest(aggregate);
    const applied = loaded.applied.get(command.commandId);
    if (applied !== undefined)
      return sameRequest(toAccepted(applied.requestDigest, applied.recorded), command, requestDigest);

    // 3. and 4. What it reads of others, and the decision.
    const { decision, needs } = await readNeeds(states, addressed, loaded, request);
    const siblings = isNewOfCounted(loaded) ? await options.census.count(aggregate) : undefined;
    const decided = expired(command, nowMs()) ?? tryDecide(addressed, decision, loaded, { needs, siblings });

    // A worker that was taken for dead may have refused it meanwhile: asked as late as can be.
    const outcome =
      (isAgain ? await decidedBefore(options.outcomes, request) : undefined) ??
      (await settle(options, loaded, decision, decided));
    if (outcome !== undefined) return outcome;
  }
  throw new RacesLost(`${command.type} lost ${ATTEMPTS_MAX} races for ${aggregate.type} ${aggregate.id}`);
};

/** The outcome of a decision, or `undefined` when somebody wrote meanwhile and it must be made again. */
const settle = (
  options: Counting,
  loaded: Loaded,
  decision: Decision,
  decided: readonly FactShape[] | Rejection,
): Promise<Outcome | undefined> => {
  // 5. One event, if nobody wrote first.
  if (!(decided instanceof Rejection) && decided.length > 0)
    return appendEvent(options, loaded, decision, decided);

  // 6. A refusal, or nothing to do, counts only against the newest state.
  const outcome =
    decided instanceof Rejection ? toRejected(decision, decided) : toUnchanged(decision, loaded);
  return recordIfNewest(options, loaded, outcome);
};

// Asked of the leader: a stale cache must not say no. Undefined when it was stale; then it is decided again.
const recordIfNewest = async (
  { log, outcomes }: DecideOptions,
  { aggregate, lastSeq }: Loaded,
  outcome: Outcome,
): Promise<Outcome | undefined> =>
  (await log.lastSeq(aggregate)) === lastSeq ? outcomes.record(outcome) : undefined;

const appendEvent = async (
  options: Counting,
  loaded: Loaded,
  decision: Decision,
  facts: readonly FactShape[],
): Promise<Outcome | undefined> => {
  try {
    const event = toEvent(decision, loaded, facts);
    const begun = isNewOfCounted(loaded) ? options.census.begin(loaded.aggregate) : undefined;
    const recorded = await options.log.append(loaded.aggregate, loaded.lastSeq, event);
    begun?.();
    options.states.remember(loaded, recorded);
    return toAccepted(decision.requestDigest, recorded);
  } catch (error) {
    if (error instanceof VersionConflict) return undefined;
    if (!(error instanceof EventTooLarge)) throw error;
    const refusal = reject('EVENT_TOO_LARGE', error.message);
    return recordIfNewest(options, loaded, toRejected(decision, refusal));
  }
};

type Request = Asked & { readonly isAgain: boolean };

/** What somebody decided of the command, or of another one under its key. */
const decidedBefore = async (
  outcomes: Outcomes,
  { command, requestDigest }: Pick<Request, 'command' | 'requestDigest'>,
): Promise<Outcome | undefined> => {
  const earlier = await outcomes.read(command.tenant, command.commandId);
  return earlier && sameRequest(earlier, command, requestDigest);
};

/** Runs work under one key one after the other. */
const turns = () => {
  const last = new Map<string, Promise<unknown>>();
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    last.set(key, turn);
    try {
      return await turn;
    } finally {
      if (last.get(key) === turn) last.delete(key);
    }
  };
};

const sameRequest = (outcome: Outcome, command: CommandEnvelope, requestDigest: string): Outcome =>
  outcome.requestDigest === requestDigest
    ? outcome
    : toRejected(
        { command, requestDigest },
        reject('IDEMPOTENCY_KEY_REUSED', 'another request was sent under this idempotency key'),
      );

const tryDecide = (
  { decide }: Addressed,
  decision: Decision,
  { state }: Loaded,
  read: Read,
): ReturnType<Addressed['decide']> | Rejection => {
  try {
    return decide(state, contextOf(decision, read));
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
};
