// Imports one Trivy report as the runner does, from a file, and prints what came of it as one line of JSON: the process
// whose memory `large-import.ts` limits and looks at.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { importDocuments, type Spill } from '@policy-registry/facts';

import { peakMemoryBytes } from './peak-memory.ts';

const [path = ''] = process.argv.slice(2);

const digestOf = async (): Promise<string> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
};

const folder = await mkdtemp(join(tmpdir(), 'policy-registry-large-'));
let spilledBytes = 0;
const spill: Spill = {
  write: async (content) => {
    const run = join(folder, `${spilledBytes}`);
    const file = await open(run, 'wx');
    for await (const bytes of content) {
      await file.appendFile(bytes);
      spilledBytes += bytes.length;
    }
    await file.close();
    return { read: () => createReadStream(run) };
  },
};

try {
  const startedMs = performance.now();
  const digest = await digestOf();
  const document = { name: 'large.json', kind: 'trivy', digest, open: () => createReadStream(path) } as const;
  const imported = await importDocuments([document], { spill, keep: () => Promise.resolve() });
  if (!imported.ok) throw new Error(JSON.stringify(imported.faults));
  const { tuples, shards } = imported.manifest;
  process.stdout.write(
    `${JSON.stringify({
      reportBytes: (await stat(path)).size,
      tuples,
      shards: shards.length,
      snapshotDigest: imported.digest,
      spilledBytes,
      peakMemoryBytes: peakMemoryBytes(),
      seconds: Math.round((performance.now() - startedMs) / 100) / 10,
    })}\n`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
