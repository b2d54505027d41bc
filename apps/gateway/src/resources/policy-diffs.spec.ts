import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { compile } from '@policy-registry/dsl';
import { sha256Hex } from '@policy-registry/kernel';
import {
  publishedVersions,
  revisionByNumber,
  versionByNumber,
  workspaceByPolicy,
} from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { CHANGED_LINES_OF_FILE_MAX, DIFFED_FILE_BYTES_MAX, diffFiles } from './file-diffs.ts';
import { fileInRevisions } from './file-in-revisions.ts';

const PATH = '/api/v1/policies/gate';
const utf8 = new TextEncoder();
const stored = new Map<string, Uint8Array>();

const fileOf = (path: string, content: string | Uint8Array) => {
  const bytes = typeof content === 'string' ? utf8.encode(content) : content;
  stored.set(sha256Hex(bytes), bytes);
  return { path, size: bytes.length, sha256: sha256Hex(bytes) };
};
const source = (rules: string) => `policy "P" syntax "stella-dsl@1" {\n${rules}\n}\n`;
const compiled = (text: string) => {
  const ir = compile(text).compiled?.ir ?? new Uint8Array();
  return { ir, irDigest: sha256Hex(ir) };
};
const KEV = 'rule kev priority 10 { when advisory.has_tag("kev") then status := "blocked" because "used" }';
const before = source(KEV);
const after = source(
  `${KEV}\nrule high priority 20 { when severity.score >= 7 then status := "warned" because "high" }`,
);

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());

const revision = (number: number, text: string, more: readonly ReturnType<typeof fileOf>[] = []) => ({
  policyId: 'gate',
  revision: number,
  contentDigest: sha256Hex(`content ${number}`),
  files: [...more, fileOf('policy.stella', text)],
  disposedAt: null,
  compilation: { engine: 'e', compiled: { irDigest: compiled(text).irDigest } },
});
const keep = async (bytes: Uint8Array) => {
  async function* once() {
    yield bytes;
  }
  await gateway.ports.blobs.put('acme', once(), bytes.length);
};

beforeEach(async () => {
  const findings = fileOf('tests/regression-v1.json', '{"cases":[]}');
  const rows = [revision(1, before), revision(2, after, [findings])] as const;
  for (const row of rows) gateway.put('acme', revisionByNumber('gate', row.revision), row);
  gateway.put('acme', workspaceByPolicy('gate'), rows[1]);
  gateway.put('acme', versionByNumber('gate', 1), { policyId: 'gate', version: 1, workspaceRevision: 1 });
  gateway.put('acme', publishedVersions('gate'), {
    version: 1,
    semver: '1.2.0',
    irDigest: compiled(before).irDigest,
  });
  for (const { sha256 } of rows.flatMap(({ files }) => files))
    gateway.put('acme', fileInRevisions(sha256), { holdsFindings: sha256 === findings.sha256 });
  for (const bytes of [...stored.values(), compiled(before).ir, compiled(after).ir]) await keep(bytes);
});

const ask = (path: string, scopes: readonly ('policy:read' | 'findings:read')[] = ['policy:read']) =>
  gateway.ask('GET', `${PATH}${path}`, { key: undefined, token: gateway.tokenOf({ scopes: [...scopes] }) });
const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('a content that was disposed of', () => {
  it('is compared with nothing, and suggests nothing', async () => {
    const gone = { ...revision(1, before), disposedAt: '2026-03-02T12:00:00.000Z' };
    gateway.put('acme', revisionByNumber('gate', 1), gone);
    for (const path of ['/diff?from=r1', '/diff?from=r2&to=r1', '/workspace/revisions/1/suggested-version'])
      expect([path, (await ask(path)).body]).toStrictEqual([path, problem(410, 'REVISION_DISPOSED')]);
  });
});

