import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const MAIN = resolve(import.meta.dirname, 'main.ts');
const EXAMPLES = resolve(import.meta.dirname, '../../examples');
const BOTH = [
  ...['simulate', '--local', join(EXAMPLES, 'policies/v2'), '--base', join(EXAMPLES, 'policies/v1')],
  ...['--reports', join(EXAMPLES, 'estate'), '--evaluated-at', '2025-05-14T00:00:00Z'],
];
const CHANGED = 554;

jest.setTimeout(60_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-simulate-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const policyctl = (...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((done) => {
    const env = { PATH: process.env['PATH'], POLICYCTL_HOME: folder };
    const node = ['--conditions=source', '--disable-warning=ExperimentalWarning', MAIN];
    const options = { env, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [...node, ...args], options, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });

describe('policyctl simulate --local', () => {
  it('needs no registry, and says the same as the example promises', async () => {
    const { code, stdout, stderr } = await policyctl(...BOTH, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      {
        ok: true,
        tuples: 2_510,
        counts: { error_new: 15, newly_blocked: 116, unchanged: 1_956 },
        failOn: [],
      },
    ]);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^evaluating 2510 {2}#+ {2}100 %$/);
  });

  it('gives the bytes of the result, whose SHA-256 is its digest', async () => {
    const [exact, summary] = [
      await policyctl(...BOTH, '--format', 'json'),
      await policyctl(...BOTH, '--json'),
    ];
    const { resultDigest } = JSON.parse(summary.stdout);
    expect(createHash('sha256').update(exact.stdout).digest('hex')).toBe(resultDigest);
  });

  it('shows the way to each sample, and with --no-explain only the sample', async () => {
    const samplesOf = async (...more: readonly string[]) =>
      JSON.parse((await policyctl(...BOTH, '--format', 'json', ...more)).stdout).samples;
    const [explained, unexplained] = [await samplesOf(), await samplesOf('--no-explain')];
    const bare = explained.map(({ traces, ...sample }: Readonly<Record<string, unknown>>) => {
      expect(traces).toMatchObject({ base: expect.any(Array), candidate: expect.any(Array) });
      return sample;
    });
    expect(unexplained).toStrictEqual(bare);
  });

  it.each([
    [
      'ndjson',
      (text: string) =>
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)).length,
    ],
    ['csv', (text: string) => text.trimEnd().split('\r\n').length - 1],
    ['sarif', (text: string) => JSON.parse(text).runs[0].results.length],
  ])('writes every finding that changed as %s', async (format, countOf) => {
    const out = join(folder, format);
    const { code, stdout } = await policyctl(...BOTH, '--format', format, '--out', out);
    expect([code, countOf(await readFile(out, 'utf8'))]).toStrictEqual([0, CHANGED]);
    expect(stdout).toContain('newly_blocked     116');
  });

  it('ends with 1 where a condition of --fail-on holds, and tells what was found', async () => {
    const { code, stdout } = await policyctl(
      ...[...BOTH, '--fail-on', 'newly_blocked>0.1%', '--fail-on', 'error_new > 15'],
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/fail on {2}newly_blocked > 0\.1% {2}4\.621513944% {2}FAILED/);
    expect(stdout).toMatch(/fail on {2}error_new > 15 +15 +passed/);
  });

  it('ends with 1 where a budget is broken, which JUnit tells as a failure', async () => {
    const budgets = ['--budget', 'newly_blocked <= 200', '--budget', 'newly_blocked on tag:tier0 = 0'];
    const { code, stdout } = await policyctl(...BOTH, ...budgets, '--format', 'junit');
    expect([code, /failures="(\d+)"/.exec(stdout)?.[1]]).toStrictEqual([1, '1']);
  });

  it.each([
    [['--fail-on', 'newly_blokked > 1'], '--fail-on newly_blokked > 1: '],
    [['--budget', 'newly_blocked'], '--budget newly_blocked: '],
    [['--engine-candidate', 'opa@1'], 'the engine opa@1 is not on this machine'],
    [['--evaluated-at', 'yesterday'], 'yesterday is no RFC 3339 time with a zone'],
  ])('is misused by %j, and says so before anything is evaluated', async (more, said) => {
    const { code, stderr } = await policyctl(...BOTH, ...more);
    expect([code, stderr.includes(said)]).toStrictEqual([2, true]);
  });

  it('refuses documents in the words of the registry', async () => {
    const cut = join(folder, 'cut.trivy.json');
    await writeFile(cut, '{"SchemaVersion": 2, "Results": [');
    const { code, stderr } = await policyctl(
      'simulate',
      '--local',
      join(EXAMPLES, 'policies/v2'),
      '--reports',
      cut,
    );
    expect([code, stderr]).toMatchObject([
      1,
      expect.stringMatching(/SNAPSHOT_REFUSED.*\n {2}cut\.trivy\.json /),
    ]);
  });
});

describe('policyctl snapshot import --local', () => {
  it('gives the manifest, whose SHA-256 names the snapshot', async () => {
    const out = join(folder, 'manifest.json');
    const { code, stdout } = await policyctl(
      'snapshot',
      'import',
      join(EXAMPLES, 'estate'),
      '--local',
      '--out',
      out,
      '--json',
    );
    const { manifestDigest, tuples } = JSON.parse(stdout);
    expect([code, tuples]).toStrictEqual([0, 2_510]);
    expect(
      createHash('sha256')
        .update(await readFile(out))
        .digest('hex'),
    ).toBe(manifestDigest);
  });
});
