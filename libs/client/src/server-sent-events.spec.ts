import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { eventsOf, type StreamEvent } from './server-sent-events.ts';

const STREAM =
  ': hello\n\nid: 7\nevent: progress\ndata: {"a":1}\n\ndata: one\ndata: two ü\n\nid: 8\n\ndata: cut';
const EVENTS: readonly StreamEvent[] = [
  { id: '7', event: 'progress', data: '{"a":1}' },
  { id: undefined, event: 'message', data: 'one\ntwo ü' },
];

const read = async (chunks: readonly Uint8Array[]): Promise<StreamEvent[]> => {
  const source = async function* () {
    yield* chunks;
  };
  const events: StreamEvent[] = [];
  for await (const event of eventsOf(source())) events.push(event);
  return events;
};

describe('reading a stream of events', () => {
  it('gives whole events and leaves out comments, empty ones and what was cut off', async () => {
    expect(await read([new TextEncoder().encode(STREAM)])).toStrictEqual(EVENTS);
  });

  it('does not depend on where the bytes are cut', async () => {
    const bytes = new TextEncoder().encode(STREAM);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 6 }), async (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, index) => bytes.slice(places[index], end));
        expect(await read(chunks)).toStrictEqual(EVENTS);
      }),
    );
  });

  it('takes every line end that the format allows', async () => {
    expect(await read([new TextEncoder().encode('id: 1\r\ndata: x\r\n\r\n')])).toStrictEqual([
      { id: '1', event: 'message', data: 'x' },
    ]);
  });
});
