import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const MAIN = resolve(import.meta.dirname, 'main.ts');
const GOOD =
  'policy "p" syntax "stella-dsl@1" { rule r { when true then status := "blocked" because "b"; } }';
const BAD =
  'policy "p" syntax "stella-dsl@1" {\n  rule r { when foo == 1 then status := "bloked" because "b"; }\n}';

jest.setTimeout(60_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-main-'));
  await writeFile(join(folder, 'good.stella'), GOOD);
  await writeFile(join(folder, 'bad.stella'), BAD);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the program as a person does, with nothing of the caller's settings. */
const policyctl = (...args: readonly string[]): Promise<Ended> =>
  new Promise((done) => {
    const env = { PATH: process.env['PATH'], POLICYCTL_HOME: folder };
    const node = ['--conditions=source', '--disable-warning=ExperimentalWarning', MAIN];
    execFile(process.execPath, [...node, ...args], { env }, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      done({ code, stdout, stderr });
    });
  });

describe('policyctl', () => {
  it('ends with 0 and one JSON document when it did what was asked', async () => {
    const { code, stdout } = await policyctl(
      'dsl',
      'compile',
      join(folder, 'good.stella'),
      '--output',
      'json',
    );
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      code: 0,
      ok: true,
      rules: ['r'],
      diagnostics: [],
    });
  });

  it('ends with 1 and shows every error with its place', async () => {
    const path = join(folder, 'bad.stella');
    const { code, stdout } = await policyctl('dsl', 'compile', path);
    expect(code).toBe(1);
    const remarks = stdout.split('\n').filter((line) => line.startsWith(path));
    expect(remarks.map((line) => line.slice(path.length).split(' ').slice(0, 3).join(' '))).toStrictEqual([
      ':2:17: error DSL_UNKNOWN_NAME:',
      ':2:41: error DSL_BAD_STATUS:',
    ]);
    expect(stdout).toContain(`  | ${BAD.split('\n')[1]}\n  | ${' '.repeat(16)}^`);
  });

  it.each([
    [['no-such-command'], 'unknown command'],
    [['snapshot', 'diff', 's1'], "missing required argument 'against'"],
    [['dsl', 'compile', '/absent'], 'there is no file or folder /absent'],
    [['simulate', 'p'], '--version and --snapshot are needed, or --local'],
    [['version', 'show', 'p', 'one'], 'one is no whole number from 1 on'],
    [['policy', 'list', '--url', 'http://127.0.0.1:9'], 'nobody is logged in'],
    [['policy', 'list', '--stack', '/absent'], '/absent does not describe a running registry'],
    [['--output', 'xml', 'policy', 'list'], 'Allowed choices are table, json'],
  ])('ends with 2 and says so when it is misused: %j', async (args, said) => {
    const { code, stderr } = await policyctl(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  it('ends with 0 after showing how it is used', async () => {
    const { code, stdout } = await policyctl('--help');
    expect({ code, isUsage: stdout.startsWith('Usage: policyctl') }).toStrictEqual({
      code: 0,
      isUsage: true,
    });
  });
});
