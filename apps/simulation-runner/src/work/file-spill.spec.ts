import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { fileSpill } from './file-spill.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'file-spill-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

const textOf = async (content: AsyncIterable<Uint8Array>): Promise<string> => {
  const read: Uint8Array[] = [];
  for await (const piece of content) read.push(piece);
  return Buffer.concat(read).toString('utf8');
};

describe('a spill in files', () => {
  it('gives back what was written, as often as asked, and nothing of it is left or was anybody else’s', async () => {
    const spill = await fileSpill(root);
    const [first, second] = [await spill.write(pieces('a', 'b')), await spill.write(pieces('c'))];
    expect([
      await textOf(second.read()),
      await textOf(first.read()),
      await textOf(first.read()),
    ]).toStrictEqual(['c', 'ab', 'ab']);
    const [folder = ''] = await readdir(root);
    expect((await stat(join(root, folder))).mode & 0o777).toBe(0o700);
    await spill.dispose();
    expect(await readdir(root)).toStrictEqual([]);
  });
});
