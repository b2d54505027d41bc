import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from '@nats-io/transport-node';

import { natsServerBinary } from './nats-binary.ts';
import { hasDockerEngine, NATS_IMAGE } from './nats-docker.ts';
import { startNatsServer } from './nats-server.ts';

const START_MS = 300_000;
const silent = (): void => undefined;

const suiteWithDocker = (await hasDockerEngine(process.env)) ? describe : describe.skip;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-docker-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Without a server on PATH or in the cache: what is left is Docker, and Go last. */
const environment = (name: string, path: string): NodeJS.ProcessEnv => ({
  PATH: path,
  HOME: folder,
  REGISTRY_CACHE_DIR: join(folder, name),
});

const servesAndEnds = async (binary: string, name: string): Promise<void> => {
  const place = join(folder, `${name}-data`);
  await mkdir(place);
  const server = await startNatsServer({ binary, folder: place, logFile: join(place, 'nats.log') });
  const connection = await connect({ servers: server.url });
  expect(connection.info).toMatchObject({ jetstream: true });
  await connection.close();
  await server.stop();
  expect(server.child.isRunning()).toBe(false);
};

describe('a broker in Docker, with a program in the place of the engine', () => {
  /** Keeps what it is asked, and runs the server of this machine with the arguments behind the image. */
  const engine = async (real: string, answers: boolean): Promise<string> => {
    const bin = join(folder, answers ? 'engine' : 'no-engine');
    await mkdir(bin);
    await writeFile(
      join(bin, 'docker'),
      `#!/bin/sh\n[ "$1" = version ] && exit ${answers ? 0 : 1}\necho "$@" >> ${join(bin, 'asked')}\n` +
        `while [ "$1" != ${NATS_IMAGE} ]; do shift; done\nshift\nexec ${real} "$@"\n`,
    );
    await chmod(join(bin, 'docker'), 0o755);
    return bin;
  };

  it(
    'is the server where there is no other: it sees its folder alone, as its user and without rights',
    async () => {
      const real = await natsServerBinary({ env: process.env, report: silent });
      const bin = await engine(real.path, true);
      const env = environment('contained', `${bin}:/usr/bin:/bin`);
      const found = await natsServerBinary({ env, report: silent });
      expect([found.source, found.version]).toStrictEqual(['Docker', real.version]);

      const { PATH } = process.env;
      process.env['PATH'] = env['PATH'];
      try {
        await servesAndEnds(found.path, 'contained');
      } finally {
        process.env['PATH'] = PATH;
      }
      const asked = (await readFile(join(bin, 'asked'), 'utf8')).trimEnd().split('\n').at(-1) ?? '';
      const place = join(folder, 'contained-data');
      expect(asked).toContain(
        `--volume ${place}:${place} --workdir ${place} --entrypoint nats-server ${NATS_IMAGE}`,
      );
      expect(asked).toContain(
        `--user ${process.getuid?.()}:${process.getgid?.()} --read-only --cap-drop ALL`,
      );
    },
    START_MS,
  );

  it('is not asked for one where no engine answers, and not where the cache has a server', async () => {
    const real = await natsServerBinary({ env: process.env, report: silent });
    const bin = await engine(real.path, false);
    const search = natsServerBinary({ env: environment('none', bin), report: silent });
    await expect(search).rejects.toThrow(/no Docker engine answers/);
  });
});

suiteWithDocker('a broker in Docker itself (needs a Docker engine)', () => {
  it(
    'serves, and ends when it is stopped',
    async () => {
      const env = environment('real', process.env['PATH'] ?? '');
      const { path, source } = await natsServerBinary({ env, report: silent });
      expect(source).toBe('Docker');
      await servesAndEnds(path, 'real');
    },
    START_MS,
  );
});
