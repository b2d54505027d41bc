import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Layout } from './layout.ts';

/** Holds the address of the broker of somebody else's that has the messages of this folder. */
const ELSEWHERE = 'elsewhere';

/** Where the messages of a stack are: in stores of so many servers of its own, or at a broker of somebody else's. */
export type MessagePlace =
  { readonly nodes: number; readonly url?: never } | { readonly url: string; readonly nodes?: never };

/** Absent before the first start. */
export const placeOfMessages = async ({ nats }: Pick<Layout, 'nats'>): Promise<MessagePlace | undefined> => {
  const entries = await readdir(nats);
  if (entries.includes(ELSEWHERE)) return { url: await readFile(join(nats, ELSEWHERE), 'utf8') };
  const nodes = entries.includes('jetstream') ? 1 : entries.filter((name) => /^\d+$/.test(name)).length;
  return nodes === 0 ? undefined : { nodes };
};

export const keepElsewhere = ({ nats }: Pick<Layout, 'nats'>, url: string): Promise<void> =>
  writeFile(join(nats, ELSEWHERE), url, { mode: 0o600 });
