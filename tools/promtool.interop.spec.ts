import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const binary = process.env['TEST_PROMTOOL_BIN'];
const suite = binary === undefined ? describe.skip : describe;
const telemetry = resolve(import.meta.dirname, '../deploy/telemetry');

jest.setTimeout(120_000);

type Said = { readonly exitCode: number; readonly output: string };

const promtool = (...args: readonly string[]): Promise<Said> =>
  new Promise((done) => {
    execFile(binary ?? '', [...args], { cwd: telemetry }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : 1, output: stdout + stderr }),
    );
  });

suite('the alerts, to promtool (needs TEST_PROMTOOL_BIN)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-registry-promtool-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are rules without an objection', async () => {
    const { exitCode, output } = await promtool(
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      'alerts.yaml',
    );
    expect([exitCode, output]).toStrictEqual([0, expect.stringContaining('15 rules found')]);
  });

  it('fire where they should, and not before', async () => {
    expect(await promtool('test', 'rules', 'alerts.test.yaml')).toMatchObject({ exitCode: 0 });
  });

  it('are tried by cases that notice another threshold', async () => {
    for (const file of ['alerts.yaml', 'alerts.test.yaml']) {
      const text = await readFile(join(telemetry, file), 'utf8');
      await writeFile(
        join(folder, file),
        text.replace('{stage="waiting"}) > 100', '{stage="waiting"}) > 150'),
      );
    }
    const { exitCode, output } = await promtool('test', 'rules', join(folder, 'alerts.test.yaml'));
    expect([exitCode, output]).toStrictEqual([1, expect.stringContaining('PolicySimulationQueueDeep')]);
  });
});
