import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { writeLargeReport } from '../facts/large-report.ts';

const MAIN = resolve(import.meta.dirname, 'main.ts');
const TELL_PEAK = resolve(import.meta.dirname, '../facts/tell-peak-memory.ts');
const MEBIBYTE = 1_048_576;
/** What a document may add to the memory of the program, whatever its size: less than the larger ones have. */
const ADDED_BYTES_MAX = 64 * MEBIBYTE;

jest.setTimeout(120_000);

const FROZEN = {
  snapshotId: 's1',
  state: 'frozen',
  inputs: { sbomSet: [], advisoryCursor: 'a', vexCursor: 'v' },
  ...{ manifestDigest: 'd', importer: 'i', tuples: 1, shards: 1, counts: {}, faults: [] },
};

let folder: string;
let server: Server;
let url: string;
let digests: string[] = [];
/** The upload that came last, from its first byte on. */
let uploading: (request: IncomingMessage) => void = () => undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-upload-'));
  // What of a registry an import speaks to.
  server = createServer(async (request, response) => {
    if (request.url?.startsWith('/api/v1/blobs') !== true) return response.end(JSON.stringify(FROZEN));
    const hash = createHash('sha256');
    let size = 0;
    request.once('data', () => uploading(request));
    try {
      for await (const piece of request) {
        hash.update(piece);
        size += piece.length;
      }
    } catch {
      return undefined;
    }
    const digest = hash.digest('hex');
    digests.push(digest);
    return response.writeHead(201).end(JSON.stringify({ digest, size }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const peakFile = (): string => join(folder, 'peak');

/** Runs the real program as a person does, with nothing of the caller's settings. */
const importing = (path: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      ...['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', TELL_PEAK],
      ...[MAIN, '--url', url, '--tenant', 'acme', '--token', 'any', 'snapshot', 'import', path],
    ],
    {
      env: { PATH: process.env['PATH'], POLICYCTL_HOME: folder, PEAK_MEMORY_FILE: peakFile() },
      stdio: 'ignore',
    },
  );

const reportOf = async (mebibytes: number): Promise<string> => {
  const path = join(folder, `${mebibytes}.json`);
  if (!existsSync(path)) await writeLargeReport(path, mebibytes * MEBIBYTE);
  return path;
};

const sha256Of = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/** The program's peak memory while it imports a report of this size. */
const peakOf = async (mebibytes: number): Promise<number> => {
  const path = await reportOf(mebibytes);
  digests = [];
  const [exitCode] = await once(importing(path), 'exit');
  expect([exitCode, ...digests]).toStrictEqual([0, await sha256Of(path)]);
  expect((await stat(path)).size).toBeGreaterThan(mebibytes * MEBIBYTE);
  return Number(await readFile(peakFile(), 'utf8'));
};

describe('policyctl snapshot import', () => {
  it('needs no more memory for a large document than for a small one', async () => {
    const small = await peakOf(1);
    expect(small).toBeGreaterThan(10 * MEBIBYTE);
    expect((await peakOf(30)) - small).toBeLessThan(ADDED_BYTES_MAX);
    expect((await peakOf(100)) - small).toBeLessThan(ADDED_BYTES_MAX);
  });

  it('ends at once when it is interrupted, and with it what it sends', async () => {
    const path = await reportOf(30);
    const reached = new Promise<IncomingMessage>((done) => (uploading = done));
    const program = importing(path);
    const ended = once(program, 'exit');
    const request = await reached;
    request.pause();
    const isCut = new Promise<boolean>((done) => request.on('close', () => done(!request.complete)));
    program.kill('SIGINT');
    expect([(await ended)[1], await isCut]).toStrictEqual(['SIGINT', true]);
  });
});
