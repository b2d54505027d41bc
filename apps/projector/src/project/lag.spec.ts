import { expect, it } from '@jest/globals';
import type { FedMessage } from '@policy-registry/event-store';
import { createMetrics, METRICS } from '@policy-registry/platform';

import { lagOf } from './lag.ts';

const message = (seq: number, storedAtMs: number, pending: number): FedMessage => ({
  seq,
  storedAtMs,
  pending,
  subject: 'registry.evt.acme.policy.p-1',
  bytes: new Uint8Array(),
  traceparent: undefined,
});

const started = () => {
  const metrics = createMetrics('projector');
  let now = 10_000;
  const lag = lagOf({ metrics, nowMs: () => now });
  const told = async (): Promise<readonly (number | undefined)[]> => {
    const all = await metrics.registry.getMetricsAsJSON();
    const valueOf = (wanted: string) => all.find(({ name }) => name === wanted)?.values[0]?.value;
    return [valueOf(METRICS.projectionLagEvents.name), valueOf(METRICS.projectionLagSeconds.name)];
  };
  return { lag, told, at: (ms: number) => (now = ms) };
};

it('is nothing before anything came, and when everything was written', async () => {
  const { lag, told, at } = started();
  expect(await told()).toStrictEqual([0, 0]);
  const batch = [message(1, 4_000, 0)];
  lag.waiting(batch);
  lag.projected(batch);
  at(99_000);
  expect(await told()).toStrictEqual([0, 0]);
});

it('grows for as long as a batch cannot be written, although nothing else is heard of it', async () => {
  const { lag, told, at } = started();
  lag.waiting([message(1, 9_000, 4), message(2, 9_500, 3)]);
  expect(await told()).toStrictEqual([5, 1]);
  at(69_000);
  expect(await told()).toStrictEqual([5, 60]);
});

it('is the age of the last that was written while others wait behind it', async () => {
  const { lag, told } = started();
  const batch = [message(1, 7_000, 8), message(2, 8_000, 7)];
  lag.waiting(batch);
  lag.projected(batch);
  expect(await told()).toStrictEqual([7, 2]);
});
