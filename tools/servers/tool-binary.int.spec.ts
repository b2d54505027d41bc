import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { dockerComposeBinary } from './docker-compose-binary.ts';
import { minioBinary } from './minio-binary.ts';
import { opaBinary } from './opa-binary.ts';
import { promtoolBinary } from './promtool-binary.ts';
import { Unavailable } from './unavailable.ts';

const report = (): void => undefined;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-opa-'));
});
afterAll(() => rm(folder, { recursive: true }));

const programSaying = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho '${text}'\n`);
  await chmod(path, 0o755);
  return path;
};

describe('opaBinary', () => {
  it('takes the one that the environment names', async () => {
    const path = await programSaying('named', 'Version: 1.4.2');
    const env = { OPA_BIN: path, PATH: process.env['PATH'] };
    expect(await opaBinary({ env, report })).toStrictEqual({ path, version: '1.4.2', source: 'OPA_BIN' });
  });

  it.each(['Version: 0.70.0', 'something else'])('refuses a named program that says %s', async (text) => {
    const env = { OPA_BIN: await programSaying('other', text), PATH: process.env['PATH'] };
    await expect(opaBinary({ env, report })).rejects.toThrow(/OPA_BIN names .* no opa 1\.0 or newer/);
  });

  it('takes one on PATH before it builds any', async () => {
    const path = await programSaying('opa', 'Version: 1.0.0');
    const env = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
    expect(await opaBinary({ env, report })).toStrictEqual({ path, version: '1.0.0', source: 'PATH' });
  });

  it('says the fix in one sentence when there is neither opa nor Go', async () => {
    const search = opaBinary({ env: { PATH: '', HOME: folder }, report });
    await expect(search).rejects.toBeInstanceOf(Unavailable);
    await expect(search).rejects.toThrow(/^no opa 1\.0 or newer is on PATH and there is no Go.*OPA_BIN/);
  });
});

describe('promtoolBinary', () => {
  it.each([
    ['promtool, version 3.5.0 (branch: HEAD, revision: 8be3a95)', '3.5.0'],
    ['promtool, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0+ds)', '2.42.0+ds'],
    ['promtool, version  (branch: , revision: unknown)', ''],
  ])('takes one that says %s', async (said, version) => {
    const path = await programSaying('promtool-named', said);
    const env = { PROMTOOL_BIN: path, PATH: process.env['PATH'] };
    expect(await promtoolBinary({ env, report })).toStrictEqual({ path, version, source: 'PROMTOOL_BIN' });
  });

  it('refuses one of another age', async () => {
    const path = await programSaying('promtool-old', 'promtool, version 2.24.1 (branch: debian)');
    const env = { PROMTOOL_BIN: path, PATH: process.env['PATH'] };
    await expect(promtoolBinary({ env, report })).rejects.toThrow(
      /PROMTOOL_BIN names .* no promtool 2\.40 or newer/,
    );
  });
});

describe('dockerComposeBinary', () => {
  it.each(['dev', '2.40.3', 'v2.29.1', '5.0.0'])('takes one that says %s', async (said) => {
    const path = await programSaying('compose-named', said);
    const env = { DOCKER_COMPOSE_BIN: path, PATH: process.env['PATH'] };
    expect(await dockerComposeBinary({ env, report })).toMatchObject({
      version: said.replace(/^v(?=\d)/, ''),
    });
  });

  it.each(['1.29.2', '2.3.0', ''])('refuses one that says %j', async (said) => {
    const env = { DOCKER_COMPOSE_BIN: await programSaying('old', said), PATH: process.env['PATH'] };
    await expect(dockerComposeBinary({ env, report })).rejects.toBeInstanceOf(Unavailable);
  });
});

describe('minioBinary', () => {
  it.each(['DEVELOPMENT.GOGET', 'RELEASE.2025-10-15T17-29-55Z'])(
    'takes one that says %s',
    async (version) => {
      const path = await programSaying('minio-named', `minio version ${version} (commit-id=x)`);
      const env = { MINIO_BIN: path, PATH: process.env['PATH'] };
      expect(await minioBinary({ env, report })).toStrictEqual({ path, version, source: 'MINIO_BIN' });
    },
  );

  it('refuses one of another age', async () => {
    const path = await programSaying('minio-old', 'minio version RELEASE.2022-01-01T00-00-00Z');
    const env = { MINIO_BIN: path, PATH: process.env['PATH'] };
    await expect(minioBinary({ env, report })).rejects.toBeInstanceOf(Unavailable);
  });
});
