import { expect, it } from '@jest/globals';
import { NoRespondersError, RequestError, type Msg, type NatsConnection } from '@nats-io/nats-core';
import type { StreamConfig } from '@nats-io/jetstream';

import { restoreStream, StreamTransferFailed } from './stream-transfer.ts';

const STATE = { messages: 1, bytes: 10, first_seq: 1, last_seq: 1 };
const PIECES = 'pieces';
const config = { name: 'EVENTS' } as StreamConfig;
const noResponders = () => {
  const cause = new NoRespondersError(PIECES);
  return new RequestError(cause.message, { cause });
};

/** A broker of which another server listens for pieces: one's own hears of it after so many of them. */
const brokerThat = ({ unheard, failure = noResponders }: { unheard: number; failure?: () => Error }) => {
  const got: string[] = [];
  let left = unheard;
  const answer = (content: unknown): Msg => {
    const text = content === undefined ? '' : JSON.stringify(content);
    return { data: new TextEncoder().encode(text), json: () => content } as Msg;
  };
  const request: NatsConnection['request'] = async (subject, payload) => {
    if (subject !== PIECES) return answer({ deliver_subject: PIECES });
    if (left > 0) {
      left -= 1;
      throw failure();
    }
    const piece = typeof payload === 'string' ? payload : new TextDecoder().decode(payload);
    got.push(piece);
    return answer(piece === '' ? { state: STATE } : undefined);
  };
  return { request, got };
};
async function* pieces(): AsyncGenerator<Uint8Array> {
  for (const piece of ['a', 'b']) yield new TextEncoder().encode(piece);
}

it('a stream is restored through a server that does not know yet which one listens, each piece once', async () => {
  const broker = brokerThat({ unheard: 3 });
  expect(await restoreStream(broker, { config, state: STATE }, pieces())).toStrictEqual(STATE);
  expect(broker.got).toStrictEqual(['a', 'b', '']);
});

it('a piece of which nobody can say whether it came is not sent again', async () => {
  const broker = brokerThat({ unheard: 1, failure: () => new RequestError('timeout') });
  await expect(restoreStream(broker, { config, state: STATE }, pieces())).rejects.toThrow(
    StreamTransferFailed,
  );
  expect(broker.got).toStrictEqual([]);
});
