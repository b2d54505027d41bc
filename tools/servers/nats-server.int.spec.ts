import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

import { sha256OfFile } from './checked-file.ts';
import { natsServerBinary } from './nats-binary.ts';
import { startNatsServer } from './nats-server.ts';
import { Unavailable } from './unavailable.ts';

const START_MS = 120_000;
const silent = (): void => undefined;

let folder = '';
let binary = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-nats-'));
  binary = (await natsServerBinary({ env: process.env, report: silent })).path;
}, START_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('startNatsServer', () => {
  it('keeps stored messages over a restart on the same port', async () => {
    const options = { binary, folder, logFile: join(folder, 'nats.log') };
    const first = await startNatsServer(options);
    const writer = await connect({ servers: first.url });
    await (await jetstreamManager(writer)).streams.add({ name: 'KEPT', subjects: ['kept'] });
    await jetstream(writer).publish('kept', 'word');
    await writer.close();
    await first.stop();

    const second = await startNatsServer({ ...options, preferredPort: first.port });
    const reader = await connect({ servers: second.url });
    const stored = await (
      await jetstreamManager(reader)
    ).streams.getMessage('KEPT', { last_by_subj: 'kept' });
    await reader.close();
    await second.stop();

    expect([second.port, stored?.string(), second.child.isRunning()]).toStrictEqual([
      first.port,
      'word',
      false,
    ]);
  });

  it('says what the server wrote when it ends while starting', async () => {
    const options = { binary, folder, logFile: join(folder, 'broken.log'), settings: 'no_such_setting {' };
    await expect(startNatsServer(options)).rejects.toThrow(/nats-server ended while starting[^]*Parse error/);
  });
});

describe('syncInterval', () => {
  it('reaches the server, which refuses one that it does not understand', async () => {
    const options = { binary, folder, logFile: join(folder, 'sync.log'), syncInterval: 'sometimes' };
    await expect(startNatsServer(options)).rejects.toThrow(
      /time: invalid duration "sometimes"|sync_interval/,
    );
  });
});

describe('natsServerBinary', () => {
  const without = (cache: string): NodeJS.ProcessEnv => ({
    PATH: '',
    HOME: folder,
    REGISTRY_CACHE_DIR: cache,
  });

  it('says the fix in one sentence when there is no server, no cache and no Go', async () => {
    const search = natsServerBinary({ env: without(join(folder, 'empty')), report: silent });
    await expect(search).rejects.toThrow(
      /^no nats-server 2\.12 or newer is on PATH, no Docker engine answers and there is no Go.*NATS_SERVER_BIN/,
    );
    await expect(search).rejects.toBeInstanceOf(Unavailable);
  });

  it('refuses a named file that is no server of this kind', async () => {
    const search = natsServerBinary({ env: { NATS_SERVER_BIN: process.execPath }, report: silent });
    await expect(search).rejects.toThrow(/NATS_SERVER_BIN names .* name a nats-server 2\.12 or newer/);
  });

  it('refuses a named server that is too old', async () => {
    const old = join(folder, 'old-server');
    await writeFile(old, '#!/bin/sh\necho nats-server: v2.9.10\n');
    await chmod(old, 0o755);
    const search = natsServerBinary({
      env: { NATS_SERVER_BIN: old, PATH: process.env['PATH'] },
      report: silent,
    });
    await expect(search).rejects.toThrow(/which is nats-server 2\.9\.10/);
  });

  it('takes a cached server without Go, and not when one of its bytes has changed', async () => {
    const cache = join(folder, 'cache');
    const entry = join(cache, 'servers', await cacheKey());
    const copy = join(entry, 'nats-server');
    await cp(binary, copy);
    await writeFile(`${copy}.sha256`, await sha256OfFile(copy));
    const found = await natsServerBinary({ env: without(cache), report: silent });
    expect([found.path, found.source]).toStrictEqual([copy, 'cache']);

    await writeFile(copy, 'x', { flag: 'a' });
    await expect(natsServerBinary({ env: without(cache), report: silent })).rejects.toThrow(
      /no Go to build +one/,
    );
    // Copies and hashes a whole server three times.
  }, 60_000);
});

const cacheKey = async (): Promise<string> => {
  const sources = await sha256OfFile(join(import.meta.dirname, 'go.sum'));
  return `nats-${sources.slice(0, 16)}-go0-${process.platform}-${process.arch}`;
};
