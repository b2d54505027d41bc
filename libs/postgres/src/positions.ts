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

/** Hears how far the read models are, on one session of its own; reconnects when it breaks. */
export const listenPositions = async (url: string, onFault: (error: unknown) => void): Promise<Positions> => {
  const listeners = new Set<(notice: PositionNotice) => void>();
  let client: Client | undefined;
  let isClosed = false;

  const connect = async (): Promise<void> => {
    const session = new Client({
      connectionString: url,
      application_name: 'registry-positions',
      keepAlive: true,
    });
    session.on('notification', ({ payload }) => {
      const notice = parseNotice(payload);
      if (notice !== undefined) for (const listener of listeners) listener(notice);
    });
    session.on('error', onFault);
    session.on('end', () => {
      client = undefined;
      if (!isClosed) setTimeout(reconnect, RECONNECT_PAUSE_MS);
    });
    await session.connect();
    await session.query(`listen ${POSITIONS_CHANNEL}`);
    client = session;
  };
  const reconnect = (): void => {
    connect().catch((error: unknown) => {
      onFault(error);
      if (!isClosed) setTimeout(reconnect, RECONNECT_PAUSE_MS);
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

const parseNotice = (payload: string | undefined): PositionNotice | undefined => {
  const parsed: unknown = payload === undefined ? undefined : JSON.parse(payload);
  if (typeof parsed !== 'object' || parsed === null || !('tenant' in parsed) || !('position' in parsed))
    return undefined;
  const { tenant, position } = parsed;
  return typeof tenant === 'string' && typeof position === 'number' ? { tenant, position } : undefined;
};
