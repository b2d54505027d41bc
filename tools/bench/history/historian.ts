import { addressOf, aggregates, toEvent } from '@policy-registry/domain';
import {
  aggregateKey,
  base32,
  canonicalBytes,
  COMMAND_LIFETIME_MS,
  eventSubject,
  NO_HEAD,
  requestDigestOf,
  sha256Hex,
  sha256OfFields,
  toTimestamp,
  type AggregateRef,
  type CommandEnvelope,
  type Json,
  type NeededAggregate,
  type Principal,
  type StoredMessage,
} from '@policy-registry/kernel';

/** A message of the stream before it has a sequence. */
export type Said = Omit<StoredMessage, 'seq'>;

/** What somebody asks for; it must be accepted. */
export type Asked = {
  readonly tenant: string;
  readonly type: string;
  readonly data: CommandEnvelope['data'];
  readonly by: Principal;
};

/** Decides as the projector does, and says the event it would store. Keeps states, not events. */
export type Historian = {
  readonly tell: (asked: Asked) => Said;
  /** The aggregate is not told of again: its state is dropped. */
  readonly forget: (aggregate: AggregateRef) => void;
};

/** The first event of a history happened then; each later one a second after the one before. */
const BEGIN_MS = Date.UTC(2026, 0, 1);
const STEP_MS = 1_000;

type Known = {
  readonly aggregate: AggregateRef;
  readonly state: unknown;
  readonly version: number;
  readonly hash: string;
};

/** The same commands give the same bytes, at any time and on any machine. */
export const openHistorian = (): Historian => {
  const states = new Map<string, Known>();
  let count = 0;
  const known = (tenant: string, { type, id }: NeededAggregate): Known => {
    const aggregate = { tenant, type, id };
    const unread = { aggregate, state: aggregates[type].initialState, ...NO_HEAD };
    return states.get(aggregateKey(aggregate)) ?? unread;
  };

  const tell = (asked: Asked): Said => {
    const command = toCommand(asked, (count += 1));
    const { tenant, commandId, principal } = command;
    const addressed = addressOf(command);
    const own = known(tenant, addressed.aggregate);
    const needed = Object.entries(addressed.needsIn(own.state)).flatMap(([role, other]) =>
      other === undefined ? [] : [[role, known(tenant, other)] as const],
    );
    const needs = Object.fromEntries(needed.map(([role, { state }]) => [role, state]));
    const now = BEGIN_MS + count * STEP_MS;
    const context = { tenant, commandId, principal, now, ifMatch: undefined, needs };
    const decision = {
      command: { ...command, principal: addressed.actorIn(own.state, context) },
      requestDigest: requestDigestOf(command),
      now,
      basis: needed.map(([, { aggregate, version }]) => ({
        type: aggregate.type,
        id: aggregate.id,
        version,
      })),
    };
    const facts = addressed.decide(own.state, context);
    const bytes = canonicalBytes(toEvent(decision, own, facts) as Json);
    const { evolve } = aggregates[own.aggregate.type];
    states.set(aggregateKey(own.aggregate), {
      aggregate: own.aggregate,
      state: facts.reduce<unknown>((state, fact) => evolve(state, fact), own.state),
      version: own.version + 1,
      hash: sha256Hex(bytes),
    });
    return { subject: eventSubject(own.aggregate), bytes };
  };
  return { tell, forget: (aggregate) => void states.delete(aggregateKey(aggregate)) };
};

const toCommand = ({ tenant, type, data, by }: Asked, count: number): CommandEnvelope => ({
  commandId: base32(sha256OfFields('benchmark', tenant, String(count))),
  tenant,
  type,
  data,
  principal: by,
  notAfter: toTimestamp(BEGIN_MS + count * STEP_MS + COMMAND_LIFETIME_MS),
  correlationId: `benchmark-${count}`,
});
