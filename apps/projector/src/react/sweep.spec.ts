import { describe, expect, it } from '@jest/globals';
import { createLogger, createMetrics, METRICS } from '@policy-registry/platform';

import { startSweep } from './sweep.ts';

/** A sweep over two tenants; passes over the first fail until it is mended. */
const sweeping = () => {
  const lines: unknown[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const metrics = createMetrics('projector');
  const seen: string[] = [];
  let isBroken = true;
  const sweep = startSweep({
    release: async (tenant) => {
      if (tenant === 'broken' && isBroken) throw new Error('its stream does not answer');
      return { jobs: 1, running: 1, waiting: 0 };
    },
    tenants: async () => ['broken', 'acme'],
    observe: (tenant) => void seen.push(tenant),
    logger: createLogger({ app: 'projector', instance: '1', level: 'warn', destination }),
    metrics,
    later: (ms, turn) => {
      const timer = setTimeout(turn, ms);
      return () => clearTimeout(timer);
    },
  });
  const faults = async () =>
    (await metrics.registry.getMetricsAsJSON()).find(({ name }) => name === METRICS.releaseFaults.name)
      ?.values;
  return { sweep, seen, lines, faults, mend: () => (isBroken = false) };
};

describe('a sweep', () => {
  it('passes over the tenants that come after one whose pass fails, and logs and counts the fault', async () => {
    const { sweep, seen, lines, faults } = sweeping();
    await sweep.close();
    expect(seen).toStrictEqual(['acme']);
    expect(lines).toMatchObject([{ tenant: 'broken', err: { message: 'its stream does not answer' } }]);
    expect(await faults()).toMatchObject([{ labels: { tenant: 'broken' }, value: 1 }]);
  });

  it('holds back no event of others for a pass that fails, and passes over that tenant again', async () => {
    const { sweep, seen, mend, faults } = sweeping();
    await expect(sweep.release('broken')).resolves.toBeUndefined();
    await sweep.release('acme');
    expect(seen).not.toContain('broken');
    mend();
    while (!seen.includes('broken')) await new Promise((resolve) => setImmediate(resolve));
    await sweep.close();
    expect(await faults()).toMatchObject([{ labels: { tenant: 'broken' } }]);
  });
});
