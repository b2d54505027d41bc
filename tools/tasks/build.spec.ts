import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { projectDir } from '../stack/layout.ts';

const Target = z.looseObject({ cache: z.boolean().optional() });
const NxSettings = z.looseObject({ targetDefaults: z.record(z.string(), Target) });

describe('a build', () => {
  it('takes nothing from a cache outside of the clone', () => {
    const settings: unknown = JSON.parse(readFileSync(join(projectDir, 'nx.json'), 'utf8'));

    expect(NxSettings.parse(settings).targetDefaults['build']?.cache).toBe(false);
  });
});
