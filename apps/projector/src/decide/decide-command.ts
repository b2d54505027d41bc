import { addressOf, reject, type Addressed } from '@policy-registry/domain';
import {
  aggregateKey,
  EventTooLarge,
  parseTimestamp,
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

import type { Loaded, StateCache } from './state-cache.ts';
import { toAccepted, toEvent, toRejected, toUnchanged, type Decision } from './to-event.ts';

/** Lost races and stale reads before a command goes back to the queue. */
const ATTEMPTS_MAX = 8;

export type DecideOptions = {
  readonly log: EventLog;
  readonly outcomes: Outcomes;
  readonly states: StateCache;
};

/** Answers the outcome that stands. A refusal is durable by then; an acceptance with its event. */
export type DecideCommand = (command: CommandEnvelope, now: EpochMs) => Promise<Outcome>;

/** The intake of one command; the numbers are those of docs/architecture.md. */
export const decideCommand = ({ log, outcomes, states }: DecideOptions): DecideCommand => {
  const inTurn = turns();

  return async (command, now) => {
    const requestDigest = requestDigestOf(command);

    // 1. Decided before?
    const earlier = await outcomes.read(command.tenant, command.commandId);
    if (earlier !== undefined) return sameRequest(earlier, command, requestDigest);

    const addressed = tryAddress(command);
    if (addressed instanceof Rejection)
      return outcomes.record(toRejected({ command, requestDigest }, addressed));
    const aggregate: AggregateRef = { tenant: command.tenant, ...addressed.aggregate };
    // Commands of this process for one aggregate take turns; those of other processes race, and lose or win at 5.
    return inTurn(aggregateKey(aggregate), () =>
      decideOn(aggregate, addressed, { command, requestDigest, now }),
    );
  };

  // Asked of the leader: a stale cache must not say no. Undefined when it was stale; then it is decided again.
  async function recordIfNewest(loaded: Loaded, outcome: Outcome): Promise<Outcome | undefined> {
    return (await log.lastSeq(loaded.aggregate)) === loaded.lastSeq ? outcomes.record(outcome) : undefined;
  }

  async function appendEvent(
    loaded: Loaded,
    decision: Decision,
    facts: readonly FactShape[],
  ): Promise<Outcome | undefined> {
    try {
      const recorded = await log.append(loaded.aggregate, loaded.lastSeq, toEvent(decision, loaded, facts));
      states.remember(loaded, recorded);
      return toAccepted(decision.requestDigest, recorded);
    } catch (error) {
      if (error instanceof VersionConflict) return undefined;
      if (!(error instanceof EventTooLarge)) throw error;
      return recordIfNewest(loaded, toRejected(decision, reject('EVENT_TOO_LARGE', error.message)));
    }
  }

  async function decideOn(aggregate: AggregateRef, addressed: Addressed, request: Request): Promise<Outcome> {
    const { command, requestDigest } = request;
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      // 2. The aggregate, and whether it has applied this command already.
      const loaded = attempt === 1 ? await states.load(aggregate) : await states.loadLatest(aggregate);
      const applied = loaded.applied.get(command.commandId);
      if (applied !== undefined)
        return sameRequest(toAccepted(applied.requestDigest, applied.recorded), command, requestDigest);

      // 3. and 4. What it reads of others, and the decision.
      const { decision, needs } = await readNeeds(states, addressed, request);
      const decided = tryDecide(addressed, decision, loaded, needs);

      // 6. A refusal, or nothing to do, counts only against the newest state.
      if (decided instanceof Rejection || decided.length === 0) {
        const outcome =
          decided instanceof Rejection ? toRejected(decision, decided) : toUnchanged(decision, loaded);
        const recorded = await recordIfNewest(loaded, outcome);
        if (recorded !== undefined) return recorded;
        continue;
      }

      // 5. One event, if nobody wrote first.
      const outcome = await appendEvent(loaded, decision, decided);
      if (outcome !== undefined) return outcome;
    }
    throw new Error(`${command.type} lost ${ATTEMPTS_MAX} races for ${aggregate.type} ${aggregate.id}`);
  }
};

type Request = Omit<Decision, 'basis'>;

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

const tryAddress = (command: CommandEnvelope): Addressed | Rejection => {
  try {
    return addressOf(command);
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
};

const readNeeds = async (
  states: StateCache,
  { needs }: Addressed,
  decision: Request,
): Promise<{ readonly decision: Decision; readonly needs: Readonly<Record<string, unknown>> }> => {
  const { tenant } = decision.command;
  const roles = await Promise.all(
    Object.entries(needs).map(async ([role, needed]) => ({
      role,
      loaded: needed === undefined ? undefined : await states.loadLatest({ tenant, ...needed }),
    })),
  );
  const read = roles.flatMap(({ loaded }) => (loaded === undefined ? [] : [loaded]));
  return {
    decision: {
      ...decision,
      basis: read.map(({ aggregate, version }) => ({ type: aggregate.type, id: aggregate.id, version })),
    },
    needs: Object.fromEntries(roles.map(({ role, loaded }) => [role, loaded?.state])),
  };
};

const tryDecide = (
  { decide }: Addressed,
  { command, now }: Decision,
  { state }: Loaded,
  needs: Readonly<Record<string, unknown>>,
): ReturnType<Addressed['decide']> | Rejection => {
  try {
    if (now > (parseTimestamp(command.notAfter) ?? 0))
      throw reject('COMMAND_EXPIRED', 'it waited past its notAfter');
    const { tenant, commandId, principal, ifMatch } = command;
    return decide(state, { tenant, commandId, principal, now, ifMatch, needs });
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
};
