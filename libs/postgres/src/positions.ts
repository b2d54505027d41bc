import { Client } from 'pg';

import { POSITIONS_CHANNEL } from './checkpoint.ts';

export type PositionNotice = { readonly tenant: string; readonly position: number };

export type Positions = {
  /** Calls back on every notice until the answer is called. */
  readonly subscribe: (listener: (notice: PositionNotice) => void) => () => void;
  readonly isListening: () => boolean;
  readonly close: () => Promise<void>;
};

const RECONNECT_PAUSE_MS = 500;
const CONNECT_MS_MAX = 10_000;
const ANSWER_MS_MAX = 5_000;
/** A session that only listens would not notice that its server is gone. */
const LOOK_MS = 10_000;

export type PositionsOptions = { readonly lookMs?: number; readonly answerMsMax?: number };

/** Hears how far the read models are, on one session of its own; reconnects when it breaks. */
export const listenPositions = async (
  url: string,
  onFault: (error: unknown) => void,
  { lookMs = LOOK_MS, answerMsMax = ANSWER_MS_MAX }: PositionsOptions = {},
): Promise<Positions> => {
  const listeners = new Set<(notice: PositionNotice) => void>();
  let client: Client | undefined;
  let isClosed = false;

  const connect = async (): Promise<void> => {
    const session = new Client({
      connectionString: url,
      application_name: 'registry-positions',
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      query_timeout: answerMsMax,
    });
    session.on('notification', ({ payload }) => {
      const notice = parseNotice(payload);
      if (notice !== undefined) for (const listener of listeners) listener(notice);
    });
    session.on('error', onFault);
    try {
      await session.connect();
      await session.query(`listen ${POSITIONS_CHANNEL}`);
    } catch (error) {
      await session.end().catch(() => undefined);
      throw error;
    }
    if (isClosed) return session.end();
    client = session;
    const stopLooking = lookAfter(session, { lookMs, onFault });
    // Only from here on: a session that never listened also ends, and is tried again by whoever opened it.
    session.on('end', () => {
      stopLooking();
      client = undefined;
      reconnectLater();
    });
  };
  const reconnectLater = (): void => {
    if (!isClosed) setTimeout(reconnect, RECONNECT_PAUSE_MS).unref();
  };
  const reconnect = (): void => {
    if (isClosed) return;
    connect().catch((error: unknown) => {
      onFault(error);
      reconnectLater();
    });
  };

  await connect();
  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isListening: () => client !== undefined,
    close: async () => {
      isClosed = true;
      await client?.end();
    },
  };
};

type Looking = { readonly lookMs: number; readonly onFault: (error: unknown) => void };

/** Asks again and again whether the server is there, one question at a time, and ends the session when it is not. */
const lookAfter = (session: Client, { lookMs, onFault }: Looking): (() => void) => {
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    try {
      await session.query('select 1');
      timer = setTimeout(() => void look(), lookMs);
    } catch (error) {
      onFault(error);
      // With a question open, this breaks the connection off.
      await session.end().catch(() => undefined);
    }
  };
  timer = setTimeout(() => void look(), lookMs);
  return () => clearTimeout(timer);
};

/** Whoever is logged in may notify anything on any channel: what is no notice of ours is not heard. */
const parseNotice = (payload: string | undefined): PositionNotice | undefined => {
  const parsed = payload === undefined ? undefined : parseJson(payload);
  if (typeof parsed !== 'object' || parsed === null || !('tenant' in parsed) || !('position' in parsed))
    return undefined;
  const { tenant, position } = parsed;
  return typeof tenant === 'string' && typeof position === 'number' ? { tenant, position } : undefined;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
