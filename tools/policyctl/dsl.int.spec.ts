import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

const MAIN = resolve(import.meta.dirname, 'main.ts');
const V2 = resolve(import.meta.dirname, '../../examples/policies/v2');
const ESTATE = resolve(import.meta.dirname, '../../examples/estate');

const POLICY = `policy "p" syntax "stella-dsl@1" {
  rule kev { when advisory.has_tag("kev") then status := "blocked" because "exploited" }
}
`;
const TESTS = `{
  "schema": "policy-registry.policy-tests@1",
  "cases": [
    { "name": "kev blocks", "finding": { "advisory": { "tags": ["kev"] } }, "expect": { "status": "blocked" } },
    { "name": "others pass", "finding": { "advisory": { "tags": [] } }, "expect": { "status": "blocked" } }
  ]
}
`;

jest.setTimeout(60_000);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policyctl-dsl-'));
  await mkdir(join(folder, 'p', 'tests'), { recursive: true });
  await writeFile(join(folder, 'p', 'policy.stella'), POLICY);
  await writeFile(join(folder, 'p', 'tests', 'kev.json'), TESTS);
  await writeFile(join(folder, 'warned.stella'), POLICY.replace(' because "exploited"', ''));
  await writeFile(join(folder, 'finding.json'), '{ "advisory": { "tags": ["kev"], "sore": "1" } }');
  await writeFile(join(folder, 'kev.json'), '{ "advisory": { "tags": ["kev"] } }');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const policyctl = (...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((done) => {
    const env = { PATH: process.env['PATH'], POLICYCTL_HOME: folder };
    const node = ['--conditions=source', '--disable-warning=ExperimentalWarning', MAIN];
    execFile(process.execPath, [...node, 'dsl', ...args], { env }, (error, stdout, stderr) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });

describe('policyctl dsl lint', () => {
  it('ends with 1 for a warning, as a submission would be refused, where compile ends with 0', async () => {
    const path = join(folder, 'warned.stella');
    const lint = await policyctl('lint', path, '--json');
    expect([lint.code, JSON.parse(lint.stdout)]).toMatchObject([
      1,
      { ok: false, errors: 0, warnings: 1, diagnostics: [{ code: 'RULE_WITHOUT_BECAUSE', line: 2 }] },
    ]);
    expect((await policyctl('compile', path)).code).toBe(0);
  });

  it('ends with 0 for what a submission would take', async () => {
    const { code, stdout } = await policyctl('lint', V2);
    expect([code, stdout]).toStrictEqual([0, `${V2}/policy.stella is lint clean\n`]);
  });
});

describe('policyctl dsl fmt', () => {
  it('prints and writes one form, which has the same meaning, and knows it when it sees it', async () => {
    const path = join(folder, 'form.stella');
    await writeFile(path, POLICY);
    expect((await policyctl('fmt', path, '--check')).code).toBe(1);
    const printed = await policyctl('fmt', path);
    expect((await policyctl('fmt', path, '--write')).code).toBe(0);
    expect(await readFile(path, 'utf8')).toBe(printed.stdout);
    expect((await policyctl('fmt', path, '--check')).code).toBe(0);
    const digests = await Promise.all(
      [path, join(folder, 'p')].map(
        async (one) => JSON.parse((await policyctl('compile', one, '--json')).stdout).irDigest,
      ),
    );
    expect(digests[0]).toBe(digests[1]);
  });

  it('leaves alone what it cannot read, and says why', async () => {
    const path = join(folder, 'cut.stella');
    await writeFile(path, 'policy "p" syntax');
    const { code, stdout } = await policyctl('fmt', path, '--write');
    expect([code, stdout]).toMatchObject([1, expect.stringContaining(`${path}:1:`)]);
    expect(await readFile(path, 'utf8')).toBe('policy "p" syntax');
  });
});

describe('policyctl dsl test', () => {
  it('shows each test that failed with its place and the way of the policy', async () => {
    const { code, stdout } = await policyctl('test', join(folder, 'p'));
    expect([code, stdout.trim().split('\n')]).toStrictEqual([
      1,
      [
        `${folder}/p/tests/kev.json:5:5: others pass: status is "affected", expected "blocked"`,
        '  outcome: affected, severity unknown; by default_status',
        '  rule kev: false',
        '    advisory.has_tag("kev") = false',
        '2 tests, 1 failed',
      ],
    ]);
  });

  it('ends with 0 when all pass, and with 2 where there is none', async () => {
    const { code, stdout } = await policyctl('test', V2, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { ok: true, total: 9, failed: 0 }]);
    const none = await policyctl('test', join(folder, 'warned.stella'));
    expect([none.code, none.stderr]).toStrictEqual([
      2,
      `there are no tests/*.json in ${folder}/warned.stella\n`,
    ]);
  });
});

describe('policyctl dsl explain', () => {
  const policy = () => join(folder, 'p');
  const explained = [
    'rule kev: true, because exploited',
    '  advisory.has_tag("kev") = true',
    'outcome: blocked, severity unknown; by rule kev',
  ];

  it('shows the way of one finding, written by hand or taken from a test', async () => {
    const written = await policyctl('explain', policy(), '--finding', join(folder, 'kev.json'));
    const tested = await policyctl('explain', policy(), '--test', 'kev blocks');
    expect([written, tested].map(({ stdout }) => stdout.trim().split('\n'))).toStrictEqual([
      explained,
      explained,
    ]);
  });

  it('finds the finding in documents, and asks which when there are several', async () => {
    const inEstate = ['explain', V2, '--in', ESTATE, '--advisory', 'CVE-2021-44228'];
    const several = await policyctl(...inEstate);
    expect([several.code, several.stderr.split('\n')[0]]).toStrictEqual([
      2,
      '2 findings are of CVE-2021-44228; say --component and --image',
    ]);
    const component = 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1';
    const image = 'registry.brightwater.example/payments-api:3.14.2';
    const one = await policyctl(...inEstate, '--component', component, '--image', image, '--json');
    expect([one.code, JSON.parse(one.stdout)]).toMatchObject([
      0,
      { finding: { component: { purl: component }, image: { name: image } }, outcome: { kind: 'decided' } },
    ]);
  });

  it('names the place of what it cannot read', async () => {
    const { code, stderr } = await policyctl('explain', policy(), '--finding', join(folder, 'finding.json'));
    expect([code, stderr]).toStrictEqual([
      2,
      `${folder}/finding.json:1:34: /advisory/sore: there is no member \`sore\` here\n`,
    ]);
  });
});
