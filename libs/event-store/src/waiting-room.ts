import { commandSubject } from '@policy-registry/kernel';

import type { SigningProducer } from './command-signature.ts';
import type { StreamReader } from './jetstream-ports.ts';
import { STREAM } from './streams.ts';

/** Commands of one tenant and producer that wait for their decision. One more is refused, of this tenant alone. */
export const COMMANDS_WAITING_MAX = 1_000;

/** A tenant that had no room is asked about again after this time. */
const FULL_MS = 1_000;
/** Tenants whose room is remembered; about another one the broker is asked. */
const TENANTS_KNOWN_MAX = 10_000;

/** As many commands of the tenant wait as may. Nothing was stored; some of them have to be decided first. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting';

  constructor() {
    super(`${COMMANDS_WAITING_MAX} commands of the tenant wait to be decided, and no more are taken`);
  }
}

/** Where commands of a tenant wait. Nobody beyond {@link COMMANDS_WAITING_MAX} enters through one process. */
export type WaitingRoom = {
  /**
   * Lets one more in: answers with what says that the broker has it, or never will. `undefined` where there is no
   * room. Rejects when it would have to ask, and the broker does not answer.
   */
  readonly enter: (tenant: string) => Promise<(() => void) | undefined>;
};

export type WaitingRoomOptions = {
  readonly producer: SigningProducer;
  /** A clock that never goes back. */
  readonly nowMs: () => number;
};

type Room = {
  /** How many may enter without asking. */
  left: number;
  /** How many entered of whom the broker has not answered. */
  underWay: number;
  fullUntilMs: number;
  asking: Promise<void> | undefined;
};

/**
 * The broker bounds what waits of all tenants, and on one subject, which has one command. Of one tenant it can say how
 * many wait: it is asked when as many have entered as there was room for. So a tenant whose commands are decided costs
 * one question for as many commands as may wait, and one that has no room a question each second.
 */
export const waitingRoom = (jsm: StreamReader, { producer, nowMs }: WaitingRoomOptions): WaitingRoom => {
  const rooms = new Map<string, Room>();

  const roomOf = (tenant: string): Room => {
    const room = rooms.get(tenant) ?? { left: 0, underWay: 0, fullUntilMs: 0, asking: undefined };
    rooms.delete(tenant);
    rooms.set(tenant, room);
    const [oldest] = rooms.keys();
    if (rooms.size > TENANTS_KNOWN_MAX && oldest !== undefined) rooms.delete(oldest);
    return room;
  };
  const ask = async (tenant: string, room: Room): Promise<void> => {
    // Nobody enters meanwhile. Who is under way may be among those that wait already: counted twice, never left out.
    const { underWay } = room;
    const { state } = await jsm.streams.info(STREAM.commands, {
      subjects_filter: commandSubject(producer, tenant, '*'),
    });
    room.left = COMMANDS_WAITING_MAX - Object.keys(state.subjects ?? {}).length - underWay;
    if (room.left <= 0) room.fullUntilMs = nowMs() + FULL_MS;
  };

  return {
    enter: async (tenant) => {
      const room = roomOf(tenant);
      if (room.left <= 0 && nowMs() >= room.fullUntilMs) {
        room.asking ??= ask(tenant, room).finally(() => (room.asking = undefined));
        await room.asking;
      }
      if (room.left <= 0) return undefined;
      room.left -= 1;
      room.underWay += 1;
      return () => void (room.underWay -= 1);
    },
  };
};
