import type { Client } from './client.ts';
import { jsonOf } from './json.ts';
import type { Stack } from './stack.ts';

const STREAM_MS = 90_000;

export type ProgressEvent = { readonly id: string; readonly data: unknown };

/** Reads a stream of progress to its end. */
export const readProgress = async (
  { gatewayUrl }: Stack,
  { token, tenant }: Client,
  path: string,
  lastEventId?: string,
): Promise<readonly ProgressEvent[]> => {
  const response = await fetch(`${gatewayUrl}${path}`, {
    headers: {
      authorization: `Bearer ${token}`,
      'x-stella-tenant': tenant,
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
    signal: AbortSignal.timeout(STREAM_MS),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true)
    throw new Error(`answered ${response.status}: ${await response.text()}`);
  const blocks = (await response.text()).split('\n\n').filter((block) => block.includes('event: progress'));
  return blocks.map((block) => ({ id: fieldOf(block, 'id'), data: jsonOf(fieldOf(block, 'data')) }));
};

const fieldOf = (block: string, name: string): string =>
  block
    .split('\n')
    .find((line) => line.startsWith(`${name}: `))
    ?.slice(name.length + 2) ?? '';
