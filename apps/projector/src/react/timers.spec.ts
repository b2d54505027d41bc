import { describe, expect, it } from '@jest/globals';
import { toTimestamp, type CommandEnvelope } from '@policy-registry/kernel';
import { createLogger, createMetrics } from '@policy-registry/platform';
import type { StoredTimer } from '@policy-registry/postgres';

import { startTimers } from './timers.ts';

const NOON = Date.UTC(2026, 2, 2, 12);
const timer = (snapshotId: string, overdueMs = 0): StoredTimer => ({
  timerId: `import ${snapshotId}`,
  dueAt: toTimestamp(NOON - overdueMs),
  commandType: 'TimeOutImport',
  commandData: { snapshotId, attempt: 1 },
  setBy: `e-${snapshotId}`,
  correlationId: 'c-1',
});

/** Timers of two tenants at a clock of the test's own; each turn happens when the test says. */
const timersAt = async (due: Readonly<Record<string, readonly StoredTimer[]>>) => {
  const sent: CommandEnvelope[] = [];
  const metrics = createMetrics('projector');
  const turns: (() => void)[] = [];
  const world = { now: NOON, due, refuses: '', isDamaged: false, isTaken: false };
  const timers = startTimers({
    store: {
      turn: async (work) => {
        if (world.isTaken) return false;
        await work(async (tenant, _now, max) => (world.due[tenant] ?? []).slice(0, max));
        return true;
      },
    },
    tenants: async () => Object.keys(world.due),
    publishCommand: async (command) => {
      if (command.tenant === world.refuses) throw new Error('the broker is away');
      sent.push(command);
      return 'stored';
    },
    isDamaged: () => world.isDamaged,
    logger: createLogger({ app: 'projector', instance: '1', level: 'silent' }),
    metrics,
    nowMs: () => world.now,
    later: (_ms, turn) => {
      turns.push(turn);
      return () => undefined;
    },
  });
  /** Another turn, to its end. */
  const turn = async (): Promise<void> => {
    while (turns.length === 0) await new Promise((resolve) => setImmediate(resolve));
    turns.shift()?.();
    while (turns.length === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  const ids = () => sent.map(({ tenant, data }) => `${tenant} ${String(data['snapshotId'])}`);
  while (turns.length === 0) await new Promise((resolve) => setImmediate(resolve));
  return { world, sent, ids, turn, metrics, close: () => timers.close() };
};

describe('due timers', () => {
  it('send their commands as the registry’s own, because of the event that set them', async () => {
    const { sent, close } = await timersAt({ acme: [timer('a')] });
    expect(sent).toMatchObject([
      {
        tenant: 'acme',
        type: 'TimeOutImport',
        data: { snapshotId: 'a', attempt: 1 },
        principal: { type: 'system', id: 'projector', scopes: [] },
        causationId: 'e-a',
        correlationId: 'c-1',
        notAfter: '2026-03-03T00:00:00.000Z',
      },
    ]);
    await close();
  });

  it('that carry out a promotion send their command by a process of its own', async () => {
    const of = { environmentId: 'prod', policyId: 'pay-gate', promotionId: 'p-1' };
    const due = { ...timer('a'), commandType: 'ExecuteScheduledPromotion', commandData: of };
    const { sent, close } = await timersAt({ acme: [due] });
    expect(sent).toMatchObject([
      { data: of, principal: { type: 'system', id: 'promotion:p-1', scopes: [] } },
    ]);
    await close();
  });

  it('are sent once while they wait to be decided, and anew under another id ten minutes later', async () => {
    const { world, sent, turn, close } = await timersAt({ acme: [timer('a')] });
    await turn();
    expect(sent).toHaveLength(1);
    world.now += 10 * 60_000;
    await turn();
    expect(new Set(sent.map(({ commandId }) => commandId)).size).toBe(2);
    await close();
  });

  it('are sent under the same id by another process, which knows nothing of the first', async () => {
    const here = await timersAt({ acme: [timer('a')] });
    const there = await timersAt({ acme: [timer('a')] });
    expect(here.sent[0]?.commandId).toBe(there.sent[0]?.commandId);
    await here.close();
    await there.close();
  });

  it('that the broker does not take hold back nobody, and are tried again', async () => {
    const { world, ids, turn, close } = await timersAt({});
    Object.assign(world, { refuses: 'acme', due: { acme: [timer('a')], umbrella: [timer('b')] } });
    await turn();
    expect(ids()).toStrictEqual(['umbrella b']);
    world.refuses = '';
    await turn();
    expect(ids()).toStrictEqual(['umbrella b', 'acme a']);
    await close();
  });

  it('are left to another process that looks at them', async () => {
    const { world, sent, turn, close } = await timersAt({});
    Object.assign(world, { isTaken: true, due: { acme: [timer('a')] } });
    await turn();
    expect(sent).toStrictEqual([]);
    await close();
  });

  it('are not believed while the log is damaged', async () => {
    const { world, sent, turn, close } = await timersAt({});
    Object.assign(world, { isDamaged: true, due: { acme: [timer('a')] } });
    await turn();
    expect(sent).toStrictEqual([]);
    await close();
  });

  it('say how late they were', async () => {
    const { metrics, close } = await timersAt({ acme: [timer('a', 90_000)] });
    const [lag] = (await metrics.registry.getMetricsAsJSON()).filter(
      ({ name }) => name === 'policy_timer_lag_seconds',
    );
    expect(lag?.values).toContainEqual(
      expect.objectContaining({
        metricName: 'policy_timer_lag_seconds_sum',
        labels: expect.objectContaining({ tenant: 'acme' }),
        value: 90,
      }),
    );
    await close();
  });
});
