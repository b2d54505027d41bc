import { describe, expect, it } from '@jest/globals';
import { createLogger } from '@policy-registry/platform';

import { startSweep } from './sweep.ts';

describe('a sweep', () => {
  it('passes over the tenants that come after one whose pass fails, and logs the fault', async () => {
    const lines: unknown[] = [];
    const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
    const seen: string[] = [];
    const sweep = startSweep({
      release: async (tenant) => {
        if (tenant === 'broken') throw new Error('its stream does not answer');
        return { jobs: 1, running: 1, waiting: 0 };
      },
      tenants: async () => ['broken', 'acme'],
      observe: (tenant) => void seen.push(tenant),
      logger: createLogger({ app: 'projector', instance: '1', level: 'warn', destination }),
    });
    await sweep.close();
    expect(seen).toStrictEqual(['acme']);
    expect(lines).toMatchObject([{ tenant: 'broken', err: { message: 'its stream does not answer' } }]);
  });
});
