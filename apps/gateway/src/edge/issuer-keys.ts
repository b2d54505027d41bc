import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

import type { Check } from '@policy-registry/platform';
import { z } from 'zod';

const ANSWER_MS = 1_500;
const REMEMBERED_MS = 30_000;

const KeySet = z.object({ keys: z.array(z.unknown()).min(1) });

/** Whether the issuer's keys can be had: without them nobody gets in. A good answer is remembered for a while. */
export const issuerKeysCheck = (
  jwks: { readonly url: string } | { readonly file: string },
): (() => Promise<Check>) => {
  let goodUntilMs = 0;
  return async () => {
    if (performance.now() < goodUntilMs) return { ok: true, detail: 'there' };
    try {
      const { keys } = KeySet.parse(JSON.parse(await textOf(jwks)));
      goodUntilMs = performance.now() + REMEMBERED_MS;
      return { ok: true, detail: `${keys.length} there` };
    } catch (error) {
      return { ok: false, detail: error instanceof Error ? error.name : 'no answer' };
    }
  };
};

const textOf = async (jwks: { readonly url: string } | { readonly file: string }): Promise<string> => {
  if ('file' in jwks) return readFile(jwks.file, 'utf8');
  const response = await fetch(jwks.url, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' });
  return response.ok ? response.text() : '';
};
