import { describe, expect, it } from '@jest/globals';
import { sha256Hex, type Outcome } from '@policy-registry/kernel';

import { logContent } from './log-content.ts';
import { jetStreamOutcomes } from './outcomes.ts';
import { STREAM } from './streams.ts';
import { simulatedBroker, simulatedClient } from './testing/simulated-broker.ts';

/** A broker with so many events. */
const logOf = (events: number) => {
  const broker = simulatedBroker({ nowMs: () => 0 });
  const { js, jsm } = simulatedClient(broker, async (_what, perform) => perform());
  for (let at = 1; at <= events; at += 1) broker.publish(`registry.evt.acme.policy.p-${at}`, 'event');
  const outcomes = jetStreamOutcomes(js, jsm);
  let commands = 0;
  const request = () => ({
    commandId: `c-${(commands += 1)}`,
    tenant: 'acme',
    requestDigest: sha256Hex('r'),
  });
  const accept = (seq: number): Promise<Outcome> =>
    outcomes.record({
      ...request(),
      status: 'accepted',
      seq,
      aggregate: { type: 'policy', id: 'p', version: 1 },
      facts: [],
    });
  const refuse = (): Promise<Outcome> =>
    outcomes.record({ ...request(), status: 'rejected', code: 'POLICY_EXISTS', detail: '', faults: [] });
  const lose = (...seqs: readonly number[]): void => {
    for (const seq of seqs) broker.stream(STREAM.events).remove(seq);
  };
  return { content: () => logContent(jsm), accept, refuse, lose };
};

describe('the content of the log', () => {
  it('is nothing at the beginning', async () => {
    expect(await logOf(0).content()).toStrictEqual({ lastSeq: 0, missingSeq: undefined, confirmedSeq: 0 });
  });

  it('is whole up to the last message', async () => {
    expect(await logOf(3).content()).toMatchObject({ lastSeq: 3, missingSeq: undefined });
  });

  it.each([
    ['the first message', [1], 1],
    ['one in the middle, and another', [3, 5], 3],
    ['the first of several', [1, 2], 1],
  ])('lacks %s', async (_what, lost, missingSeq) => {
    const { content, lose } = logOf(5);
    lose(...lost);
    expect(await content()).toMatchObject({ missingSeq });
  });

  it('names the latest event that was confirmed, in whatever order outcomes were stored', async () => {
    const { content, accept, refuse } = logOf(3);
    for (const seq of [2, 9, 4]) await accept(seq);
    await refuse();
    expect(await content()).toMatchObject({ lastSeq: 3, confirmedSeq: 9 });
  });

  it('knows of no confirmed event where everything was refused', async () => {
    const { content, refuse } = logOf(3);
    await refuse();
    expect(await content()).toMatchObject({ confirmedSeq: 0 });
  });
});
