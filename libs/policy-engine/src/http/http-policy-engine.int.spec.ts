import { gzipSync } from 'node:zlib';

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { FindingTuple, PolicyEngine } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

import { embeddedPolicyEngine } from '../embedded-policy-engine.ts';
import { referenceServer, type ReferenceServer } from '../testing/reference-server.ts';
import {
  breakingOff,
  hostileServer,
  saying,
  silence,
  type HostileServer,
  type Treatment,
} from '../testing/hostile-server.ts';
import { policyEngineContract } from '../testing/policy-engine-contract.ts';
import { httpPolicyEngine, type HttpEngineOptions } from './http-policy-engine.ts';
import { CONTRACT } from './wire.ts';

const START_MS = 60_000;
const TOKEN = 'a token of the test, long enough';
const BUILD = 'hostile@1';
const CAPABILITIES = {
  contract: CONTRACT,
  build: BUILD,
  languages: [{ name: 'stella-dsl@1', entryFile: 'policy.stella' }],
  limits: { requestBytesMax: 65_536, findingsMax: 3 },
};
const FINDING: FindingTuple = {
  component: {},
  advisory: { id: 'CVE-2024-0001', aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
};
const IR = new TextEncoder().encode('{"a":1}');
const SETTING = { evaluatedAtMs: 0, env: {} };
const DECIDED = {
  kind: 'decided',
  status: 'affected',
  severity: {},
  warnings: [],
  annotations: {},
  undecided: [],
};
const ANSWER = { build: BUILD, irDigest: sha256Hex(IR), outcomes: [DECIDED] };
const COMPILED = {
  ir: Buffer.from(IR).toString('base64'),
  irDigest: sha256Hex(IR),
  name: 'p',
  isShadow: false,
  rules: [],
  complexity: 0,
};
const compiledOf = (text: string) => {
  const bytes = Buffer.from(text);
  return { ...COMPILED, ir: bytes.toString('base64'), irDigest: sha256Hex(bytes) };
};

const GZIPPED_SPACES = gzipSync(' '.repeat(1_000_000));
const ERROR = { severity: 'error', code: 'X', message: 'x', file: 'policy.stella', line: 1, column: 1 };
const FILES = new Map([['policy.stella', new TextEncoder().encode('x')]]);
const problem = (code: string, status: number) =>
  saying({ type: 't', title: 't', status, detail: 'd', code }, status);

describe('httpPolicyEngine with the reference server', () => {
  let server: ReferenceServer;
  beforeAll(async () => {
    server = await referenceServer({ POLICY_ENGINE_TOKEN: TOKEN, POLICY_ENGINE_BUILD_LABEL: 'blue' });
  }, START_MS);
  afterAll(() => server.stop());
  const connect = (options: Partial<HttpEngineOptions> = {}) =>
    httpPolicyEngine({ url: server.url, token: TOKEN, ...options });

  policyEngineContract('httpPolicyEngine', () => connect());

  it('has the build of the server, with its label', async () => {
    const { build, languages } = await connect();
    expect(build).toBe(`${embeddedPolicyEngine().build}+blue`);
    expect(languages).toStrictEqual(CAPABILITIES.languages);
  });

  it('answers as the embedded engine does, over more findings than one request takes', async () => {
    const source = `policy "many" syntax "stella-dsl@1" {
      rule odd { when advisory.id in ["CVE-1", "CVE-1999"] then status := "fixed" because "listed" } }`;
    const files = new Map([['policy.stella', new TextEncoder().encode(source)]]);
    const [remote, embedded] = [await connect(), embeddedPolicyEngine()];
    const { compiled } = await embedded.compile(files);
    expect((await remote.compile(files)).compiled).toStrictEqual(compiled);
    const findings = Array.from({ length: 2_000 }, (_, index) => ({
      ...FINDING,
      advisory: { ...FINDING.advisory, id: `CVE-${index}` },
    }));
    const ir = compiled?.ir ?? new Uint8Array();
    expect(await remote.evaluate(ir, findings, SETTING)).toStrictEqual(
      await embedded.evaluate(ir, findings, SETTING),
    );
  });

  it.each([undefined, 'another token, also long enough'])('is refused with the token %s', async (token) => {
    const refused = connect({ token });
    await expect(refused).rejects.toMatchObject({ name: 'EngineRefused', code: 'NOT_ALLOWED' });
    await expect(refused).rejects.not.toThrow(/another token/);
  });

  it('leaves no token in the log of the server', async () => {
    await connect();
    await expect(connect({ token: 'a wrong token, and a long one' })).rejects.toThrow();
    expect(server.logged.some((line) => line.includes('/v1/capabilities'))).toBe(true);
    expect(server.logged.join('\n')).not.toMatch(/token of the test|wrong token/);
  });
});

describe('httpPolicyEngine with a server that is gone', () => {
  it('says that it is unreachable', async () => {
    const server = await hostileServer();
    server.treatments.set('/v1/capabilities', saying(CAPABILITIES));
    const engine = await httpPolicyEngine({ url: server.url, guard: { pauseMs: 1 } });
    await server.close();
    await expect(engine.evaluate(IR, [FINDING], SETTING)).rejects.toMatchObject({
      name: 'EngineUnavailable',
      code: 'UNREACHABLE',
    });
    await expect(httpPolicyEngine({ url: server.url, guard: { pauseMs: 1 } })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
  });
});

describe('httpPolicyEngine with a hostile server', () => {
  let server: HostileServer;
  let engine: PolicyEngine;
  beforeEach(async () => {
    server = await hostileServer();
    server.treatments.set('/v1/capabilities', saying(CAPABILITIES));
    engine = await httpPolicyEngine({
      url: server.url,
      token: TOKEN,
      answerMs: 200,
      responseBytesMax: 10_000,
      guard: { attemptsMax: 2, pauseMs: 1, failuresInARowMax: 100 },
    });
  });
  afterEach(() => server.close());

  const evaluating = (treatment: Treatment) => {
    server.treatments.set('/v1/evaluate', treatment);
    return engine.evaluate(IR, [FINDING], SETTING);
  };
  const timesAsked = (path: string) => server.asked.filter((line) => line === `POST ${path}`).length;

  it.each([
    ['silence', silence, 'EngineUnavailable', 'LATE', 2],
    ['an answer that breaks off', breakingOff, 'EngineUnavailable', 'UNREACHABLE', 2],
    ['503', problem('OVERLOADED', 503), 'EngineUnavailable', 'OVERLOADED', 2],
    ['429 without a body', saying('', 429), 'EngineUnavailable', 'OVERLOADED', 2],
    ['500', problem('ENGINE_FAILED', 500), 'EngineUnavailable', 'UNREACHABLE', 2],
    ['another build', saying({ ...ANSWER, build: 'hostile@2' }), 'EngineUnavailable', 'BUILD_CHANGED', 1],
    ['409', problem('BUILD_CHANGED', 409), 'EngineUnavailable', 'BUILD_CHANGED', 1],
    ['422', problem('IR_INVALID', 422), 'EngineRefused', 'IR_INVALID', 1],
    ['413', problem('INPUT_TOO_LARGE', 413), 'EngineRefused', 'INPUT_TOO_LARGE', 1],
    ['401', problem('UNAUTHENTICATED', 401), 'EngineRefused', 'NOT_ALLOWED', 1],
    ['400', problem('REQUEST_INVALID', 400), 'EngineRefused', 'REQUEST_INVALID', 1],
    ['too many bytes', saying('x'.repeat(10_001)), 'EngineAnswerInvalid', 'TOO_LARGE', 1],
    ['no JSON', saying('{"build":'), 'EngineAnswerInvalid', 'MALFORMED', 1],
    ['nothing', saying(''), 'EngineAnswerInvalid', 'MALFORMED', 1],
    ['a redirect', saying('', 307), 'EngineAnswerInvalid', 'MALFORMED', 1],
    ['a list', saying([ANSWER]), 'EngineAnswerInvalid', 'MALFORMED', 1],
    ['a member too many', saying({ ...ANSWER, more: 1 }), 'EngineAnswerInvalid', 'MALFORMED', 1],
    [
      'half a surrogate pair',
      saying({ ...ANSWER, outcomes: [{ ...DECIDED, warnings: ['\uD800'] }] }),
      'EngineAnswerInvalid',
      'MALFORMED',
      1,
    ],
    [
      'NUL in a name',
      saying({ ...ANSWER, outcomes: [{ ...DECIDED, annotations: { 'a\0': 'b' } }] }),
      'EngineAnswerInvalid',
      'MALFORMED',
      1,
    ],
    [
      'too many outcomes',
      saying({ ...ANSWER, outcomes: [DECIDED, DECIDED] }),
      'EngineAnswerInvalid',
      'COUNT_WRONG',
      1,
    ],
    ['no outcome', saying({ ...ANSWER, outcomes: [] }), 'EngineAnswerInvalid', 'COUNT_WRONG', 1],
    [
      'an outcome that is none',
      saying({ ...ANSWER, outcomes: [{ ...DECIDED, status: 'fine' }] }),
      'EngineAnswerInvalid',
      'MALFORMED',
      1,
    ],
    [
      'outcomes of another policy',
      saying({ ...ANSWER, irDigest: 'a'.repeat(64) }),
      'EngineAnswerInvalid',
      'DIGEST_WRONG',
      1,
    ],
  ])('%s: documented outcome', async (_what, treatment, name, code, times) => {
    await expect(evaluating(treatment)).rejects.toMatchObject({ name, code });
    expect(timesAsked('/v1/evaluate')).toBe(times);
  });

  it('counts bytes after decompression', async () => {
    const bomb: Treatment = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(GZIPPED_SPACES);
    };
    await expect(evaluating(bomb)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('is right again as soon as the server is', async () => {
    await expect(evaluating(silence)).rejects.toMatchObject({ code: 'LATE' });
    expect(await evaluating(saying(ANSWER))).toStrictEqual([DECIDED]);
  });

  it('says nothing to a server that fails all the time, until the time is over', async () => {
    const impatient = await httpPolicyEngine({
      url: server.url,
      guard: { attemptsMax: 1, failuresInARowMax: 2, openMs: 60_000 },
    });
    server.treatments.set('/v1/evaluate', problem('ENGINE_FAILED', 500));
    const codes: string[] = [];
    for (let time = 0; time < 4; time += 1) {
      await impatient
        .evaluate(IR, [FINDING], SETTING)
        .catch((error: { code: string }) => codes.push(error.code));
    }
    expect(codes).toStrictEqual(['UNREACHABLE', 'UNREACHABLE', 'CIRCUIT_OPEN', 'CIRCUIT_OPEN']);
    expect(timesAsked('/v1/evaluate')).toBe(2);
  });

  it('cuts findings to what the server takes, and puts the outcomes together in order', async () => {
    const echoing: Treatment = (request, response, body) => {
      const { findings } = JSON.parse(body);
      const outcomes = findings.map(({ advisory }: FindingTuple) => ({ ...DECIDED, rule: advisory.id }));
      saying({ ...ANSWER, outcomes })(request, response, body);
    };
    server.treatments.set('/v1/evaluate', echoing);
    const names = Array.from({ length: 8 }, (_, index) => `CVE-${index}`);
    const findings = names.map((id) => ({ ...FINDING, advisory: { ...FINDING.advisory, id } }));
    const outcomes = await engine.evaluate(IR, findings, SETTING);
    expect(outcomes.map((outcome) => outcome.kind === 'decided' && outcome.rule)).toStrictEqual(names);
    expect(timesAsked('/v1/evaluate')).toBe(3);
    for (const body of server.bodies) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(65_536);
  });

  it('asks nothing for no finding', async () => {
    expect(await engine.evaluate(IR, [], SETTING)).toStrictEqual([]);
    expect(server.asked).toStrictEqual(['GET /v1/capabilities']);
  });

  it.each([
    ['sources', () => engine.compile(new Map([['policy.stella', new Uint8Array(60_000)]]))],
    ['a compiled policy', () => engine.explain(new Uint8Array(60_000), FINDING, SETTING)],
    ['a compiled policy in bulk', () => engine.evaluate(new Uint8Array(60_000), [FINDING], SETTING)],
  ])('does not send %s that the server does not take', async (_what, asking) => {
    await expect(asking()).rejects.toMatchObject({ name: 'EngineRefused', code: 'INPUT_TOO_LARGE' });
    expect(server.asked).toStrictEqual(['GET /v1/capabilities']);
  });

  it('sends sources alone', async () => {
    server.treatments.set('/v1/compile', saying({ build: BUILD, compiled: COMPILED, diagnostics: [] }));
    await engine.compile(
      new Map([...FILES, ['README.md', new Uint8Array(1)], ['tests/a.json', new Uint8Array(1)]]),
    );
    expect(JSON.parse(server.bodies.at(-1) ?? '').files).toStrictEqual([
      { path: 'policy.stella', content: 'eA==' },
    ]);
  });

  it.each([
    [
      'a digest of other bytes',
      { compiled: { ...COMPILED, irDigest: 'b'.repeat(64) }, diagnostics: [] },
      'DIGEST_WRONG',
    ],
    [
      'bytes that are not canonical',
      { compiled: compiledOf('{"b":1,"a":2}'), diagnostics: [] },
      'DIGEST_WRONG',
    ],
    ['bytes that are no JSON', { compiled: compiledOf('policy'), diagnostics: [] }, 'DIGEST_WRONG'],
    ['something compiled beside an error', { compiled: COMPILED, diagnostics: [ERROR] }, 'INCONSISTENT'],
    ['neither something compiled nor an error', { diagnostics: [] }, 'INCONSISTENT'],
    ['no base64', { compiled: { ...COMPILED, ir: '?' }, diagnostics: [] }, 'MALFORMED'],
  ])('does not take %s for a compilation', async (_what, answer, code) => {
    server.treatments.set('/v1/compile', saying({ build: BUILD, ...answer }));
    await expect(engine.compile(FILES)).rejects.toMatchObject({ name: 'EngineAnswerInvalid', code });
  });

  it.each([
    ['no contract', {}],
    ['another contract', { ...CAPABILITIES, contract: 'policy-registry.policy-engine@2' }],
    ['a build that is no name', { ...CAPABILITIES, build: 'two words' }],
    ['no language', { ...CAPABILITIES, languages: [] }],
  ])('does not begin with %s', async (_what, capabilities) => {
    server.treatments.set('/v1/capabilities', saying(capabilities));
    await expect(httpPolicyEngine({ url: server.url })).rejects.toMatchObject({
      name: 'EngineAnswerInvalid',
      code: 'MALFORMED',
    });
  });

  it('keeps the token out of every fault', async () => {
    const faults: unknown[] = [];
    for (const treatment of [
      silence,
      breakingOff,
      problem('ENGINE_FAILED', 500),
      saying('no'),
      saying('', 401),
    ]) {
      await evaluating(treatment).catch((fault: unknown) => faults.push(fault));
    }
    expect(faults).toHaveLength(5);
    expect(faults.map(textOf).join('\n')).not.toContain(TOKEN);
  });
});

/** Everything that a log could write of an error. */
const textOf = (fault: unknown): string =>
  fault instanceof Error ? `${fault.stack}\n${JSON.stringify(fault)}\n${textOf(fault.cause)}` : String(fault);
