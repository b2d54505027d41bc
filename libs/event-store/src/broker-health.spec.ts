import { beforeEach, describe, expect, it } from '@jest/globals';

import { brokerHealth, type HealthPorts } from './broker-health.ts';

const world = { nowMs: 0, isAnswering: true, isConnected: true, left: 0, told: [] as boolean[] };
const ports: HealthPorts = {
  ask: async () => {
    if (!world.isAnswering) throw new Error('nobody answers');
  },
  isConnected: () => world.isConnected,
  server: () => 'broker-1:4222',
  leave: () => void (world.left += 1),
  report: ({ ok }) => void world.told.push(ok),
  nowMs: () => world.nowMs,
};

beforeEach(
  () => void Object.assign(world, { nowMs: 0, isAnswering: true, isConnected: true, left: 0, told: [] }),
);

/** Looks once a second, for so many seconds. */
const watched = async (health: ReturnType<typeof brokerHealth>, seconds: number): Promise<void> => {
  for (let second = 0; second < seconds; second += 1) {
    world.nowMs += 1_000;
    await health.look();
  }
};

describe('the health of a broker', () => {
  it('is not well before a first answer', async () => {
    const health = brokerHealth(ports);
    expect(health.now().ok).toBe(false);
    await health.look();
    expect(health.now()).toStrictEqual({ ok: true, detail: 'connected' });
  });

  it('outlasts a question that got lost', async () => {
    const health = brokerHealth(ports);
    await health.look();
    world.isAnswering = false;
    await watched(health, 4);
    expect(health.now().ok).toBe(true);
  });

  it('is bad while the connection is open and no stream answers, and names the server', async () => {
    const health = brokerHealth(ports);
    await health.look();
    world.isAnswering = false;
    await watched(health, 6);
    expect(health.now()).toStrictEqual({
      ok: false,
      detail: expect.stringContaining('connected to broker-1:4222, through which no stream answers'),
    });
    world.isAnswering = true;
    await health.look();
    expect([health.now().ok, world.told]).toStrictEqual([true, [true, false, true]]);
  });

  it('is bad at once without a connection', async () => {
    const health = brokerHealth(ports);
    await health.look();
    world.isConnected = false;
    expect(health.now()).toStrictEqual({ ok: false, detail: 'reconnecting' });
  });

  it('leaves a server through which nothing answers longer than a choice of leaders takes, and gives the next one as long', async () => {
    const health = brokerHealth(ports);
    await health.look();
    world.isAnswering = false;
    await watched(health, 11);
    expect(world.left).toBe(0);
    await watched(health, 1);
    expect(world.left).toBe(1);
    await watched(health, 11);
    expect(world.left).toBe(1);
    await watched(health, 1);
    expect(world.left).toBe(2);
  });

  it('leaves no server while it has none', async () => {
    const health = brokerHealth(ports);
    Object.assign(world, { isAnswering: false, isConnected: false });
    await watched(health, 60);
    expect(world.left).toBe(0);
  });
});
