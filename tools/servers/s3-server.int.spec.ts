import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startS3Server } from './s3-server.ts';
import { versitygwBinary } from './versitygw-binary.ts';

const binary = process.env['TEST_VERSITYGW_BIN'];
const suite = binary === undefined ? describe.skip : describe;

const root = { accessKeyId: 'root', secretAccessKey: 'secret of the root' };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-s3-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

suite('startS3Server (needs TEST_VERSITYGW_BIN)', () => {
  const options = () => ({
    binary: binary ?? '',
    directory: join(folder, 'server'),
    logFile: join(folder, 's3.log'),
    root,
  });

  it('serves S3 on the same port again after a restart, with the users it had', async () => {
    const first = await startS3Server(options());
    const robot = { accessKeyId: 'robot', secretAccessKey: 'secret of the robot' };
    await first.addUser(robot);
    await first.stop();

    const second = await startS3Server({ ...options(), preferredPort: first.port });
    try {
      expect([second.port, first.child.isRunning()]).toStrictEqual([first.port, false]);
      const refused = second.addUser(robot);
      await expect(refused).rejects.toThrow('versitygw made no user robot');
      await expect(refused).rejects.not.toThrow(robot.secretAccessKey);
      const answer = await fetch(second.url, { signal: AbortSignal.timeout(10_000) });
      expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
    } finally {
      await second.stop();
    }
  }, 60_000);

  it('says what the server wrote when it ends while starting', async () => {
    const directory = join(folder, 'broken');
    await writeFile(join(folder, 'no-server'), '#!/bin/sh\necho it is broken; exit 1\n');
    await chmod(join(folder, 'no-server'), 0o755);
    const broken = startS3Server({ ...options(), directory, binary: join(folder, 'no-server') });
    await expect(broken).rejects.toThrow(/versitygw ended while starting[^]*it is broken/);
  });
});

describe('versitygwBinary', () => {
  const saying = async (text: string) => {
    const path = join(folder, 'versitygw-named');
    await writeFile(path, `#!/bin/sh\necho '${text}'\n`);
    await chmod(path, 0o755);
    return versitygwBinary({
      env: { VERSITYGW_BIN: path, PATH: process.env['PATH'] },
      report: () => undefined,
    });
  };

  it.each([
    ['Version  : git', 'git'],
    ['Version  : v1.8.0', '1.8.0'],
    ['Version  : v1.12.3', '1.12.3'],
    ['Version  : v2.0.0', '2.0.0'],
  ])('takes one that says %j', async (said, version) => {
    expect(await saying(said)).toMatchObject({ version, source: 'VERSITYGW_BIN' });
  });

  it.each(['Version  : v1.0.20', 'version 9', ''])('refuses one that says %j', async (said) => {
    await expect(saying(said)).rejects.toThrow(/VERSITYGW_BIN names .* no versitygw 1\.8 or newer/);
  });
});