describe('the difference of two contents of a policy', () => {
  it('has the files line by line and the rules as they are compiled', async () => {
    const { status, body } = await ask('/diff?from=v1&to=r2', ['policy:read', 'findings:read']);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      from: { name: 'v1', revision: 1, irDigest: compiled(before).irDigest },
      to: { name: 'r2', revision: 2 },
      files: [
        {
          path: 'policy.stella',
          change: 'changed',
          omitted: null,
          patch: expect.stringMatching(
            /^--- a\/policy\.stella\n\+\+\+ b\/policy\.stella\n@@ .*\n[^]*\n\+rule high/m,
          ),
        },
        { path: 'tests/regression-v1.json', change: 'added', before: null, omitted: null },
      ],
      policy: { settings: [], rules: [{ rule: 'high', change: 'added', before: null }] },
    });
  });

  it('is that to the newest revision unless the second is named', async () => {
    expect((await ask('/diff?from=r1')).body).toMatchObject({ to: { name: 'r2' } });
  });

  it('hides what is in tests of findings from who may not read findings', async () => {
    const { body } = await ask('/diff?from=r1&to=r2');
    expect(Reflect.get(Object(body), 'files')).toMatchObject([
      { path: 'policy.stella', omitted: null },
      { path: 'tests/regression-v1.json', patch: null, omitted: 'findings' },
    ]);
  });

  it('has no rules where a side does not compile', async () => {
    gateway.put('acme', revisionByNumber('gate', 2), {
      ...revision(2, after),
      compilation: { engine: 'e' },
    });
    expect((await ask('/diff?from=r1&to=r2')).body).toMatchObject({ to: { irDigest: null }, policy: null });
  });

  it.each([
    ['no name', '/diff?from=1', 400, 'INPUT_INVALID'],
    ['nothing', '/diff', 400, 'INPUT_INVALID'],
    ['what is not there', '/diff?from=v7&to=r2', 404, 'NOT_FOUND'],
  ])('is refused for %s', async (_what, path, status, code) => {
    expect((await ask(path)).body).toStrictEqual(problem(status, code));
  });
});

describe('the suggested version', () => {
  const suggest = () => ask('/workspace/revisions/2/suggested-version');

  it('follows from what changes over the last published version', async () => {
    expect((await suggest()).body).toMatchObject({
      base: { version: 1, semver: '1.2.0' },
      bump: 'minor',
      semver: '1.3.0',
      reasons: [{ bump: 'minor', subject: 'high' }],
    });
  });

  it('is 1.0.0 before anything was published', async () => {
    gateway.put('acme', publishedVersions('gate'));
    expect((await suggest()).body).toStrictEqual({ base: null, bump: null, semver: '1.0.0', reasons: [] });
  });

  it('is refused while the revision is being compiled, and where it does not compile', async () => {
    const put = (compilation: Readonly<Record<string, string>> | null) =>
      gateway.put('acme', revisionByNumber('gate', 2), {
        ...revision(2, after),
        compilation,
      });
    put(null);
    expect((await suggest()).body).toStrictEqual(problem(409, 'REVISION_NOT_COMPILED'));
    put({ engine: 'e' });
    expect((await suggest()).body).toStrictEqual(problem(422, 'ERR_POL_001'));
  });
});

describe('a file that is compared', () => {
  const options = {
    bytesOf: async (digest: string) => stored.get(digest) ?? new Uint8Array(),
    mayShow: async () => true,
  };
  const diffOf = async (was: string | Uint8Array, is: string | Uint8Array) =>
    (await diffFiles([fileOf('f', was)], [fileOf('f', is)], options))[0];

  it('has no patch where it is no text', async () => {
    expect(await diffOf('a', new Uint8Array([0xff]))).toMatchObject({ patch: null, omitted: 'binary' });
    expect(await diffOf('a', 'a\0')).toMatchObject({ patch: null, omitted: 'binary' });
  });

  it('has no patch where it is too long, or too much of it is otherwise', async () => {
    const long = 'x'.repeat(DIFFED_FILE_BYTES_MAX + 1);
    expect(await diffOf('a', long)).toMatchObject({ patch: null, omitted: 'too_long' });
    const lines = (prefix: string) =>
      Array.from({ length: CHANGED_LINES_OF_FILE_MAX }, (_, at) => `${prefix}${at}`).join('\n');
    expect(await diffOf(lines('a'), lines('b'))).toMatchObject({ patch: null, omitted: 'too_long' });
    // Few lines that differ, each compared with every one of many that are equal.
    const among = (prefix: string) =>
      '\n'.repeat(100_000) + Array.from({ length: 200 }, (_, at) => `${prefix}${at}`).join('\n');
    expect(await diffOf(among('a'), among('b'))).toMatchObject({ patch: null, omitted: 'too_long' });
  });

  it('is shown whole where it came or went, however many lines it has', async () => {
    const lines = Array.from({ length: 2 * CHANGED_LINES_OF_FILE_MAX }, (_, at) => `line ${at}`).join('\n');
    const [added] = await diffFiles([], [fileOf('f', lines)], options);
    const [removed] = await diffFiles([fileOf('f', lines)], [], options);
    expect(added).toMatchObject({ change: 'added', patch: expect.stringContaining('+line 999') });
    expect(removed).toMatchObject({ change: 'removed', patch: expect.stringContaining('-line 999') });
  });

  it('tells a missing line end', async () => {
    const { patch } = Object(await diffOf('a\n', 'a'));
    expect(patch).toContain('\\ No newline at end of file');
  });
});
