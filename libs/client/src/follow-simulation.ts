import { answered } from './problem.ts';
import { RegistryUnavailable } from './registry-fetch.ts';
import type { RegistryClient, Schemas } from './registry-client.ts';
import { eventsOf } from './server-sent-events.ts';

const FOLLOW_MS_MAX = 30 * 60_000;
const RECONNECT_PAUSE_MS = 500;

/** States after which nothing changes any more. */
const ENDED: readonly Schemas['Simulation']['state'][] = ['succeeded', 'failed', 'cancelled'];
export const hasEnded = ({ state }: Pick<Schemas['Simulation'], 'state'>): boolean => ENDED.includes(state);

/**
 * The simulation as it is now and at each change, to its end; a stream that breaks off is resumed where it was. Rejects
 * with RegistryUnavailable when it has not ended within half an hour.
 */
export async function* followSimulation(
  client: RegistryClient,
  simulationId: string,
): AsyncGenerator<Schemas['Simulation']> {
  const deadline = Date.now() + FOLLOW_MS_MAX;
  let lastId: string | undefined;
  while (Date.now() < deadline) {
    const stream = await answered(
      client.GET('/api/v1/simulations/{simulationId}/events', {
        params: {
          path: { simulationId },
          header: { ...(lastId !== undefined && { 'Last-Event-ID': lastId }) },
        },
        headers: { accept: 'text/event-stream' },
        parseAs: 'stream',
      }),
    );
    for await (const { id, event, data } of unbroken(eventsOf(chunksOf(stream)))) {
      lastId = id ?? lastId;
      if (event !== 'progress') continue;
      const simulation: Schemas['Simulation'] = JSON.parse(data);
      yield simulation;
      if (hasEnded(simulation)) return;
    }
    await new Promise((resolve) => setTimeout(resolve, RECONNECT_PAUSE_MS));
  }
  throw new RegistryUnavailable(
    `simulation ${simulationId} did not end within ${FOLLOW_MS_MAX / 60_000} minutes`,
  );
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (body === null) throw new Error('a stream of events has no body');
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Who reads no further lets the connection go.
    await reader.cancel();
  }
}

// A broken connection ends the stream, and is resumed; what cannot be read would not get better.
async function* unbroken<Event>(events: AsyncIterable<Event>): AsyncGenerator<Event> {
  try {
    yield* events;
  } catch (error) {
    if (error instanceof RangeError) throw error;
  }
}
